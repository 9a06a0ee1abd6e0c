"""Addresses of messages and notices."""

from __future__ import annotations

from django.urls import path

from callout.notifications import receipts, text_pages, views
from callout.notifications.tables import MessageList

app_name = "notifications"
urlpatterns = [
    path("hooks/sms/receipts/", receipts.Receipts.as_view(), name="receipts"),
    path("notices/", views.Panel.as_view(), name="panel"),
    path("notices/read/", views.MarkRead.as_view(), name="mark-read"),
    path("notices/<int:pk>/", views.OpenNotice.as_view(), name="notice"),
    path("messages/", MessageList.as_view(), name="list"),
    path("messages/group/", views.GroupNotice.as_view(), name="group"),
    path("messages/texts/", text_pages.TextList.as_view(), name="texts"),
    path("messages/texts/<slug:code>/", text_pages.TextPage.as_view(), name="text"),
    path("messages/<int:pk>/", views.MessagePage.as_view(), name="message"),
    path("messages/<int:pk>/resend/", views.Resend.as_view(), name="resend"),
    path("messages/<int:pk>/take-back/", views.TakeBack.as_view(), name="take-back"),
]
