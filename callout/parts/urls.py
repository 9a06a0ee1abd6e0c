"""Addresses of parts and stores."""

from __future__ import annotations

from django.urls import include, path

from callout.parts import tables, views

pages = [
    path("", tables.PartList.as_view(), name="list"),
    path("new/", views.PartEdit.as_view(), name="create"),
    path("<int:pk>/", views.PartDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.PartEdit.as_view(), name="edit"),
    path("movements/", tables.MovementList.as_view(), name="movements"),
    path("stores/", tables.StoreList.as_view(), name="stores"),
    path("stores/<int:pk>/", views.StoreDetail.as_view(), name="store"),
    path("stores/<int:pk>/receive/", views.Receive.as_view(), name="receive"),
    path("stores/<int:pk>/transfer/", views.Transfer.as_view(), name="transfer"),
    path("stores/<int:pk>/count/", views.Count.as_view(), name="count"),
    path("requests/", tables.RequestList.as_view(), name="requests"),
    path("requests/<int:pk>/", views.RequestDetail.as_view(), name="request"),
    path("requests/<int:pk>/approve/", views.Approve.as_view(), name="approve"),
    path("requests/<int:pk>/reject/", views.Reject.as_view(), name="reject"),
    path("requests/<int:pk>/ship/", views.Ship.as_view(), name="ship"),
    path("requests/<int:pk>/ship-pieces/", views.ShipPieces.as_view(), name="ship-pieces"),
    path("requests/<int:pk>/receive/", views.Receipt.as_view(), name="request-receive"),
    path("requests/<int:pk>/cancel/", views.Withdraw.as_view(), name="request-cancel"),
]

urlpatterns = [path("parts/", include((pages, "parts")))]
