"""Diagnoses of today's open cases: steps of fault trees, codes, a log, a comparison, a curve, remote work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.utils import timezone

from callout.accounts.models import User
from callout.cases.models import Case
from callout.diagnosis import selectors, services
from callout.diagnosis.models import Knowledge
from callout.diagnosis.services import Where
from callout.diagnosis.walk import Json, following_of

CASES = 40
LOG = """{day} 02:13:07 S9208 %%01IFNET/4/LINK_STATE GE1/0/12 link status DOWN
{day} 02:13:09 S9208 %%01IFNET/4/LINK_STATE GE1/0/12 link status UP
{day} 02:41:55 S9208 %%01IFNET/4/LINK_STATE GE1/0/12 link status DOWN
{day} 02:41:58 S9208 %%01OPTICAL/3/ALARM GE1/0/12 rx power low alarm, -21.4 dBm
{day} 03:02:11 S9208 %%01IFNET/4/LINK_STATE GE1/0/12 link status DOWN
{day} 03:20:00 S9208 %%01SHELL/5/LOGIN admin login from 10.0.8.4
"""


def make_diagnoses(rng: Random, tell: Callable[[str], None]) -> None:
    """Diagnose the newest open repairs, some to the end, some half-way."""
    agents = list(User.objects.filter(memberships__role__code="agent", memberships__region=None).order_by("pk"))
    rows = Case.objects.open().filter(service_type__code="repair", asset__isnull=False)
    done = 0
    for number, case in enumerate(rows.select_related("symptom", "asset__product").order_by("-created_at")[:CASES]):
        knowledge = selectors.knowledge_of(case.category_id)
        if knowledge is not None:
            _diagnose(rng, rng.choice(agents), case, knowledge, full=number % 3 == 0)
            done += 1
    tell(f"{done} cases diagnosed")


def _diagnose(rng: Random, actor: User, case: Case, knowledge: Knowledge, *, full: bool) -> None:
    where = Where(case_id=case.pk, at=min(timezone.now(), case.created_at + timedelta(minutes=3)))
    if case.device_code:
        services.note_fault(actor=actor, where=where, code=case.device_code)
    _answer(rng, actor, where, selectors.trees_for(knowledge, case.symptom)[0], steps=20 if full else rng.randint(1, 3))
    if knowledge.content["patterns"] and full:
        data = LOG.format(day=f"{timezone.localdate():%Y-%m-%d}").encode()
        services.read_log(actor=actor, where=where, name="S9208-syslog.log", data=data)
    if case.asset and case.asset.product.model in knowledge.content["references"]:
        services.compare(actor=actor, where=where, text="system: V7.2.11\npatch: P05\nmain_board: N8-B 2.09")
    if knowledge.content["curves"] and full:
        curve = knowledge.content["curves"][0]
        points = [
            (p["x"], round(p["min"] + (p["max"] - p["min"]) * rng.uniform(-0.15, 0.7), 1)) for p in curve["points"]
        ]
        services.record_curve(actor=actor, where=where, curve=curve["code"], points=points)
    if full:
        session = services.start_remote(actor=actor, where=where, means=rng.choice(("phone", "video", "screen")))
        services.end_remote(
            actor=actor, session_id=session.pk, done="请客户断电重启并查看指示灯，现象未变，需上门。", solved=False,
            at=min(timezone.now(), session.started_at + timedelta(minutes=rng.randint(4, 18))),
        )  # fmt: skip


def _answer(rng: Random, actor: User, where: Where, tree: Json, *, steps: int) -> None:
    code = tree["start"]
    for _ in range(steps):
        step = tree["steps"][code]
        if step["kind"] == "outcome":
            return
        answer = rng.choice(step["choices"])["code"] if step["kind"] == "question" else _measured(rng, step)
        services.answer_step(actor=actor, where=where, tree=tree["code"], step=code, answer=answer)
        code = following_of(step, answer) or code


def _measured(rng: Random, step: Json) -> str:
    """A value near the limits: about every third lies outside, on a side the tree knows."""
    low, high = step["min"], step["max"]
    low, high = (high - max(1, abs(high)) if low is None else low), (low + max(1, abs(low)) if high is None else high)
    side = rng.choice([side for side in ("ok", "ok", "low", "high") if side in step["next"]])
    span = high - low or 1
    value = {"ok": low + span * 0.6, "low": low - span * 0.2, "high": high + span * 0.2}[side]
    return f"{value:.4g}"
