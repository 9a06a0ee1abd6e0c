"""How each region dispatches: the rows in memory, and what they mean for a booking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from callout.accounts.models import Region, User
from callout.dispatching.models import Policy
from callout.dispatching.network import network
from callout.foundation import cache
from callout.foundation.actions import business_action
from callout.foundation.cache import cached_for
from callout.foundation.errors import InvalidInput
from callout.workforce.models import Shift
from callout.workorders.models import Booking

AT_LEAST = timedelta(minutes=5)
LOOK_AHEAD = timedelta(days=8)
MOST_MINUTES = 1440


@cached_for(10)
def policies() -> Mapping[int, Policy]:
    """Policies by region id, as of at most ten seconds ago."""
    return {policy.region_id: policy for policy in Policy.objects.all()}


def policy_for(region_id: int | None) -> Policy:
    """The region's policy, or the defaults (not saved)."""
    return policies().get(region_id or 0) or Policy(region_id=region_id or 0)


def is_plain(region_id: int | None) -> bool:
    """True when the region books at once and waits for no answer: the common case, planned in batches."""
    policy = policy_for(region_id)
    return policy.mode == Policy.Mode.AUTOMATIC and not policy.acceptance_minutes


@business_action
def save_policy(*, actor: User | None, region: Region, given: Mapping[str, Any]) -> Policy:
    """How the region dispatches from now on; what is booked or offered already stays."""
    policy = Policy.objects.filter(region=region).first() or Policy(region=region)
    fields = {
        name: _("0 to %(n)d minutes.") % {"n": MOST_MINUTES}
        for name, value in given.items()
        if name.endswith("_minutes") and not 0 <= value <= MOST_MINUTES
    }
    for name in ("pool_minutes", "outlet_minutes", "escalate_minutes"):
        if given.get(name, 1) < 1:
            fields[name] = _("At least one minute.")
    if fields:
        raise InvalidInput("policy_invalid", _("These settings do not work."), fields=fields)
    for name, value in given.items():
        setattr(policy, name, value)
    policy.save()
    cache.clear()
    return policy


def answer_until(policy: Policy, shift_id: int, starts_at: datetime, now: datetime) -> datetime | None:
    """Until when the engineer must answer: so many minutes of his working time, and before the visit begins.

    None when the region waits without limit.
    """
    if not policy.acceptance_minutes:
        return None
    left = timedelta(minutes=policy.acceptance_minutes)
    latest = max(starts_at, now + AT_LEAST)
    for opens, closes in _spans(shift_id, now):
        since = max(opens, now)
        if since + left <= closes:
            return min(since + left, latest)
        left -= max(closes - since, timedelta())
    return latest


def _spans(shift_id: int, now: datetime) -> list[tuple[datetime, datetime]]:
    known = network()
    if shift_id not in known.shifts:  # a shift made a moment ago
        cache.clear()
        known = network()
    return [span for span in known.working_spans(shift_id, now, now + LOOK_AHEAD) if span[1] > now]


def limit_answer(booking: Booking, shift: Shift, region_id: int, now: datetime) -> None:
    """Note on a fresh booking until when it must be accepted (one query, and none in regions without a limit)."""
    until = answer_until(policy_for(region_id), shift.pk, booking.starts_at, now)
    if until is not None and booking.state == Booking.State.DISPATCHED:
        booking.accept_by = until
        booking.save(update_fields=["accept_by"])
