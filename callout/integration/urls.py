"""Addresses of the doors: tokens, webhooks, imports."""

from __future__ import annotations

from django.urls import path

from callout.integration import import_pages, views
from callout.integration.tables import DeliveryList, EndpointList, ImportList, ProblemList, TokenList

app_name = "integration"
urlpatterns = [
    path("tokens/", TokenList.as_view(), name="tokens"),
    path("tokens/new/", views.TokenCreate.as_view(), name="token-create"),
    path("tokens/<int:pk>/", views.TokenPage.as_view(), name="token"),
    path("tokens/<int:pk>/revoke/", views.TokenRevoke.as_view(), name="token-revoke"),
    path("webhooks/", EndpointList.as_view(), name="webhooks"),
    path("webhooks/new/", views.EndpointCreate.as_view(), name="webhook-create"),
    path("webhooks/deliveries/", DeliveryList.as_view(), name="deliveries"),
    path("webhooks/deliveries/<int:pk>/again/", views.Redeliver.as_view(), name="redeliver"),
    path("webhooks/<int:pk>/", views.EndpointPage.as_view(), name="webhook"),
    path("webhooks/<int:pk>/edit/", views.EndpointEdit.as_view(), name="webhook-edit"),
    path("webhooks/<int:pk>/ping/", views.EndpointPing.as_view(), name="webhook-ping"),
    path("webhooks/<int:pk>/switch/", views.EndpointSwitch.as_view(), name="webhook-switch"),
    path("imports/", ImportList.as_view(), name="imports"),
    path("imports/new/", import_pages.ImportCreate.as_view(), name="import-create"),
    path("imports/<int:pk>/", import_pages.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/cancel/", import_pages.ImportCancel.as_view(), name="import-cancel"),
    path("imports/<int:run>/problems/", ProblemList.as_view(), name="problems"),
]
