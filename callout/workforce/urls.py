"""Addresses of outlets and engineers."""

from __future__ import annotations

from django.urls import include, path

from callout.workforce import kit_tables, kit_views, tables, views

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
    path("engineers/<int:pk>/photo/", views.Photo.as_view(), name="photo"),
    path("engineers/<int:pk>/tools/", kit_views.EngineerTools.as_view(), name="engineer-tools"),
    path("engineers/<int:pk>/territory/", kit_views.Territory.as_view(), name="territory"),
    path("outlets/<int:pk>/area/", kit_views.Area.as_view(), name="outlet-area"),
    path("outlets/<int:pk>/capacity/new/", kit_views.CapacityAdd.as_view(), name="capacity-add"),
    path(
        "outlets/<int:pk>/capacity/<int:capacity>/remove/", kit_views.CapacityRemove.as_view(), name="capacity-remove"
    ),
    path("outlets/<int:pk>/settlement/new/", kit_views.BasisAdd.as_view(), name="basis-add"),
    path("crews/", kit_tables.CrewList.as_view(), name="crews"),
    path("crews/new/", kit_views.CrewEdit.as_view(), name="crew-create"),
    path("crews/<int:pk>/", kit_views.CrewEdit.as_view(), name="crew-edit"),
    path("vehicles/", kit_tables.VehicleList.as_view(), name="vehicles"),
    path("vehicles/new/", kit_views.VehicleEdit.as_view(), name="vehicle-create"),
    path("vehicles/<int:pk>/", kit_views.VehicleEdit.as_view(), name="vehicle-edit"),
    path("tools/", kit_tables.ToolList.as_view(), name="tools"),
    path("tools/new/", kit_views.ToolEdit.as_view(), name="tool-create"),
    path("tools/<int:pk>/", kit_views.ToolEdit.as_view(), name="tool-edit"),
    path("job-rules/", kit_tables.JobRuleList.as_view(), name="job-rules"),
    path("job-rules/new/", kit_views.JobRuleEdit.as_view(), name="job-rule-create"),
    path("job-rules/<int:pk>/", kit_views.JobRuleEdit.as_view(), name="job-rule-edit"),
    path("shifts/", tables.ShiftList.as_view(), name="shifts"),
    path("shifts/new/", views.ShiftEdit.as_view(), name="shift-create"),
    path("shifts/<int:pk>/", views.ShiftEdit.as_view(), name="shift-edit"),
]

urlpatterns = [path("", include((pages, "workforce")))]
