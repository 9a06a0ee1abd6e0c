"""Addresses of the product: each app brings its own, mounted once."""

from __future__ import annotations

from django.urls import include, path

from callout.accounts.live import live, missed
from callout.config.api import api
from callout.foundation import views as errors
from callout.integration.views import ApiDocs

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("", include("callout.foundation.urls")),
    path("accounts/", include("allauth.urls")),
    path("live/", live, name="live"),
    path("live/missed/", missed, name="live-missed"),
    path("api/v1/", api.urls),
    path("api/docs", ApiDocs.as_view(api=api), name="api-docs"),
    *(
        path("", include(f"callout.{app}.urls"))
        for app in (
            "accounts", "customers", "assets", "agreements", "workforce", "parts", "notifications", "cases",
            "workorders", "documents", "diagnosis", "chat", "dispatching", "field", "feedback", "contact_centre",
            "analytics", "integration", "portal",
        )
    ),
]  # fmt: skip
