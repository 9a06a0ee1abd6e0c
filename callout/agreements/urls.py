"""Addresses of agreements, service levels and calendars."""

from __future__ import annotations

from django.urls import include, path

from callout.agreements import tables, views

pages = [
    path("agreements/", tables.AgreementList.as_view(), name="list"),
    path("agreements/<int:pk>/", views.AgreementDetail.as_view(), name="detail"),
    path("agreements/<int:pk>/edit/", views.AgreementEdit.as_view(), name="edit"),
    path("customers/<int:customer>/agreements/new/", views.AgreementCreate.as_view(), name="create"),
    path("service-levels/", tables.LevelList.as_view(), name="levels"),
    path("service-levels/<int:pk>/", views.LevelDetail.as_view(), name="level"),
    path("calendars/", tables.CalendarList.as_view(), name="calendars"),
    path("calendars/<int:pk>/", views.CalendarDetail.as_view(), name="calendar"),
]

urlpatterns = [path("", include((pages, "agreements")))]
