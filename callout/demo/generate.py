"""The demo from first to last."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone, translation

from callout.accounts.models import User
from callout.analytics import figures
from callout.customers.models import Customer
from callout.demo.chats import make_chats
from callout.demo.customers import make_customers
from callout.demo.diagnosis import make_diagnoses
from callout.demo.dispatch import look_back
from callout.demo.history import make_history
from callout.demo.network import make_network
from callout.demo.step_photos import make_step_photos
from callout.demo.today import make_today
from callout.foundation import cache
from callout.integration import packs

CUSTOMERS, ASSETS = 3000, 5000


class DataBaseInUse(Exception):
    """There is data that the demo must not touch."""


def generate(*, seed: int, scale: float, days: int, reset: bool, say: Callable[[str], None]) -> None:
    """Make the demo. Raises DataBaseInUse when there are customers already and ``reset`` does not apply."""
    began = time.perf_counter()

    def tell(text: str) -> None:
        say(f"{time.perf_counter() - began:5.1f} s  {text}")

    with translation.override("zh-hans"):
        if Customer.objects.exists():
            _clear(reset)
            tell("Older demo deleted")
        with transaction.atomic():
            _make(Random(seed), scale, days, tell)
        look_back(tell)
        make_today(Random(seed + 1), scale, tell)
        make_diagnoses(Random(seed + 2), tell)
        make_chats(Random(seed + 3), tell)
        make_step_photos(Random(seed + 4), tell)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for day in figures.missing_days(timezone.localdate(), back=days):
        figures.build_day(day)
    tell("Figures of past days counted")
    tell("Done. Sign in with one of the demo accounts.")


def _make(rng: Random, scale: float, days: int, tell: Callable[[str], None]) -> None:
    now = timezone.now()
    installed = packs.install_all(actor=None)
    tell(f"Packs installed: {', '.join(installed)}")
    network = make_network(rng, now - timedelta(days=days + 1), scale)
    cache.clear()
    tell(f"{len(network.regions)} regions, {len(network.outlets)} outlets, {len(network.engineers)} engineers")
    base = make_customers(rng, network, max(20, round(CUSTOMERS * scale)), max(30, round(ASSETS * scale)))
    tell(f"{Customer.objects.count()} customers, {sum(map(len, base.assets.values()))} assets")
    make_history(rng, network, base, days=days, scale=scale, now=now, tell=tell)


def _clear(reset: bool) -> None:
    """Empty every table of Callout, if it is a demo and its end is wanted."""
    if not User.objects.exclude(demo_label="").exists():
        raise DataBaseInUse("This data base holds real customers. The demo needs an empty one.")
    if not reset:
        raise DataBaseInUse("There is a demo already. Use --reset to make it anew.")
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith(("callout.", "procrastinate."))
    ]
    names = ", ".join(connection.ops.quote_name(table) for table in tables if table != "procrastinate_periodic_defers")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to be made cannot be truncated
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    cache.clear()
