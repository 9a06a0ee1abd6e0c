"""Addresses of the field app: its API, worker, manifest and shell."""

from __future__ import annotations

from django.urls import path, re_path

from callout.field import api, pages, views

app_name = "field"
urlpatterns = [
    path("field/api/session", api.session, name="session"),
    path("field/api/devices", api.register, name="devices"),
    path("field/api/wiped", api.wiped, name="wiped"),
    path("field/api/sign-out", api.sign_out, name="sign_out"),
    path("field/api/bundle", api.get_bundle, name="bundle"),
    path("field/api/commands", api.post_commands, name="commands"),
    path("field/api/files/<uuid:uid>", api.file, name="file"),
    path("field/api/documents/<uuid:uid>", api.document, name="document"),
    path("field/phones/<uuid:uid>/revoke/", pages.RevokePhone.as_view(), name="revoke"),
    path("field/sw.js", views.service_worker, name="service_worker"),
    path("field/manifest.webmanifest", views.manifest, name="manifest"),
    re_path(r"^field/(?!api/|phones/)(?P<path>.*)$", views.shell, name="shell"),
]
