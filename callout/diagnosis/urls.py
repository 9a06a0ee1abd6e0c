"""Addresses of the diagnosis workbench."""

from __future__ import annotations

from django.urls import path

from callout.diagnosis import views

app_name = "diagnosis"
urlpatterns = [
    path("cases/<slug:number>/diagnosis/", views.Workbench.as_view(), name="bench"),
    path("cases/<slug:number>/diagnosis/answer/", views.Answer.as_view(), name="answer"),
    path("cases/<slug:number>/diagnosis/fault/", views.Fault.as_view(), name="fault"),
    path("cases/<slug:number>/diagnosis/log/", views.Log.as_view(), name="log"),
    path("cases/<slug:number>/diagnosis/compare/", views.Compare.as_view(), name="compare"),
    path("cases/<slug:number>/diagnosis/curve/", views.Curve.as_view(), name="curve"),
    path("cases/<slug:number>/diagnosis/remote/", views.RemoteStart.as_view(), name="remote-start"),
    path("cases/<slug:number>/diagnosis/remote/end/", views.RemoteEnd.as_view(), name="remote-end"),
]
