"""Addresses of what every app shares."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("callout.foundation.ui.urls")), path("", include("callout.foundation.monitoring.urls"))]
