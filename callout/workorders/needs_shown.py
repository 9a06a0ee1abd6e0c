"""What an order needs, as its page shows it; orders without details cost no query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from callout.foundation.ui import formats
from callout.workforce.models import Engineer
from callout.workorders.labels import link_label
from callout.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the order needs; ``url`` leads to a linked order."""

    label: str
    text: str
    url: str = ""


def needs_shown(order: WorkOrder) -> list[Line]:
    """Lines in the reader's language; empty for an order that needs nothing beside its skill."""
    return [*_of_the_order(order), *(_details(order) if order.has_details else ())]


def _of_the_order(order: WorkOrder) -> Iterator[Line]:
    if order.people > 1:
        yield Line(_("Persons"), str(order.people))
    if order.load_kg:
        yield Line(_("Load"), f"{order.load_kg} kg")
    if order.preferred_engineer_id:
        yield Line(_("Preferred"), str(order.preferred_engineer))
    if order.excluded_engineers:
        rows = Engineer.objects.filter(pk__in=order.excluded_engineers).select_related("user")
        yield Line(_("Must not go"), _(", ").join(str(row) for row in rows))


def _details(order: WorkOrder) -> Iterator[Line]:
    for window in order.windows.all():
        yield Line(_("Or"), formats.slot(window.starts_at, window.ends_at))
    for need in order.needs.select_related("part", "tool"):
        if need.tool:
            yield Line(_("Tool"), str(need.tool))
        elif need.part:
            yield Line(_("Part in the van"), f"{need.part} × {need.quantity}")
    for row in order.more_skills.select_related("skill"):
        yield Line(_("Certificate"), _("%(skill)s, level %(n)d") % {"skill": row.skill, "n": row.level})
    for link in order.links_before.select_related("before"):
        yield _tie(link_label(link.kind, first=False), link.before)
    for link in order.links_after.select_related("after"):
        yield _tie(link_label(link.kind, first=True), link.after)


def _tie(label: str, other: WorkOrder) -> Line:
    return Line(label, other.number, reverse("workorders:detail", args=[other.number]))
