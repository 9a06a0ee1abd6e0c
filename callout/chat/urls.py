"""Addresses of the chat."""

from __future__ import annotations

from django.urls import path

from callout.chat import views

app_name = "chat"
urlpatterns = [
    path("cases/<slug:number>/chat/", views.Say.as_view(), name="say"),
    path("cases/<slug:number>/chat/read/", views.Read.as_view(), name="read"),
]
