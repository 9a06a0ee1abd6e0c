"""Addresses of documents and files."""

from __future__ import annotations

from django.urls import path

from callout.documents import labels, views

app_name = "documents"
urlpatterns = [
    path("orders/<str:number>/record.pdf", views.ServiceRecordPdf.as_view(), name="record"),
    path("assets/labels.pdf", labels.LabelSheet.as_view(), name="labels"),
    path("files/<uuid:uid>/", views.File.as_view(), name="file"),
]
