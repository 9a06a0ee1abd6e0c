"""The REST API: each app's router mounted once, under /api/v1/."""

from __future__ import annotations

from ninja import NinjaAPI

from callout import __version__
from callout.cases.api import router as cases
from callout.workorders.api import intake
from callout.foundation.api import install_problem_handlers
from callout.integration.tokens import SessionAuth, TokenAuth

api = NinjaAPI(
    title="Callout", version=__version__, urls_namespace="api", auth=[TokenAuth(), SessionAuth()], docs_url=None
)
install_problem_handlers(api)
api.add_router("/cases", intake, tags=["cases"])
api.add_router("/cases", cases, tags=["cases"])
