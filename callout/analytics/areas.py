"""Which part of the organisation a page of figures is about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from callout.accounts.access import ANALYTICS_VIEW
from callout.accounts.models import Outlet, Region, User


@dataclass(frozen=True, slots=True)
class Area:
    """Regions to count (None: all of them), perhaps narrowed to outlets; ``choices`` are what the person may pick."""

    label: str
    regions: frozenset[int] | None
    outlets: frozenset[int]
    chosen: str
    choices: list[tuple[str, str]]

    def q(self, prefix: str = "") -> Q:
        """A filter for rows with region and outlet columns, ``prefix`` being the path to them."""
        if self.outlets:
            return Q(**{f"{prefix}outlet_id__in": self.outlets})
        return Q() if self.regions is None else Q(**{f"{prefix}region_id__in": self.regions})

    @property
    def figure_region(self) -> int | None:
        """The region whose stored figures are this area's: None for all; raises LookupError for a mixed area."""
        if self.regions is None:
            return None
        if len(self.regions) == 1 and not self.outlets:
            return next(iter(self.regions))
        raise LookupError("several regions")


def area_of(user: User, wanted: str = "") -> Area:
    """The area a person asked for, within his reach; without a wish all he may see."""
    scope = user.scope_for(ANALYTICS_VIEW)
    if scope.outlets and not scope.regions and not scope.everything:
        names = ", ".join(outlet.name for outlet in Outlet.objects.filter(pk__in=scope.outlets))
        regions = frozenset(Outlet.objects.filter(pk__in=scope.outlets).values_list("region_id", flat=True))
        return Area(names, regions, scope.outlets, "", [])
    rows = {row.pk: row for row in Region.objects.filter(active=True) if scope.everything or row.pk in scope.regions}
    choices = [(str(pk), row.name) for pk, row in rows.items()]
    if wanted.isdigit() and int(wanted) in rows:
        return Area(rows[int(wanted)].name, frozenset({int(wanted)}), frozenset(), wanted, choices)
    if len(rows) == 1 and not scope.everything:
        return Area(choices[0][1], frozenset(rows), frozenset(), choices[0][0], choices)
    return Area(_("All regions"), None if scope.everything else frozenset(rows), frozenset(), "", choices)
