"""Shapes of cases on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from callout.foundation.api import Input

Text = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Identifier = Annotated[int, Field(ge=1, le=2**53)]


class CaseIn(Input):
    """A request. Name the customer by id or number; the asset by id or serial."""

    customer_id: Identifier | None = None
    customer_number: Short = ""
    service_type: Short = "repair"
    description: Text = ""
    title: Short = ""
    severity: Annotated[int, Field(ge=1, le=4)] = 3
    asset_id: Identifier | None = None
    serial: Short = ""
    site_id: Identifier | None = None
    symptom_code: Short = ""
    device_code: Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")] = ""
    contact_name: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")] = ""
    contact_phone: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""
    wanted_from: AwareDatetime | None = None
    wanted_until: AwareDatetime | None = None
    note_to_engineer: Short = ""
    external_id: Short = ""


class MilestoneOut(Schema):
    """A promised time."""

    kind: str
    state: str
    due_at: datetime | None
    met_at: datetime | None


class CaseOut(Schema):
    """A case as callers see it; personal data is masked."""

    number: str
    state: str
    waiting_for: str
    channel: str
    service_type: str
    severity: int
    title: str
    description: str
    customer_id: int
    customer_name: str
    asset_id: int | None
    serial: str
    region_id: int
    outlet_id: int | None
    entitlement: dict[str, Any]
    breached: bool
    created_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    next_due_at: datetime | None
    rating: int | None
    milestones: list[MilestoneOut]
    work_orders: list[str]
