"""Reactions to cases."""

from __future__ import annotations

from callout.cases.events import CaseReopened, CaseResolved
from callout.cases.models import Case
from callout.feedback import services
from callout.foundation.events import subscribe
from callout.foundation.models import Event


@subscribe(CaseResolved, name="feedback.ask")
def ask(event: Event) -> None:
    """Ask the customer whether it helped, unless the case has moved on meanwhile."""
    case = Case.objects.select_related("customer").get(pk=event.case_id or 0)
    if case.state == Case.State.RESOLVED:
        services.ask(actor=None, case=case, at=event.at)


@subscribe(CaseReopened, name="feedback.drop")
def drop(event: Event) -> None:
    """Reopened, by whomever: the planned calls are not made."""
    case = Case.objects.get(pk=event.case_id or 0)
    if case.state not in (Case.State.RESOLVED, Case.State.CLOSED):
        services.drop_calls(actor=None, case=case)
