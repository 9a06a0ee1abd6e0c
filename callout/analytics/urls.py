"""Addresses of figures."""

from __future__ import annotations

from django.urls import include, path

from callout.analytics import views

pages = [
    path("morning/", views.Morning.as_view(), name="morning"),
    path("reports/failures/", views.Failures.as_view(), name="failures"),
    path("reports/outlets/", views.Outlets.as_view(), name="outlets"),
]

urlpatterns = [path("", include((pages, "analytics")))]
