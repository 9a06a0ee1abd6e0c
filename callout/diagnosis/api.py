"""REST operations on a case's diagnosis."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from callout.accounts.access import CASES_VIEW, DIAGNOSIS_USE
from callout.accounts.api_access import allows, check_reach
from callout.accounts.models import User
from callout.cases.models import Case
from callout.diagnosis import selectors, services, similar
from callout.diagnosis.models import Finding, RemoteSession, Source
from callout.diagnosis.services import Where
from callout.foundation.api import Input, Number, Short

router = Router()


class FindingOut(Schema):
    """One step of the diagnosis."""

    id: int
    kind: str
    tree: str
    step: str
    answer: str
    verdict: str
    source: str
    at: datetime
    actor: str


class TreeOut(Schema):
    """Where a fault tree stands: the step to answer now, or the outcome."""

    tree: str
    zh: str
    en: str
    current: str
    outcome: bool
    codes: dict[str, str]
    parts: list[str]


class DiagnosisOut(Schema):
    """Everything known about the fault."""

    version: int | None
    trees: list[TreeOut]
    findings: list[FindingOut]


class AnswerIn(Input):
    """An answer to a step of a fault tree; empty takes the last one back."""

    tree: Short
    step: Short
    answer: Short = ""
    version: int | None = Field(default=None, ge=1, le=2**31 - 1)


class CurveIn(Input):
    """Points (x, y) of a measured curve."""

    curve: Short
    points: Annotated[list[tuple[float, float]], Field(min_length=1, max_length=200)]


class FixOut(Schema):
    """What was done in cases like this one and how often it lasted."""

    object: str
    cause: str
    action: str
    tried: int
    lasted: int
    examples: list[str]


class RemoteOut(Schema):
    """A remote session."""

    id: int
    means: str
    agreed_by: str
    done: str
    solved: bool | None
    started_at: datetime
    ended_at: datetime | None


@router.get("/{number}/diagnosis", response=DiagnosisOut, summary="What was found so far")
@allows(CASES_VIEW)
def get_diagnosis(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Findings in order of time, and where each begun fault tree stands."""
    case = _visible(request, number)
    knowledge, findings = selectors.knowledge_of(case.category_id), selectors.findings_of(case.pk)
    trees = [
        {
            "tree": each.tree["code"], "zh": each.tree["zh"], "en": each.tree["en"], "current": each.code,
            "outcome": each.outcome is not None, "codes": (each.outcome or {}).get("codes", {}),
            "parts": (each.outcome or {}).get("parts", []),
        }
        for each in selectors.begun(knowledge, findings)
    ]  # fmt: skip
    shown = [_finding(row) for row in findings]
    return {"version": knowledge.version if knowledge else None, "trees": trees, "findings": shown}


@router.post("/{number}/diagnosis/answers", response={201: FindingOut}, summary="Answer a step of a fault tree")
@allows(DIAGNOSIS_USE)
def answer(request: HttpRequest, number: Number, body: AnswerIn) -> Status[dict[str, Any]]:
    """Recorded with who and when; desk and engineer see it at once."""
    row = services.answer_step(actor=User.of(request), where=_where(request, number), **body.model_dump())
    return Status(201, _finding(row))


@router.post("/{number}/diagnosis/curves", response={201: FindingOut}, summary="Record a measured curve")
@allows(DIAGNOSIS_USE)
def curve(request: HttpRequest, number: Number, body: CurveIn) -> Status[dict[str, Any]]:
    """Each point is judged by the curve's limits."""
    where = _where(request, number)
    row = services.record_curve(actor=User.of(request), where=where, curve=body.curve, points=body.points)
    return Status(201, _finding(row))


@router.get("/{number}/similar", response=list[FixOut], summary="What helped in cases like this")
@allows(CASES_VIEW)
def similar_cases(request: HttpRequest, number: Number) -> list[dict[str, Any]]:
    """Fixes of two years, ranked by what lasted."""
    fixes = similar.fixes(User.of(request), _visible(request, number))
    return [
        {
            "object": fix.object, "cause": fix.cause, "action": fix.action, "tried": fix.tried, "lasted": fix.lasted,
            "examples": [record.work_order.case.number for record in fix.examples],
        }
        for fix in fixes
    ]  # fmt: skip


@router.get("/{number}/remote-sessions", response=list[RemoteOut], summary="Work on the device from afar")
@allows(CASES_VIEW)
def remote_sessions(request: HttpRequest, number: Number) -> list[RemoteSession]:
    """Newest first."""
    return selectors.sessions_of(_visible(request, number).pk)


def _finding(row: Finding) -> dict[str, Any]:
    plain = FindingOut.model_fields.keys() - {"actor"}
    return {**{name: getattr(row, name) for name in plain}, "actor": row.actor.full_name if row.actor else ""}


def _visible(request: HttpRequest, number: str) -> Case:
    case = Case.objects.visible_to(User.of(request)).select_related("symptom", "asset").filter(number=number).first()
    if case is None:
        raise Http404
    return case


def _where(request: HttpRequest, number: str) -> Where:
    case = _visible(request, number)
    check_reach(request, DIAGNOSIS_USE, case.region_id, case.outlet_id)
    return Where(case_id=case.pk, source=Source.API)
