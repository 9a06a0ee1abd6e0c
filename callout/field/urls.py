"""Addresses of the field app: its API, worker, manifest and shell."""

from __future__ import annotations

from django.urls import path, re_path

from callout.field import api, chatting, pages, relay_pages, tables, views

app_name = "field"
urlpatterns = [
    path("field/api/session", api.session, name="session"),
    path("field/api/devices", api.register, name="devices"),
    path("field/api/phones/<uuid:uid>", api.locked, name="locked"),
    path("field/api/phones/<uuid:uid>/recovery", api.recovery, name="recovery"),
    path("field/api/phones/<uuid:uid>/wiped", api.wiped, name="wiped"),
    path("field/api/sign-out", api.sign_out, name="sign_out"),
    path("field/api/bundle", api.get_bundle, name="bundle"),
    path("field/api/relay-key", api.relay_key, name="relay_key"),
    path("field/api/parcels", api.parcels, name="parcels"),
    path("relay/", relay_pages.RelayPage.as_view(), name="relay"),
    path("field/api/push", api.push_address, name="push"),
    path("field/api/position", api.position, name="position"),
    path("field/api/commands", api.post_commands, name="commands"),
    path("field/api/files/<uuid:uid>", api.file, name="file"),
    path("field/api/chat-pictures/<uuid:uid>", chatting.picture, name="chat-picture"),
    path("field/api/orders/<uuid:uid>/record.pdf", api.record_pdf, name="record-pdf"),
    path("field/api/documents/<uuid:uid>", api.document, name="document"),
    path("field/phones/<uuid:uid>/revoke/", pages.RevokePhone.as_view(), name="revoke"),
    path("mileage/", tables.MileageList.as_view(), name="mileage"),
    path("field/sw.js", views.service_worker, name="service_worker"),
    path("field/manifest.webmanifest", views.manifest, name="manifest"),
    re_path(r"^field/(?!api/|phones/)(?P<path>.*)$", views.shell, name="shell"),
]
