"""Personal data in clear: which fields of what may be shown, and the log of every look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from callout.accounts.access import PERSONAL_REVEAL
from callout.accounts.models import User
from callout.customers.models import Contact, Customer, Site
from callout.foundation.actions import business_action
from callout.foundation.errors import NotAllowed, NotFound
from callout.foundation.models import PersonalDataReveal


@dataclass(frozen=True, slots=True)
class Revealable:
    """``rows(user)`` are the things the person may see; ``fields`` map a name to the clear value of a row."""

    rows: Callable[[User], QuerySet[Any]]
    fields: dict[str, Callable[[Any], str]]


_subjects: dict[str, Revealable] = {}


def register_revealable(subject: str, revealable: Revealable) -> None:
    """Let the fields of this subject be shown in clear."""
    _subjects[subject] = revealable


@business_action
def reveal(*, actor: User, subject: str, pk: int, field: str, purpose: str = "") -> str:
    """The value in clear, with a row in the reveal log. NotFound for what the actor may not see."""
    if not actor.may(PERSONAL_REVEAL):
        raise NotAllowed("reveal_not_allowed", _("You may not see personal data in clear."))
    known = _subjects.get(subject)
    row = known.rows(actor).filter(pk=pk).first() if known and field in known.fields else None
    if known is None or row is None:
        raise NotFound("nothing_to_reveal", _("Nothing to show here."))
    PersonalDataReveal.objects.create(user=actor, subject=subject, subject_id=pk, field=field, purpose=purpose[:120])
    return known.fields[field](row)


def _customers(user: User) -> QuerySet[Customer]:
    return Customer.objects.visible_to(user)


register_revealable(
    "customer", Revealable(_customers, {"phone": lambda row: row.phone, "email": lambda row: row.email})
)
register_revealable(
    "contact",
    Revealable(lambda user: Contact.objects.filter(customer__in=_customers(user)), {"phone": lambda row: row.phone}),
)
register_revealable(
    "site",
    Revealable(
        lambda user: Site.objects.filter(customer__in=_customers(user)), {"street": lambda row: row.full_address}
    ),
)
