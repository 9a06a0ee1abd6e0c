"""Who may open files of cases and work orders: whoever sees the case or the order itself."""

from __future__ import annotations

from typing import Any

from callout.cases.models import Case
from callout.foundation.files import register_subject
from callout.workorders.models import WorkOrder


def sees_case(user: Any, case_id: int) -> bool:
    """True when the case lies in the person's scope."""
    return Case.objects.visible_to(user).filter(pk=case_id).exists()


def sees_order(user: Any, order_id: int) -> bool:
    """True when the work order lies in the person's scope."""
    return WorkOrder.objects.visible_to(user).filter(pk=order_id).exists()


def register_subjects() -> None:
    """Called once at start."""
    register_subject("case", sees_case)
    register_subject("work_order", sees_order)
