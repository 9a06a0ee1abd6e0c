"""The diagnosis on the case's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import DIAGNOSIS_USE
from callout.accounts.models import User
from callout.cases.models import Case
from callout.cases.panels import CASE_PANELS
from callout.customers.panels import Panel
from callout.diagnosis import events, selectors, words  # noqa: F401 - webhooks know the events

SHOWN = 3


def diagnosis(user: User, case: Case) -> dict[str, Any] | None:
    """What was found last and where the trees lead; nothing for a kind of product without knowledge or findings."""
    knowledge, findings = selectors.knowledge_of(case.category_id), selectors.findings_of(case.pk)
    if knowledge is None and not findings:
        return None
    walks = selectors.begun(knowledge, findings)
    return {
        "case": case,
        "items": [words.finding_line(row) for row in findings[-SHOWN:]][::-1],
        "count": len(findings),
        "outcomes": [words.label(each.outcome) for each in walks if each.outcome],
    }


CASE_PANELS.register(
    Panel("diagnosis", _("Diagnosis"), DIAGNOSIS_USE, "diagnosis/_panel.html", diagnosis, order=25, side=True)
)
