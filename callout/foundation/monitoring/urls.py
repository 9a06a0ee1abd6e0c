"""Addresses of health and metrics."""

from __future__ import annotations

from django.urls import include, path

from callout.foundation.monitoring import views

pages = [
    path("health/", views.Health.as_view(), name="health"),
    path("health/live", views.Live.as_view(), name="live"),
    path("health/ready", views.Ready.as_view(), name="ready"),
    path("health/jobs/<int:job>/retry/", views.Retry.as_view(), name="retry"),
    path("metrics", views.Metrics.as_view(), name="metrics"),
]

urlpatterns = [path("", include((pages, "monitoring")))]
