"""Where a request from the web comes from, as well as can be said from city and district alone."""

from __future__ import annotations

from collections.abc import Mapping

from callout.accounts.models import Outlet, Region
from callout.foundation.cache import cached_for
from callout.workforce.models import OutletDistrict


def regions() -> Mapping[int, Region]:
    """Active regions by id, in the order of their city."""
    return {region.pk: region for region in Region.objects.filter(active=True).order_by("city", "code")}


@cached_for(60)
def districts() -> Mapping[int, list[str]]:
    """Known districts by region."""
    found: dict[int, set[str]] = {}
    for region_id, name in OutletDistrict.objects.values_list("outlet__region_id", "district"):
        found.setdefault(region_id, set()).add(name)
    for region_id, name in Outlet.objects.exclude(district="").values_list("region_id", "district"):
        found.setdefault(region_id, set()).add(name)
    return {region_id: sorted(names) for region_id, names in found.items()}


def position(region: Region, district: str) -> tuple[float, float]:
    """WGS-84 of the outlet that covers the district, else of any outlet of the region, else of the region itself."""
    covering = OutletDistrict.objects.filter(
        outlet__region=region, district=district, outlet__active=True
    ).select_related("outlet")
    outlet = next((row.outlet for row in covering[:1]), None)
    outlet = (
        outlet
        or region.outlets.filter(active=True, district=district).first()
        or region.outlets.filter(active=True).first()
    )
    if outlet is not None:
        return outlet.latitude, outlet.longitude
    return region.latitude or 0.0, region.longitude or 0.0
