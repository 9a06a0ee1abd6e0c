"""The REST API: each app's router mounted once, under /api/v1/."""

from __future__ import annotations

from ninja import NinjaAPI

from callout import __version__
from callout.assets.api import catalogue
from callout.assets.api import router as assets
from callout.cases.api import service_types
from callout.chat.api import cases as case_chats
from callout.chat.api import teams as team_chats
from callout.contact_centre.api import router as desk
from callout.customers.api import router as customers
from callout.diagnosis.api import router as diagnosis
from callout.dispatching.api import router as dispatching
from callout.dispatching.planning.api import router as plans
from callout.dispatching.policy_api import router as policies
from callout.dispatching.why_api import router as explanations
from callout.feedback.api import router as ratings
from callout.foundation.api import install_problem_handlers
from callout.integration.api import router as events
from callout.integration.tokens import SessionAuth, TokenAuth
from callout.parts.api import requests as part_requests
from callout.parts.api import router as parts
from callout.workforce.api import router as workforce
from callout.workforce.kit_api import router as kit
from callout.workorders.api import router as cases
from callout.workorders.needs_api import router as needs
from callout.workorders.orders_api import router as orders

api = NinjaAPI(
    title="Callout",
    version=__version__,
    description="Every refusal is an RFC 9457 problem document with a stable code.",
    urls_namespace="api",
    auth=[TokenAuth(), SessionAuth()],
    docs_url=None,
)
install_problem_handlers(api)

for prefix, router, tag in (
    ("/cases", cases, "cases"),
    ("/cases", desk, "cases"),
    ("/cases", diagnosis, "cases"),
    ("/cases", case_chats, "chats"),
    ("", team_chats, "chats"),
    ("/service-types", service_types, "catalogue"),
    ("/catalogue", catalogue, "catalogue"),
    ("/customers", customers, "customers"),
    ("/assets", assets, "assets"),
    ("/work-orders", orders, "work orders"),
    ("/work-orders", needs, "work orders"),
    ("/work-orders", dispatching, "work orders"),
    ("/work-orders", explanations, "work orders"),
    ("/parts", parts, "parts"),
    ("/part-requests", part_requests, "parts"),
    ("/ratings", ratings, "ratings"),
    ("", workforce, "workforce"),
    ("", kit, "workforce"),
    ("", policies, "dispatch"),
    ("", plans, "dispatch"),
    ("/events", events, "events"),
):
    api.add_router(prefix, router, tags=[tag])
