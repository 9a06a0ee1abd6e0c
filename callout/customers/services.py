"""Actions on customers, their sites and contacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.access import CUSTOMERS_EDIT
from callout.accounts.models import Region, User
from callout.customers.models import Contact, Customer, Site
from callout.foundation.actions import business_action
from callout.foundation.crypto import normal_phone, phone_index, phone_tail_index
from callout.foundation.errors import BusinessError, InvalidInput, NotAllowed
from callout.foundation.numbering import next_number

PHONE_DIGITS = (7, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerInput:
    """What a customer's file says. ``phone`` as dialled; ``language`` is zh-hans or en."""

    name: str
    region: Region
    kind: str = Customer.Kind.PERSON
    phone: str = ""
    email: str = ""
    language: str = "zh-hans"
    level: str = ""
    reminder: str = ""
    may_message: bool = True
    parent: Customer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInput:
    """A place of a customer; the position is WGS-84 degrees."""

    region: Region
    city: str
    district: str
    street: str
    latitude: float
    longitude: float
    label: str = ""
    access_note: str = ""
    hazards: list[str] = field(default_factory=list)


def phone_columns(phone: str) -> dict[str, str]:
    """The number with its blind indexes. Raises InvalidInput with what is wrong."""
    digits = normal_phone(phone)
    if phone.strip() and not PHONE_DIGITS[0] <= len(digits) <= PHONE_DIGITS[1]:
        text = _("A phone number has 7 to 15 digits; this one has %(n)d.") % {"n": len(digits)}
        raise InvalidInput("phone_invalid", text, fields={"phone": text})
    if len(digits) == 10 and digits.startswith("1"):
        text = _("One digit short: a mobile number has 11.")
        raise InvalidInput("phone_short", text, fields={"phone": text})
    return {"phone": phone.strip(), "phone_index": phone_index(phone), "phone_tail": phone_tail_index(phone)}


def customer_columns(given: CustomerInput) -> dict[str, Any]:
    """The checked columns of a customer. Raises InvalidInput."""
    if not given.name.strip():
        raise InvalidInput("name_missing", _("Write a name."), fields={"name": _("Write a name.")})
    plain = ("region", "kind", "email", "language", "level", "reminder", "may_message", "parent")
    return {"name": given.name.strip(), **{n: getattr(given, n) for n in plain}, **phone_columns(given.phone)}


def _check_reach(actor: User | None, region: Region) -> None:
    if actor is not None and not actor.scope_for(CUSTOMERS_EDIT).covers(region.pk, None):
        raise NotAllowed("region_outside_scope", _("This region is outside your area."))


@business_action
def create_customer(*, actor: User | None, given: CustomerInput, site: SiteInput | None = None) -> Customer:
    """Open a customer's file, with a first site when given."""
    _check_reach(actor, given.region)
    today = timezone.localdate()
    customer = Customer.objects.create(number=next_number("KH"), since=today, **customer_columns(given))
    if site is not None:
        add_site(actor=actor, customer=customer, given=site)
    return customer


@business_action
def change_customer(*, actor: User | None, customer_id: int, given: CustomerInput) -> Customer:
    """Change what the file says."""
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    _check_reach(actor, customer.region)
    _check_reach(actor, given.region)
    if given.parent is not None and given.parent.pk == customer_id:
        raise InvalidInput("parent_is_self", _("A customer cannot belong to itself."))
    columns = customer_columns(given)
    for name, value in columns.items():
        setattr(customer, name, value)
    customer.save(update_fields=list(columns))
    return customer


@business_action
def add_site(*, actor: User | None, customer: Customer, given: SiteInput) -> Site:
    """A further place where assets stand."""
    _check_reach(actor, given.region)
    return Site.objects.create(customer=customer, **site_columns(given))


@business_action
def change_site(*, actor: User | None, site_id: int, given: SiteInput) -> Site:
    """Change a place; cases already open keep their visits where they are planned."""
    site = Site.objects.select_for_update(of=("self",)).get(pk=site_id)
    _check_reach(actor, site.region)
    _check_reach(actor, given.region)
    columns = site_columns(given)
    for name, value in columns.items():
        setattr(site, name, value)
    site.save(update_fields=list(columns))
    return site


def site_columns(given: SiteInput) -> dict[str, Any]:
    """The checked columns of a site. Raises InvalidInput."""
    missing = {name: _("Write it.") for name in ("city", "district", "street") if not getattr(given, name).strip()}
    if missing:
        raise InvalidInput("address_incomplete", _("The address is not complete."), fields=missing)
    if not (-90 <= given.latitude <= 90 and -180 <= given.longitude <= 180):
        raise InvalidInput("position_invalid", _("This position is not on Earth."), fields={"latitude": _("Check it.")})
    plain = ("region", "city", "district", "street", "latitude", "longitude", "label", "access_note", "hazards")
    return {name: getattr(given, name) for name in plain}


@business_action
def add_contact(*, actor: User | None, customer: Customer, name: str, phone: str = "", title: str = "") -> Contact:
    """A person to talk to."""
    _check_reach(actor, customer.region)
    if not name.strip():
        raise InvalidInput("name_missing", _("Write a name."), fields={"name": _("Write a name.")})
    return Contact.objects.create(customer=customer, name=name.strip(), title=title.strip(), **phone_columns(phone))


@business_action
def merge_customers(*, actor: User | None, keep_id: int, duplicate_id: int) -> Customer:
    """Two files of one customer become one: everything of the duplicate moves to the kept file.

    First form: both must have the same telephone number. The duplicate's row goes; the audit trail keeps it.
    """
    if keep_id == duplicate_id:
        raise InvalidInput("merge_into_itself", _("A customer cannot be merged with itself."))
    rows = {
        row.pk: row
        for row in Customer.objects.select_for_update(of=("self",))
        .filter(pk__in=[keep_id, duplicate_id])
        .order_by("pk")
    }
    keep, duplicate = rows[keep_id], rows[duplicate_id]
    _check_mergeable(actor, keep, duplicate)
    for relation in Customer._meta.related_objects:
        if isinstance(relation, models.ManyToOneRel):
            name = relation.field.name
            relation.related_model._base_manager.filter(**{name: duplicate}).update(**{name: keep})
    Customer.objects.filter(pk=keep.pk, since__gt=duplicate.since).update(since=duplicate.since)
    duplicate.delete()
    return keep


def _check_mergeable(actor: User | None, keep: Customer, duplicate: Customer) -> None:
    if actor is not None and Customer.objects.visible_to(actor).filter(pk__in=[keep.pk, duplicate.pk]).count() != 2:
        raise NotAllowed("customer_outside_scope", _("This customer is outside your area."))
    _check_reach(actor, keep.region)
    _check_reach(actor, duplicate.region)
    if not keep.phone_index or keep.phone_index != duplicate.phone_index:
        raise BusinessError("merge_other_phone", _("Only files with the same phone number can be merged."))
