"""REST operations of the desk on cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from callout.accounts.access import CASES_EDIT
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.cases.api import case_out, editable, visible
from callout.cases.schemas import CaseOut, ReasonIn
from callout.contact_centre import services
from callout.foundation.api import Number

router = Router()


@router.post("/{number}/resolve", response=CaseOut, summary="Resolve without a (further) visit")
@allows(CASES_EDIT)
def resolve(request: HttpRequest, number: Number, body: ReasonIn) -> dict[str, Any]:
    """The question is answered or the fault is gone; planned visits are cancelled, the customer is asked whether it
    helped. Refused as ``engineer_on_site`` while somebody is at work there."""
    services.resolve(actor=User.of(request), case_id=editable(request, number).pk, reason=body.reason)
    return case_out(request, visible(request, number))
