"""Actions on outlets, engineers, skills, shifts and absences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import Outlet, Region, User
from callout.assets.models import Category
from callout.foundation import cache
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.workforce.events import AbsenceChanged
from callout.workforce.models import (
    Absence,
    Engineer,
    EngineerSkill,
    OutletAuthorisation,
    OutletDistrict,
    Shift,
    Skill,
)

MAX_LEVEL = 5


def _write(row: Any, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        setattr(row, name, value)
    row.save()


@business_action
def save_region(*, actor: User | None, region: Region, given: Mapping[str, Any]) -> Region:
    """Create or change a region; ``given`` maps columns to values."""
    _write(region, given)
    return region


@business_action
def save_outlet(
    *,
    actor: User | None,
    outlet: Outlet,
    given: Mapping[str, Any],
    categories: Iterable[Category],
    districts: Iterable[tuple[str, str]],
) -> Outlet:
    """Create or change an outlet with the products it may repair and the (city, district) pairs it covers first."""
    _write(outlet, given)
    _replace_authorisations(outlet, {category.pk for category in categories})
    _replace_districts(outlet, set(districts))
    cache.clear()
    return outlet


def _replace_authorisations(outlet: Outlet, wanted: set[int]) -> None:
    present = set(outlet.authorisations.values_list("category_id", flat=True))
    outlet.authorisations.filter(category_id__in=present - wanted).delete()
    for category_id in sorted(wanted - present):
        OutletAuthorisation.objects.create(outlet=outlet, category_id=category_id)


def _replace_districts(outlet: Outlet, wanted: set[tuple[str, str]]) -> None:
    present = {(row.city, row.district): row for row in outlet.districts.all()}
    for key in present.keys() - wanted:
        present[key].delete()
    for city, district in sorted(wanted - present.keys()):
        OutletDistrict.objects.create(outlet=outlet, city=city, district=district)


@business_action
def save_engineer(*, actor: User | None, engineer: Engineer, given: Mapping[str, Any]) -> Engineer:
    """Create or change an engineer. A new one needs a user who is not an engineer yet."""
    user = given.get("user") or engineer.user
    if Engineer.objects.filter(user=user).exclude(pk=engineer.pk).exists():
        raise InvalidInput(
            "engineer_exists", _("This person is an engineer already."), fields={"user": _("Choose somebody else.")}
        )
    _write(engineer, given)
    cache.clear()
    return engineer


@business_action
def set_skills(*, actor: User | None, engineer: Engineer, levels: Mapping[int, tuple[int, date | None]]) -> None:
    """The engineer's skills from now on: skill id to (level 1–5, last valid day or None); level 0 takes it away."""
    needed = dict(Skill.objects.filter(certificate_needed=True).values_list("pk", "name_zh"))
    present = {row.skill_id: row for row in engineer.engineer_skills.all()}
    for skill_id, (level, until) in levels.items():
        if not 0 <= level <= MAX_LEVEL:
            raise InvalidInput("level_invalid", _("A level is 0 to 5."), fields={f"level_{skill_id}": _("0 to 5")})
        if level and skill_id in needed and until is None:
            raise InvalidInput(
                "certificate_missing",
                _("This skill needs a certificate."),
                fields={f"until_{skill_id}": _("Until when is it valid?")},
            )
        _set_skill(engineer, present.get(skill_id), skill_id, level, until)
    cache.clear()


def _set_skill(engineer: Engineer, row: EngineerSkill | None, skill_id: int, level: int, until: date | None) -> None:
    if level == 0:
        if row:
            row.delete()
    elif row is None:
        EngineerSkill.objects.create(engineer=engineer, skill_id=skill_id, level=level, valid_until=until)
    elif (row.level, row.valid_until) != (level, until):
        row.level, row.valid_until = level, until
        row.save()


@business_action
def save_shift(*, actor: User | None, shift: Shift, given: Mapping[str, Any]) -> Shift:
    """Create or change a weekly working pattern."""
    _write(shift, given)
    cache.clear()
    return shift


@business_action
def add_absence(
    *, actor: User | None, engineer: Engineer, starts_at: datetime, ends_at: datetime, reason: str = ""
) -> Absence:
    """The engineer is away; planning leaves him out, and dispatch gives his planned visits to others."""
    if ends_at <= starts_at:
        raise InvalidInput(
            "absence_backwards", _("The end lies before the beginning."), fields={"ends_at": _("After the beginning.")}
        )
    if ends_at <= timezone.now():
        raise InvalidInput("absence_past", _("This absence is over."), fields={"ends_at": _("In the future.")})
    if engineer.absences.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise BusinessError("absence_overlaps", _("He is away at that time already."))
    row = Absence.objects.create(engineer=engineer, starts_at=starts_at, ends_at=ends_at, reason=reason.strip()[:80])
    _announce(row, actor)
    return row


@business_action
def remove_absence(*, actor: User | None, absence: Absence) -> None:
    """The engineer works after all."""
    _announce(absence, actor, removed=True)
    absence.delete()


def _announce(row: Absence, actor: User | None, *, removed: bool = False) -> None:
    outlet = row.engineer.outlet
    publish(
        AbsenceChanged(
            engineer_id=row.engineer_id, outlet_id=outlet.pk, region_id=outlet.region_id,
            starts_at=row.starts_at.isoformat(), ends_at=row.ends_at.isoformat(), removed=removed,
        ),
        actor=actor,
    )  # fmt: skip
