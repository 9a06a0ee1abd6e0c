"""What must hold in every app: permissions declared, actions shaped alike, states and tables in step, docs fresh."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

import callout
from callout.accounts.access import DEFAULT_ROLES, PERMISSIONS
from callout.accounts.middleware import _OPEN_MODULES
from callout.foundation.audit import audited_models
from callout.foundation.events import DomainEvent, _by_name, _subscribers, event_types
from callout.foundation.transitions import StateMachine

ROOT = Path(callout.__file__).resolve().parents[1]


def views() -> Iterator[tuple[str, Any]]:
    """Every address with the view (class or function) behind it."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                view = pattern.callback
                yield prefix + str(pattern.pattern), getattr(view, "view_class", getattr(view, "func", view))

    return walk(get_resolver().url_patterns, "/")


VIEWS = list(views())


def test_every_view_says_who_may_use_it() -> None:
    wrong = []
    for address, view in VIEWS:
        if view.__module__.startswith(_OPEN_MODULES):
            continue
        declared = [name for name in ("permission", "public", "signed_in") if getattr(view, name, None)]
        if len(declared) != 1 or (declared == ["permission"] and view.permission not in PERMISSIONS):
            wrong.append(f"{address} declares {declared or 'nothing'}")
    assert not wrong


def services() -> Iterator[tuple[str, Any]]:
    """Public functions of every services module (or package)."""
    for app in apps.get_app_configs():
        if not app.name.startswith("callout."):
            continue
        for module in pkgutil.iter_modules([app.path]):
            if module.name not in {"services", "intake", "bookings", "records"}:
                continue
            loaded = importlib.import_module(f"{app.name}.{module.name}")
            for name, function in inspect.getmembers(loaded, inspect.isfunction):
                if function.__module__ == loaded.__name__ and not name.startswith("_"):
                    yield f"{loaded.__name__}.{name}", function


SERVICES = list(services())


@pytest.mark.parametrize(("name", "function"), SERVICES, ids=[name for name, _ in SERVICES])
def test_actions_are_atomic_keyword_only_and_documented(name: str, function: Any) -> None:
    assert function.__doc__, f"{name} says nothing"
    if not getattr(function, "business_action", False):
        return
    parameters = list(inspect.signature(function).parameters.values())
    assert parameters[0].name == "actor", f"{name}: actor comes first"
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters), f"{name}: keyword-only"


@pytest.mark.parametrize("machine", StateMachine.registry.values(), ids=lambda machine: machine.name)
def test_every_state_can_be_reached_and_is_known_to_its_model(machine: StateMachine) -> None:
    reached, todo = {machine.initial}, [machine.initial]
    while todo:
        new = machine.targets(todo.pop()) - reached
        reached |= new
        todo += new
    assert reached == machine.states
    model = next(m for m in apps.get_models() if m._meta.model_name == machine.name.replace("_", ""))
    assert {value for value, _label in model._meta.get_field("state").choices} == machine.states


def test_default_roles_hold_known_permissions_only() -> None:
    assert {p for role in DEFAULT_ROLES for p in role[3]} <= PERMISSIONS.keys()


def test_every_subscriber_hears_a_declared_event_under_its_own_name() -> None:
    assert set(_subscribers) - {"*"} <= event_types.keys()
    assert len(_by_name) == len({id(handler) for handler in _by_name.values()})
    assert all(issubclass(cls, DomainEvent) and cls.__doc__ for cls in event_types.values())


@pytest.mark.django_db
def test_every_audited_table_has_its_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE tgname = 'callout_audit'"
        )
        present = {row[0] for row in cursor.fetchall()}
    assert present == {model._meta.db_table for model in audited_models()}


def test_the_reference_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
