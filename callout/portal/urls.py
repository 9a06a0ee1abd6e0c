"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from callout.portal import views

app_name = "portal"
urlpatterns = [
    path("request/", views.RequestPage.as_view(), name="request"),
    path("request/product/", views.ProductName.as_view(), name="product"),
    path("t/<str:token>/", views.TrackingPage.as_view(), name="tracking"),
    path("t/<str:token>/record.pdf", views.TrackingRecord.as_view(), name="record"),
]
