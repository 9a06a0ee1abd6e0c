"""Reads around customers: by telephone, by words, possible duplicates."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from callout.accounts.models import User
from callout.customers.models import Customer
from callout.foundation import search
from callout.foundation.crypto import normal_phone, phone_index, phone_tail_index
from callout.foundation.models import PersonalDataReveal

TAIL = 4


def by_phone(user: User, phone: str, most: int = 5) -> list[Customer]:
    """Customers with this number, or with a contact that has it; oldest file first."""
    index = phone_index(phone)
    if not index:
        return []
    found = Customer.objects.visible_to(user).filter(Q(phone_index=index) | Q(contacts__phone_index=index))
    return list(found.distinct().order_by("id")[:most])


def matching(rows: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Customers whose name or number has these words; digits are also tried as a telephone number or its end."""
    ways = _ways(text)
    if not ways:
        return rows.none()
    first, *others = [Customer.objects.filter(way).order_by().values("pk") for way in ways]
    return rows.filter(pk__in=first.union(*others) if others else first)


def _ways(text: str) -> list[Q]:
    """Ways of looking, each on an index of its own: together in one OR they would read the whole table."""
    words = search.query(text)
    ways = [Q(search=words)] if words else []
    digits = normal_phone(text)
    if any(character.isalpha() for character in text):
        return ways
    if len(digits) == TAIL:
        ways.append(Q(phone_tail=phone_tail_index(digits)))
    elif len(digits) > TAIL:
        ways += [Q(phone_index=phone_index(digits)), Q(contacts__phone_index=phone_index(digits))]
    return ways


def duplicates_of(user: User, customer: Customer) -> list[Customer]:
    """Other files with the same telephone number."""
    if not customer.phone_index:
        return []
    found = Customer.objects.visible_to(user).filter(phone_index=customer.phone_index).exclude(pk=customer.pk)
    return list(found.order_by("id")[:5])


def reveals_of(customer: Customer, most: int = 20) -> list[PersonalDataReveal]:
    """Who looked at this customer's personal data in clear, newest first."""
    subjects: list[tuple[str, list[Any]]] = [
        ("customer", [customer.pk]),
        ("site", list(customer.sites.values_list("pk", flat=True))),
        ("contact", list(customer.contacts.values_list("pk", flat=True))),
    ]
    wanted = Q()
    for subject, keys in subjects:
        wanted |= Q(subject=subject, subject_id__in=keys)
    return list(PersonalDataReveal.objects.filter(wanted).select_related("user").order_by("-id")[:most])
