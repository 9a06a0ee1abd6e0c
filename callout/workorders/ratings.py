"""The customer rates the visit on the engineer's phone, before he leaves."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.accounts.models import User
from callout.cases.models import Case
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.workorders.models import OnSiteRating, WorkOrder

TAGS = {
    "on_time": gettext_lazy("on time"),
    "explained": gettext_lazy("explained well"),
    "tidy": gettext_lazy("left it tidy"),
}


@business_action
def rate(
    *, actor: User | None, order: WorkOrder, rating: int, tags: tuple[str, ...], comment: str, at: datetime
) -> OnSiteRating:
    """Keep the stars; given again, the later ones count. Raises InvalidInput rating_missing."""
    if rating not in range(1, 6):
        raise InvalidInput("rating_missing", _("Choose one to five stars."))
    given = {
        "rating": rating,
        "tags": [tag for tag in TAGS if tag in tags],
        "comment": comment.strip()[:500],
        "rated_at": at,
    }
    row, _new = OnSiteRating.objects.update_or_create(work_order=order, defaults=given)
    return row


def words(rating: OnSiteRating) -> str:
    """What was praised and said, in one text."""
    return "; ".join(filter(None, [*(str(TAGS[tag]) for tag in rating.tags), rating.comment]))


def latest(case: Case) -> OnSiteRating | None:
    """The rating of the case's last visit, when the customer gave one."""
    last = case.work_orders.order_by("-visit").first()
    return OnSiteRating.objects.filter(work_order=last).first() if last else None
