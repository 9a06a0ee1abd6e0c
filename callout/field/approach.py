"""How far a travelling engineer still has to go: only while he travels, only with his consent, never where he is."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.field.models import Approach, WaySharing
from callout.field.protocol import Whereabouts
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.foundation.geo import DETOUR, Point, haversine_km, travel_minutes
from callout.workforce.models import Engineer
from callout.workorders.models import Booking

FRESH = timedelta(minutes=10)
FORGOTTEN = timedelta(hours=1)
COARSE_M = 100


class NotShared(BusinessError):
    """Nobody may know where he is. Codes: ``way_not_shared``, ``not_travelling``."""

    status = 409


@business_action
def share_way(*, actor: User, engineer: Engineer, on: bool, at: datetime) -> None:
    """The engineer's consent, given or taken back; taken back, what customers see now disappears too."""
    if on:
        WaySharing.objects.get_or_create(engineer=engineer, defaults={"since": at})
        return
    WaySharing.objects.filter(engineer=engineer).delete()
    Approach.objects.filter(booking__engineer=engineer).delete()


@business_action
def report(*, actor: User, engineer: Engineer, where: Whereabouts) -> Approach:
    """Turn a position into a coarse distance by road and keep that alone. Raises NotShared."""
    if not WaySharing.objects.filter(engineer=engineer).exists():
        raise NotShared("way_not_shared", _("You do not share your way."))
    travelling = Booking.objects.filter(engineer=engineer, uid=where.booking, state=Booking.State.TRAVELLING)
    booking = travelling.select_related("work_order").select_for_update(of=("self",)).first()
    if booking is None:
        raise NotShared("not_travelling", _("You are not on the way to this visit."))
    now = timezone.now()
    here = Point(where.longitude, where.latitude)
    there = Point(booking.work_order.longitude, booking.work_order.latitude)
    metres = ceil(haversine_km(here, there) * DETOUR * 1000 / COARSE_M) * COARSE_M
    minutes = min(999, ceil(travel_minutes(here, there, timezone.localtime(now).time())))
    row, fresh = Approach.objects.get_or_create(
        booking=booking, defaults={"metres": metres, "first_metres": metres, "minutes": minutes, "at": now}
    )
    if not fresh:
        row.metres, row.minutes, row.at = metres, minutes, now
        row.first_metres = max(row.first_metres, metres)
        row.save()
    return row


def approach_of(booking: Booking, now: datetime) -> Approach | None:
    """What the customer may see: of a journey under way, not older than ten minutes."""
    if booking.state != Booking.State.TRAVELLING:
        return None
    return Approach.objects.filter(booking=booking, at__gt=now - FRESH).first()


def forget_old() -> int:
    """Delete distances of phones that fell silent. Returns how many."""
    return Approach.objects.filter(at__lt=timezone.now() - FORGOTTEN).delete()[0]
