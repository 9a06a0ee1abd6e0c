"""Addresses of messages and notices."""

from __future__ import annotations

from django.urls import path

from callout.notifications import receipts

app_name = "notifications"
urlpatterns = [
    path("hooks/sms/receipts/", receipts.Receipts.as_view(), name="receipts"),
]
