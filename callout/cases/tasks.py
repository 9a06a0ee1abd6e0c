"""Reminders: before a promised time and when it has passed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from callout.cases import events
from callout.cases.models import Case, Milestone
from callout.foundation.events import publish
from callout.foundation.jobs import periodic

BATCH = 500


@periodic("* * * * * */15", name="cases.remind")
def remind(timestamp: int) -> None:
    """Every 15 s: warn of milestones that come due and mark those that were missed."""
    _mark("warn_at", "warned_at", events.MilestoneWarned)
    missed = _mark("due_at", "escalated_at", events.MilestoneMissed)
    Case.objects.filter(pk__in=missed, breached=False).update(breached=True)


def _mark(when: str, done: str, event: type[events.MilestoneWarned] | type[events.MilestoneMissed]) -> list[int]:
    """Publish ``event`` once for each running milestone whose time ``when`` has come; returns the cases."""
    now, cases = timezone.now(), []
    with transaction.atomic():
        rows = Milestone.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case").filter(
            **{"state": "running", f"{done}__isnull": True, f"{when}__lte": now}
        )  # fmt: skip
        for milestone in rows[:BATCH]:
            setattr(milestone, done, now)
            milestone.save(update_fields=[done])
            case = milestone.case
            cases.append(case.pk)
            publish(
                event(
                    case_id=case.pk, region_id=case.region_id, outlet_id=case.outlet_id,
                    milestone=milestone.kind, due_at=milestone.due_at.isoformat() if milestone.due_at else "",
                ),
                actor=None,
            )  # fmt: skip
    return cases
