"""REST operations on ratings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from callout.accounts.access import FEEDBACK_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.feedback.models import Survey
from callout.foundation.api import Page, Paging, page

router = Router()


class RatingOut(Schema):
    """What a customer answered after the visit."""

    id: int
    case: str
    answered_at: datetime
    rating: int | None
    solved: bool | None
    comment: str


@router.get("", response=Page[RatingOut], summary="List ratings, newest first")
@allows(FEEDBACK_VIEW)
def list_ratings(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Answered surveys of the caller's area."""
    scope = User.of(request).scope_for(FEEDBACK_VIEW)
    rows = Survey.objects.filter(scope.q(region="case__region_id", outlet="case__outlet_id"))
    return page(rows.filter(answered_at__isnull=False).select_related("case"), paging, _out)


def _out(row: Survey) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in RatingOut.model_fields if name != "case"}
    return plain | {"case": row.case.number}
