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
    words = search.query(text)
    wanted = Q(search=words) if words else Q(pk__in=[])
    digits = normal_phone(text)
    if digits and not any(c.isalpha() for c in text):
        if len(digits) == TAIL:
            wanted |= Q(phone_tail=phone_tail_index(digits))
        elif len(digits) > TAIL:
            wanted |= Q(phone_index=phone_index(digits)) | Q(
                pk__in=Customer.objects.filter(contacts__phone_index=phone_index(digits)).values("pk")
            )
    return rows.filter(wanted)


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
