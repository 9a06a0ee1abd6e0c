"""Shapes of cases on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from callout.foundation.api import Identifier, Input, Moment, Short, Text


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
    wanted_from: Moment | None = None
    wanted_until: Moment | None = None
    note_to_engineer: Short = ""
    external_id: Short = ""


class MilestoneOut(Schema):
    """A promised time."""

    kind: str
    state: str
    due_at: datetime | None
    met_at: datetime | None


class CaseRow(Schema):
    """A case in a list."""

    id: int
    number: str
    state: str
    waiting_for: str
    channel: str
    service_type: str
    severity: int
    title: str
    customer_id: int
    asset_id: int | None
    region_id: int
    outlet_id: int | None
    source: str
    external_id: str
    breached: bool
    created_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    next_due_at: datetime | None
    rating: int | None


class CaseOut(CaseRow):
    """A case; the contact is masked unless it was asked for and may be seen in clear."""

    description: str
    customer_name: str
    contact_name: str
    contact_phone: str
    serial: str
    symptom_code: str
    device_code: str
    entitlement: dict[str, Any]
    milestones: list[MilestoneOut]
    work_orders: list[str]


class Opened(Schema):
    """The answer to a request: say the number to the customer."""

    number: str
    state: str
    next_due_at: datetime | None
    entitlement: dict[str, Any]


class WaitIn(Input):
    """What we wait for: customer, parts or third_party."""

    waiting_for: Short
    reason: Short = ""


class ReasonIn(Input):
    """Why."""

    reason: Short = ""


class NoteIn(Input):
    """A note among ourselves."""

    body: Text


class NoteOut(Schema):
    """Something said, written or noted."""

    id: int
    at: datetime
    channel: str
    direction: str
    body: str
