"""Entries, panels and what may be shown in clear."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext

from callout.accounts.access import CASES_VIEW
from callout.cases import panels  # noqa: F401 - registers its panels
from callout.cases.models import Case
from callout.customers.reveal import Revealable, register_revealable
from callout.foundation.ui.lists import capped_counts
from callout.foundation.ui.navigation import Badge, NavItem, register

MOST = 999


def badge(user: Any) -> Badge | None:
    """How many open cases are late, else how many are open."""
    opened = Case.objects.visible_to(user).open()
    late, number = capped_counts([(opened.filter(next_due_at__lt=timezone.now()), MOST), (opened, MOST)])
    if late:
        return Badge(pgettext("badge", "%(n)s late") % {"n": late}, late=True)
    return Badge(str(number)) if number else None


register(NavItem("work", "cases:list", gettext_lazy("Cases"), "ticket", CASES_VIEW, order=30, badge=badge, keys="c"))
register_revealable(
    "case", Revealable(lambda user: Case.objects.visible_to(user), {"contact_phone": lambda row: row.contact_phone})
)
