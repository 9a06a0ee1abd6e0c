"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from callout.portal import door_views, passport_views, views

app_name = "portal"
urlpatterns = [
    path("request/", views.RequestPage.as_view(), name="request"),
    path("request/product/", views.ProductName.as_view(), name="product"),
    path("t/<str:token>/", views.TrackingPage.as_view(), name="tracking"),
    path("t/<str:token>/record.pdf", views.TrackingRecord.as_view(), name="record"),
    path("a/<str:token>/", passport_views.PassportPage.as_view(), name="passport"),
    path("d/<str:token>/", door_views.DoorPage.as_view(), name="door"),
    path("d/<str:token>/now/", door_views.DoorNow.as_view(), name="door-now"),
    path("d/<str:token>/photo/", door_views.DoorPhoto.as_view(), name="door-photo"),
]
