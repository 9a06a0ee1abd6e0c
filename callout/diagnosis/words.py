"""Findings and remote sessions in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from callout.cases.timeline import Line
from callout.diagnosis.models import Finding, RemoteSession, Source
from callout.foundation.i18n import pick

MEANS: dict[str, str | Promise] = {
    RemoteSession.Means.PHONE: gettext_lazy("By telephone"),
    RemoteSession.Means.VIDEO: gettext_lazy("Video call"),
    RemoteSession.Means.SCREEN: gettext_lazy("Shared screen"),
    RemoteSession.Means.CONSOLE: gettext_lazy("Remote console"),
    RemoteSession.Means.MANAGEMENT: gettext_lazy("Network management system"),
}
VERDICTS: dict[str, str | Promise] = {
    "ok": gettext_lazy("within limits"),
    "low": gettext_lazy("too low"),
    "high": gettext_lazy("too high"),
}
_ICONS = {
    "step": "clipboard-check",
    "fault": "hash",
    "log": "file-text",
    "comparison": "git-compare",
    "curve": "chart-line",
}
_TONES = {"low": "urgent", "high": "urgent", "off": "urgent", "urgent": "urgent", "danger": "danger", "ok": "success"}


def label(thing: dict[str, Any] | None) -> str:
    """The reader's language of something with ``zh`` and ``en``."""
    return pick(thing.get("zh", ""), thing.get("en", "")) if thing else ""


def span(step: dict[str, Any]) -> str:
    """Limits of a measurement: ``198–242 V``, ``≥ 2 MΩ``."""
    low, high, unit = step["min"], step["max"], step["unit"]
    if low is None:
        return f"≤ {high:g} {unit}".strip()
    if high is None:
        return f"≥ {low:g} {unit}".strip()
    return f"{low:g}–{high:g} {unit}".strip() if low < high else f"{low:g} {unit}".strip()


def answer_text(step: dict[str, Any], answer: str) -> str:
    """An answer as people say it."""
    if not answer:
        return _("taken back")
    if step.get("kind") == "question":
        return label(next((each for each in step["choices"] if each["code"] == answer), None)) or answer
    return f"{answer} {step.get('unit', '')}".strip()


def finding_line(row: Finding) -> Line:
    """One line of what is known."""
    what, body = _WORDS[row.kind](row)
    who = str(row.actor) if row.actor else _("Callout")
    if row.source == Source.FIELD:
        who = _("%(name)s, on site") % {"name": who}
    return Line(row.at, row.kind, _ICONS[row.kind], _TONES.get(row.verdict, ""), who, what, body)


def session_line(row: RemoteSession) -> Line:
    """A remote session among the findings."""
    took = ngettext("%(n)s minute", "%(n)s minutes", row.minutes or 0) % {"n": row.minutes}
    what = f"{MEANS[row.means]} · {took if row.ended_at else _('under way')}"
    tone = "success" if row.solved else "primary"
    return Line(row.started_at, "remote", "headset", tone, str(row.actor or _("Callout")), what, row.done)


def lines(findings: Iterable[Finding], sessions: Iterable[RemoteSession]) -> list[Line]:
    """All that is known, newest first."""
    found = [*map(finding_line, findings), *map(session_line, sessions)]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _step(row: Finding) -> tuple[str, str]:
    step = row.data.get("step", {})
    verdict = f" · {VERDICTS[row.verdict]}" if row.verdict in VERDICTS and row.answer else ""
    outcome = row.data.get("outcome")
    return f"{label(step)} → {answer_text(step, row.answer)}{verdict}", label(outcome)


def _fault(row: Finding) -> tuple[str, str]:
    known = row.data.get("fault")
    return _("display shows %(code)s") % {"code": row.answer}, label(known) or _("not in the list of codes")


def _log(row: Finding) -> tuple[str, str]:
    found = ", ".join(f"{label(each)} ×{each['count']}" for each in row.data["matches"][:4])
    return _("read the log %(name)s") % {"name": row.answer}, found or _("nothing of note")


def _comparison(row: Finding) -> tuple[str, str]:
    differing = row.data["differing"]
    count = ngettext("%(n)s difference", "%(n)s differences", differing) % {"n": differing}
    names = ", ".join(each["name"] for each in row.data["rows"] if each["state"] == "differs")
    return _("compared with %(unit)s: %(count)s") % {"unit": row.answer, "count": count}, names


def _curve(row: Finding) -> tuple[str, str]:
    off = row.data["off"]
    inside = _("all within limits")
    count = ngettext("%(n)s point outside", "%(n)s points outside", off) % {"n": off}
    return _("measured: %(curve)s") % {"curve": label(row.data["curve"])}, count if off else inside


_WORDS = {"step": _step, "fault": _fault, "log": _log, "comparison": _comparison, "curve": _curve}
