"""Permissions: their names, the default roles, and the declaration every view must carry (deny by default)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission's stable name and what it lets a person do.

    What is of the whole organisation (``everywhere``) counts only when held in all of it, not in a region or outlet.
    """

    code: str
    label: str | Promise
    everywhere: bool = False


PERMISSIONS: dict[str, Permission] = {}


def permission(code: str, label: str | Promise, *, everywhere: bool = False) -> str:
    """Declare a permission; returns its code."""
    PERMISSIONS[code] = Permission(code, label, everywhere)
    return code


DESK_USE = permission("desk.use", _("Take calls and requests at the desk"))
CASES_VIEW = permission("cases.view", _("See cases"))
CASES_CREATE = permission("cases.create", _("Create cases"))
CASES_EDIT = permission("cases.edit", _("Change cases: triage, wait, resolve, close, cancel"))
ORDERS_VIEW = permission("orders.view", _("See work orders and bookings"))
ORDERS_DISPATCH = permission("orders.dispatch", _("Assign, move and cancel bookings"))
DISPATCH_POLICY = permission("dispatch.policy", _("Set how regions dispatch"))
CHAT_USE = permission("chat.use", _("Write and read in the chat of a case"))
DIAGNOSIS_USE = permission("diagnosis.use", _("Diagnose cases and log remote work"))
FIELD_USE = permission("field.use", _("Work with the field app"))
CUSTOMERS_VIEW = permission("customers.view", _("See customers and sites"))
CUSTOMERS_EDIT = permission("customers.edit", _("Change customers and sites"))
PERSONAL_REVEAL = permission("personal.reveal", _("See personal data in clear; each look is logged"))
PERSONAL_EXPORT = permission("personal.export", _("Export personal data in clear"))
ASSETS_VIEW = permission("assets.view", _("See assets and the product catalogue"))
ASSETS_EDIT = permission("assets.edit", _("Change assets and the product catalogue"))
CODES_EDIT = permission("codes.edit", _("Publish code sets"))
AGREEMENTS_VIEW = permission("agreements.view", _("See service levels, calendars and contracts"))
AGREEMENTS_EDIT = permission("agreements.edit", _("Change service levels, calendars and contracts"))
WORKFORCE_VIEW = permission("workforce.view", _("See outlets and engineers"))
WORKFORCE_EDIT = permission("workforce.edit", _("Change outlets, engineers, skills and shifts"))
PARTS_VIEW = permission("parts.view", _("See parts and stock"))
PARTS_EDIT = permission("parts.edit", _("Receive, move and count stock; decide parts requests"))
FEEDBACK_VIEW = permission("feedback.view", _("See ratings and call-backs"))
FEEDBACK_CALL = permission("feedback.call", _("Make call-backs"))
MESSAGES_VIEW = permission("messages.view", _("See the message log"))
MESSAGES_SEND = permission("messages.send", _("Send messages to groups"))
ANALYTICS_VIEW = permission("analytics.view", _("See the morning page and reports"))
INTEGRATION_MANAGE = permission("integration.manage", _("Manage API tokens, webhooks and imports"), everywhere=True)
USERS_MANAGE = permission("users.manage", _("Manage users and roles"))
AUDIT_VIEW = permission("audit.view", _("See the audit trail"))
SYSTEM_VIEW = permission("system.view", _("See the health of the system"))

_READ = [
    CASES_VIEW,
    ORDERS_VIEW,
    CUSTOMERS_VIEW,
    ASSETS_VIEW,
    AGREEMENTS_VIEW,
    WORKFORCE_VIEW,
    PARTS_VIEW,
    FEEDBACK_VIEW,
]

DEFAULT_ROLES: tuple[tuple[str, str, str, list[str], bool], ...] = (
    ("agent", "坐席", "Agent", [
        DESK_USE, CASES_VIEW, CASES_CREATE, CASES_EDIT, ORDERS_VIEW, CUSTOMERS_VIEW, CUSTOMERS_EDIT, ASSETS_VIEW,
        ASSETS_EDIT, AGREEMENTS_VIEW, WORKFORCE_VIEW, PARTS_VIEW, FEEDBACK_VIEW, PERSONAL_REVEAL, MESSAGES_VIEW,
        DIAGNOSIS_USE, CHAT_USE,
    ], False),
    ("dispatcher", "调度员", "Dispatcher", [
        CASES_VIEW, CASES_EDIT, ORDERS_VIEW, ORDERS_DISPATCH, CUSTOMERS_VIEW, ASSETS_VIEW, AGREEMENTS_VIEW,
        WORKFORCE_VIEW, WORKFORCE_EDIT, PARTS_VIEW, PERSONAL_REVEAL, MESSAGES_VIEW, MESSAGES_SEND, FEEDBACK_VIEW,
        DIAGNOSIS_USE, CHAT_USE,
    ], False),
    ("engineer", "工程师", "Engineer", [
        FIELD_USE, CASES_VIEW, ORDERS_VIEW, CUSTOMERS_VIEW, ASSETS_VIEW, PARTS_VIEW, PERSONAL_REVEAL, DIAGNOSIS_USE,
        CHAT_USE,
    ], True),
    ("store_keeper", "库管", "Store keeper", [PARTS_VIEW, PARTS_EDIT, ORDERS_VIEW, ASSETS_VIEW, WORKFORCE_VIEW], False),
    ("callback_clerk", "回访员", "Call-back clerk", [
        FEEDBACK_VIEW, FEEDBACK_CALL, CASES_VIEW, CASES_EDIT, ORDERS_VIEW, CUSTOMERS_VIEW, ASSETS_VIEW, PERSONAL_REVEAL,
    ], False),
    ("manager", "主管", "Manager", [
        *_READ, CASES_EDIT, ORDERS_DISPATCH, DISPATCH_POLICY, ANALYTICS_VIEW, MESSAGES_VIEW, MESSAGES_SEND,
        PERSONAL_REVEAL, WORKFORCE_EDIT, AUDIT_VIEW, DIAGNOSIS_USE, CHAT_USE,
    ], False),
    ("administrator", "系统管理员", "Administrator", sorted(PERMISSIONS), False),
)  # fmt: skip


def requires(code: str) -> Callable[[V], V]:
    """View decorator: only people with this permission come in (checked by PermissionMiddleware)."""
    if code not in PERMISSIONS:
        raise KeyError(code)

    def decorate(view: V) -> V:
        view.permission = code  # type: ignore[attr-defined]
        return view

    return decorate


def public(reason: str) -> Callable[[V], V]:
    """View decorator: no login needed, for the stated reason (a signed link, a webhook, a public form)."""

    def decorate(view: V) -> V:
        view.public = reason  # type: ignore[attr-defined]
        return view

    return decorate


def signed_in(view: V) -> V:
    """View decorator: any signed-in person (own preferences, home page, search over what they may see)."""
    view.signed_in = True  # type: ignore[attr-defined]
    return view
