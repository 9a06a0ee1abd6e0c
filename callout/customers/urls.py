"""Addresses of customers, and of personal data in clear."""

from __future__ import annotations

from django.urls import include, path

from callout.customers import views
from callout.customers.tables import CustomerList

pages = [
    path("", CustomerList.as_view(), name="list"),
    path("new/", views.CustomerCreate.as_view(), name="create"),
    path("<int:pk>/", views.CustomerDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.CustomerEdit.as_view(), name="edit"),
    path("<int:pk>/merge/", views.Merge.as_view(), name="merge"),
    path("<int:pk>/sites/new/", views.SiteCreate.as_view(), name="site-create"),
    path("<int:pk>/sites/<int:site>/", views.SiteEdit.as_view(), name="site-edit"),
    path("<int:pk>/contacts/new/", views.ContactCreate.as_view(), name="contact-create"),
]

urlpatterns = [
    path("customers/", include((pages, "customers"))),
    path("personal/reveal/<slug:subject>/<int:pk>/<slug:field>/", views.Reveal.as_view(), name="personal-reveal"),
]
