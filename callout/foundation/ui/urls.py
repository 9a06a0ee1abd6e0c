"""Addresses of the frame."""

from __future__ import annotations

from django.urls import path

from callout.foundation.ui import views

urlpatterns = [
    path("navigation/badges/", views.Badges.as_view(), name="navigation-badges"),
    path("search/", views.Search.as_view(), name="search"),
    path("preferences/theme/", views.Theme.as_view(), name="theme"),
    path("language/", views.Language.as_view(), name="language"),
    path("offline/", views.Offline.as_view(), name="offline"),
    path("ui/", views.Components.as_view(), name="components"),
]
