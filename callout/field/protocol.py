"""What phones send: checked shapes, so that nothing unexpected reaches the services."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, field_validator

MAX_COMMANDS = 200
MAX_SIGNATURE = 400_000
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def _plausible(at: datetime) -> datetime:
    """Years that neither the data base nor a change of time zone can overflow."""
    if not 2000 <= at.year <= 2200:
        raise ValueError("not a plausible time")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
Count = Annotated[int, Field(ge=1, le=999)]
Minutes = Annotated[int, Field(ge=0, le=1440)]
Serial = Annotated[str, Field(max_length=60)]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Shape(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Position(Shape):
    """WGS-84 degrees; accuracy in metres."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    accuracy: float = Field(default=0, ge=0, le=100_000)


class Nothing(Shape):
    """A step that needs no words."""


class Accept(Shape):
    """``starts_at`` is the time the engineer saw when he accepted."""

    starts_at: Moment


class Reason(Shape):
    """Why."""

    reason: str = Field(min_length=1, max_length=120)


class PartUsed(Shape):
    """A part taken from the van."""

    part: RowId
    quantity: Count = 1
    serial: Serial = ""
    old_serial: Serial = ""
    old_returned: bool = False


class Record(Shape):
    """The service record; ``signature`` is a PNG in base64."""

    serial: Serial = ""
    symptom: RowId | None = None
    object: RowId | None = None
    cause: RowId | None = None
    action: RowId | None = None
    result: str = Field(default="", max_length=4000)
    solved: bool = True
    checklist: RowId | None = None
    answers: dict[Annotated[str, Field(max_length=60)], bool | float | Annotated[str, Field(max_length=500)]] = Field(
        default_factory=dict, max_length=200
    )
    parts: tuple[PartUsed, ...] = Field(default=(), max_length=50)
    labour_minutes: Minutes | None = None
    travel_minutes: Minutes | None = None
    payment: Literal["", "qr", "cash", "account"] = ""
    signer: str = Field(default="", max_length=80)
    signature: bytes | None = None

    @field_validator("signature", mode="before")
    @classmethod
    def png(cls, value: Any) -> bytes | None:
        """Decoded picture; anything that is not base64 of a PNG is refused."""
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > MAX_SIGNATURE:
            raise ValueError("signature too large")
        try:
            raw = base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise ValueError("signature is not base64") from error
        if not raw.startswith(PNG_MAGIC):
            raise ValueError("signature is not a PNG")
        return raw


class CarryOver(Shape):
    """The visit ends without a result."""

    reason: Literal["parts", "customer", "access", "skill", "third_party", "other"]
    note: str = Field(default="", max_length=200)
    part: RowId | None = None


class RequestPart(Shape):
    """A part the van does not have."""

    part: RowId
    quantity: Count = 1
    note: str = Field(default="", max_length=200)


class ReceivePart(Shape):
    """A requested part is in the van."""

    request: UUID


class NewRequest(Shape):
    """Something else the customer wants, told on the spot."""

    service_type: str = Field(max_length=40)
    description: str = Field(min_length=1, max_length=2000)
    severity: int = Field(default=3, ge=1, le=4)
    serial: Serial = ""


class Note(Shape):
    """A remark on the case."""

    text: str = Field(min_length=1, max_length=1000)


PAYLOADS: dict[str, type[Shape]] = {
    "accept": Accept,
    "decline": Reason,
    "set_out": Nothing,
    "arrive": Nothing,
    "pause": Reason,
    "resume": Nothing,
    "complete": Record,
    "carry_over": CarryOver,
    "request_part": RequestPart,
    "receive_part": ReceivePart,
    "new_request": NewRequest,
    "note": Note,
}

VISIT_COMMANDS = frozenset({"accept", "decline", "set_out", "arrive", "pause", "resume", "complete", "carry_over"})


class CommandIn(Shape):
    """One command. ``at`` is when it happened on the corrected clock; ``base`` the booking's version the phone saw."""

    operation: UUID
    type: str = Field(max_length=40)
    order: UUID | None = None
    booking: UUID | None = None
    at: Moment
    base: int = Field(default=0, ge=0, le=2**31)
    position: Position | None = None
    payload: dict[str, Any] = Field(default_factory=dict)

    def fingerprint(self) -> str:
        """Equal for equal commands; a repeat with another body is noticed by it."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()

    def kept(self) -> dict[str, Any]:
        """The payload as stored in the log: a signature is kept as its hash (the picture is an attachment)."""
        payload = dict(self.payload)
        if isinstance(payload.get("signature"), str):
            payload["signature"] = "sha256:" + hashlib.sha256(payload["signature"].encode()).hexdigest()
        return payload


class Batch(Shape):
    """Commands in the order given; each is checked on its own. ``skew_ms``: phone clock minus server clock."""

    skew_ms: int = Field(default=0, ge=-(10**13), le=10**13)
    commands: list[dict[str, Any]] = Field(max_length=MAX_COMMANDS)
