"""Addresses of the chats."""

from __future__ import annotations

from django.urls import path

from callout.chat import views

app_name = "chat"
urlpatterns = [
    path("cases/<slug:number>/chat/", views.Say.as_view(), name="say"),
    path("cases/<slug:number>/chat/read/", views.Read.as_view(), name="read"),
    path("chats/", views.Rooms.as_view(), name="rooms"),
    path("chats/teams/<int:outlet_id>/", views.Team.as_view(), name="team"),
    path("chats/teams/<int:outlet_id>/say/", views.Say.as_view(), name="team-say"),
    path("chats/teams/<int:outlet_id>/read/", views.Read.as_view(), name="team-read"),
]
