"""Addresses of work orders."""

from __future__ import annotations

from django.urls import include, path

from callout.workorders import views
from callout.workorders.needs_views import NeedsEdit
from callout.workorders.tables import OrderList

pages = [
    path("", OrderList.as_view(), name="list"),
    path("<int:pk>/", views.OrderById.as_view(), name="by-id"),
    path("parts/<int:pk>/book/", views.BookPart.as_view(), name="book-part"),
    path("<slug:number>/", views.OrderDetail.as_view(), name="detail"),
    path("<slug:number>/cancel/", views.Cancel.as_view(), name="cancel"),
    path("<slug:number>/needs/", NeedsEdit.as_view(), name="needs"),
    path("<slug:number>/return/", views.ReturnVisit.as_view(), name="return"),
    path("<slug:number>/post/", views.Post.as_view(), name="post"),
]

urlpatterns = [path("orders/", include((pages, "workorders")))]
