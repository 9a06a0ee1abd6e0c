"""Reads around cases: repeats, duplicates, the timeline."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Avg, Count, QuerySet
from django.http import Http404

from callout.accounts.access import CASES_VIEW
from callout.accounts.models import Scope, User
from callout.assets.models import Asset
from callout.cases.models import Case
from callout.customers import selectors as customer_selectors
from callout.customers.models import Customer
from callout.foundation import search
from callout.foundation.standing import Place, Standing

REPEAT_WINDOW = timedelta(days=90)
MOST_FOUND = 5000


def repeat_of(asset: Asset, at: datetime) -> Case | None:
    """The last repair of the same asset that was resolved within 90 days before ``at``: maybe a repeat 返修."""
    return (
        Case.objects.filter(asset=asset, resolved_at__range=(at - REPEAT_WINDOW, at), service_type__code="repair")
        .select_related("symptom")
        .order_by("-resolved_at")
        .first()
    )


def open_duplicates(customer: Customer, asset: Asset | None) -> list[Case]:
    """Open cases of the customer (for the same asset, when given) that a new one may duplicate."""
    found = Case.objects.open().filter(customer=customer).select_related("service_type")
    return list((found.filter(asset=asset) if asset else found).order_by("-id")[:5])


def matching(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Cases with this number, these words, this customer, telephone or serial.

    Each way of looking is a query of its own on an index; together they are one IN over ids. A word that very many
    cases hold finds the newest MOST_FOUND of them.
    """
    found = [
        Case.objects.filter(number=text.upper()),
        Case.objects.filter(customer__in=customer_selectors.matching(Customer.objects.all(), text).values("pk")),
    ]
    if words := search.query(text):
        found += [
            Case.objects.filter(search=words),
            Case.objects.filter(asset__in=Asset.objects.filter(search=words).values("pk")),
        ]
    first, *others = [each.order_by("-pk").values("pk")[:MOST_FOUND] for each in found]
    return rows.filter(pk__in=first.union(*others))


def case_for(user: User, number: str) -> Case:
    """One case the person may see, with what its page shows. Raises Http404."""
    scope = user.scope_for(CASES_VIEW)
    if scope.own:
        found = _in_full(Case.objects.visible_to(user)).filter(number=number).first()
    else:
        found = next(iter(_case_in(scope)(number)), None)
    if found is None:
        raise Http404(number)
    return found


def _in_full(rows: QuerySet[Case]) -> QuerySet[Case]:
    # Few tables: each one more doubles the time PostgreSQL plans. What is left out is read by its key when it is shown.
    full = rows.select_related("customer", "site", "asset__product", "service_type")
    return full.defer("search", "customer__search", "asset__search")


@lru_cache(200)
def _case_in(scope: Scope) -> Standing[Case]:
    return Standing(lambda: _in_full(Case.objects.filter(scope.q(), number=Place(0))))


def history_of(user: User, asset: Asset, case: Case) -> list[Case]:
    """Earlier cases of the same asset, newest first."""
    rows = Case.objects.visible_to(user).filter(asset=asset, created_at__lt=case.created_at).exclude(pk=case.pk)
    return list(rows.select_related("symptom").order_by("-created_at")[:4])


def rating_of(customer: Customer) -> dict[str, Any]:
    """Mean rating, number of rated and of all resolved cases, and the last rated one."""
    known = Case.objects.filter(customer=customer).aggregate(
        mean=Avg("rating"), rated=Count("rating"), done=Count("resolved_at")
    )
    last = (
        Case.objects.filter(customer=customer, rating__isnull=False)
        .order_by("-closed_at")
        .only("number", "rating", "closed_at")
        .first()
    )
    return {**known, "last": last}
