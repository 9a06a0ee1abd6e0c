"""Many customers at once: taken over from another system, or for a demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from callout.accounts.models import User
from callout.customers.models import Customer, Site
from callout.customers.services import CustomerInput, SiteInput, customer_columns, site_columns
from callout.foundation.actions import business_action
from callout.foundation.copying import copy_in
from callout.foundation.numbering import next_numbers


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer with the places known of him; ``since`` is the day of the first contact."""

    given: CustomerInput
    sites: tuple[SiteInput, ...]
    since: date


@business_action
def bulk_create_customers(*, actor: User | None, customers: Sequence[NewCustomer]) -> list[tuple[Customer, list[Site]]]:
    """Open files with their sites, under the same rules as one by one. Raises InvalidInput for the first wrong one."""
    numbers = next_numbers("KH", timezone.now(), len(customers))
    rows = copy_in(
        Customer,
        (
            Customer(number=number, since=new.since, **customer_columns(new.given))
            for number, new in zip(numbers, customers, strict=True)
        ),
    )
    pairs = list(zip(rows, customers, strict=True))
    sites = copy_in(Site, (Site(customer=row, **site_columns(site)) for row, new in pairs for site in new.sites))
    at = iter(sites)
    return [(row, [next(at) for _ in new.sites]) for row, new in pairs]
