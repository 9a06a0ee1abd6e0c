"""Finding and keeping the helpers of orders for several people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.dispatching import services, team
from callout.dispatching.choose import Option
from callout.dispatching.network import network
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.workorders import helpers
from callout.workorders.models import ACTIVE_BOOKING_STATES, PLANNED_BOOKING_STATES, Booking


@business_action
def complete(*, actor: User | None, lead: Booking) -> list[Booking]:
    """Book who goes along with a planned visit for several people.

    Raises ``helpers_missing`` when there are not enough.
    """
    order, now = lead.work_order, timezone.now()
    present = order.bookings.active().filter(helper=True).count()
    missing = order.people - 1 - present
    if missing <= 0 or lead.helper:
        return []
    option = _as_option(lead)
    if option is None:
        return []
    wanted = services.plain(order)
    busy = services.busy_times([e.pk for e in option.outlet.engineers], now)
    found = next(team.complete(wanted, [option], network(), busy), None)
    if found is None:
        raise BusinessError("helpers_missing", _("There are not enough people for this time."))
    return helpers.add(actor=actor, lead=lead, engineer_ids=[e.pk for e in found.helpers[:missing]], at=now)


def _as_option(lead: Booking) -> Option | None:
    engineer, outlet = network().who(lead.engineer_id)
    if engineer is None or outlet is None:
        return None
    return Option(engineer, outlet, lead.starts_at, lead.ends_at, lead.travel_minutes, lead.travel_km, {})


def short_of_people(now: datetime) -> list[int]:
    """Leads of planned visits in the next two days that lack helpers."""
    soon = Q(starts_at__gt=now, starts_at__lt=now + timedelta(days=2))
    leads = Booking.objects.filter(soon, state__in=PLANNED_BOOKING_STATES, helper=False, work_order__people__gt=1)
    crew = Count("work_order__bookings", filter=Q(work_order__bookings__state__in=ACTIVE_BOOKING_STATES))
    return list(leads.annotate(crew=crew).filter(crew__lt=F("work_order__people")).values_list("pk", flat=True)[:100])
