"""Addresses of outlets and engineers."""

from __future__ import annotations

from django.urls import include, path

from callout.workforce import tables, views

pages = [
    path("regions/", tables.RegionList.as_view(), name="regions"),
    path("regions/new/", views.RegionEdit.as_view(), name="region-create"),
    path("regions/<int:pk>/", views.RegionEdit.as_view(), name="region-edit"),
    path("outlets/", tables.OutletList.as_view(), name="outlets"),
    path("outlets/new/", views.OutletEdit.as_view(), name="outlet-create"),
    path("outlets/<int:pk>/", views.OutletDetail.as_view(), name="outlet"),
    path("outlets/<int:pk>/edit/", views.OutletEdit.as_view(), name="outlet-edit"),
    path("engineers/", tables.EngineerList.as_view(), name="engineers"),
    path("engineers/new/", views.EngineerEdit.as_view(), name="engineer-create"),
    path("engineers/<int:pk>/", views.EngineerDetail.as_view(), name="engineer"),
    path("engineers/<int:pk>/edit/", views.EngineerEdit.as_view(), name="engineer-edit"),
    path("engineers/<int:pk>/skills/", views.Skills.as_view(), name="skills"),
    path("engineers/<int:pk>/absences/new/", views.AbsenceAdd.as_view(), name="absence-add"),
    path("engineers/<int:pk>/absences/<int:absence>/remove/", views.AbsenceRemove.as_view(), name="absence-remove"),
    path("shifts/", tables.ShiftList.as_view(), name="shifts"),
    path("shifts/new/", views.ShiftEdit.as_view(), name="shift-create"),
    path("shifts/<int:pk>/", views.ShiftEdit.as_view(), name="shift-edit"),
]

urlpatterns = [path("", include((pages, "workforce")))]
