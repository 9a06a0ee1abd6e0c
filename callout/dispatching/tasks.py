"""What dispatch does by the clock: orders that found nobody are tried again, silence and offers run out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from callout.dispatching import dispatch, escalations, offers, scores, services, teams
from callout.dispatching.choose import HORIZON
from callout.dispatching.planning.continuous import off_plan, something_happened
from callout.foundation.errors import BusinessError
from callout.foundation.jobs import periodic
from callout.workorders.models import KEPT_FOR_PEOPLE, Booking, WorkOrder

log = logging.getLogger("callout.dispatching")


MOST_RETRIED = 1000


@periodic("*/5 * * * *", name="dispatching.retry_unserved")
def retry_unserved(timestamp: int) -> None:
    """Every five minutes: serve orders again that nobody fitted, the most
    urgent first; old ones are told to a person."""
    waiting = WorkOrder.objects.filter(state__in=services.PLANNABLE).exclude(unserved_reason="")
    near = timezone.now() + HORIZON
    far = Q(unserved_reason="later") & (Q(earliest_at__gte=near) | Q(window_from__gte=near))
    rows = waiting.exclude(unserved_reason__in=KEPT_FOR_PEOPLE).exclude(far).order_by("severity", "due_at")
    _each(rows.values_list("pk", flat=True)[:MOST_RETRIED], lambda pk: dispatch.retry(actor=None, order_id=pk))


@periodic("* * * * *", name="dispatching.watch")
def watch(timestamp: int) -> None:
    """Every minute: engineers who did not answer, offers and escalations
    whose time is over, teams that lack somebody, days that go off their plan."""
    now = timezone.now()
    _each(dispatch.unanswered(now), lambda pk: dispatch.pass_over(actor=None, booking_id=pk))
    _each(offers.overdue(now), lambda pk: dispatch.offer_over(actor=None, offer_id=pk))
    _each(escalations.overdue(now), lambda pk: escalations.raise_level(actor=None, escalation_id=pk))
    something_happened(off_plan(now))
    leads = Booking.objects.filter(pk__in=teams.short_of_people(now)).select_related("work_order")
    _each(leads, lambda lead: teams.complete(actor=None, lead=lead))


@periodic("30 2 * * *", name="dispatching.scores")
def score_outlets(timestamp: int) -> None:
    """Every night: outlets that have no score of the last month yet get it; on the 1st that is all of them."""
    scores.score_month(actor=None, month=scores.last_month())


def _each(items: Iterable[Any], act: Callable[[Any], Any]) -> None:
    """Each in its own transaction: one that is refused does not stop the others."""
    for item in items:
        try:
            act(item)
        except BusinessError as refusal:
            log.info("%s: %s", item, refusal.code)
