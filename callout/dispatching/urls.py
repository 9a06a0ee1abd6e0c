"""Addresses of dispatch."""

from __future__ import annotations

from django.urls import include, path

from callout.dispatching import actions, views

pages = [
    path("", views.DayPage.as_view(), name="day"),
    path("plan/", actions.Plan.as_view(), name="plan"),
    path("assign/", actions.AssignMany.as_view(), name="assign-many"),
    path("undo/<str:token>/", actions.Undo.as_view(), name="undo"),
    path("bookings/<int:pk>/", views.BookingPanel.as_view(), name="booking"),
    path("bookings/<int:pk>/move/", actions.Move.as_view(), name="move"),
    path("bookings/<int:pk>/take-back/", actions.TakeBack.as_view(), name="take-back"),
    path("orders/<slug:number>/", views.OrderOptions.as_view(), name="options"),
    path("orders/<slug:number>/assign/", actions.Assign.as_view(), name="assign"),
]

urlpatterns = [path("dispatch/", include((pages, "dispatching")))]
