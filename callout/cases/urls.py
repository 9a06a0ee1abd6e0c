"""Addresses of cases."""

from __future__ import annotations

from django.urls import include, path

from callout.cases import actions, views
from callout.cases.tables import CaseList

pages = [
    path("", CaseList.as_view(), name="list"),
    path("<int:pk>/", views.CaseById.as_view(), name="by-id"),
    path("<slug:number>/", views.CaseDetail.as_view(), name="detail"),
    path("<slug:number>/timeline/", views.Timeline.as_view(), name="timeline"),
    path("<slug:number>/note/", views.Note.as_view(), name="note"),
    path("<slug:number>/files/", views.Files.as_view(), name="files"),
    path("<slug:number>/clocks/", views.Receipt.as_view(), name="receipt"),
    path("<slug:number>/clocks.json", views.ReceiptFile.as_view(), name="receipt-file"),
    path("<slug:number>/wait/", actions.Wait.as_view(), name="wait"),
    path("<slug:number>/resume/", actions.Resume.as_view(), name="resume"),
    path("<slug:number>/close/", actions.Close.as_view(), name="close"),
    path("<slug:number>/reopen/", actions.Reopen.as_view(), name="reopen"),
]

urlpatterns = [path("cases/", include((pages, "cases")))]
