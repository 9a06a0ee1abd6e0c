from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("callout.foundation.ui.urls"))]
