"""What phones send: checked shapes, so that nothing unexpected reaches the services."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

MAX_COMMANDS = 200
MOST_PHOTOS = 10  # of one step
MAX_SIGNATURE = 400_000
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def _plausible(at: datetime) -> datetime:
    """Years that neither the data base nor a change of time zone can overflow."""
    if not 2000 <= at.year <= 2200:
        raise ValueError("not a plausible time")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
Count = Annotated[int, Field(ge=1, le=999)]
Minutes = Annotated[int, Field(ge=0, le=32_767)]  # a visit over several days; what a record holds
Serial = Annotated[str, Field(max_length=60)]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Money = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2)]


def _png(value: Any) -> bytes:
    """Decoded picture; anything that is not base64 of a PNG is refused."""
    if not isinstance(value, str) or len(value) > MAX_SIGNATURE:
        raise ValueError("signature too large")
    try:
        raw = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("signature is not base64") from error
    if not raw.startswith(PNG_MAGIC):
        raise ValueError("signature is not a PNG")
    return raw


Picture = Annotated[bytes, BeforeValidator(_png)]


class Shape(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Position(Shape):
    """WGS-84 degrees; accuracy in metres."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    accuracy: float = Field(default=0, ge=0, le=100_000)


class Whereabouts(Position):
    """Where a travelling engineer is now; only the distance that follows from it is kept."""

    booking: UUID


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
    batch: Serial = ""


class Extra(Shape):
    """Work with a price of its own."""

    item: RowId
    quantity: Annotated[int, Field(ge=1, le=99)] = 1


class Price(Shape):
    """A price the phone was told, with its seal."""

    kind: Literal["item", "part"]
    key: RowId
    amount: Money
    seal: str = Field(max_length=40)


class Record(Shape):
    """The service record; ``signature`` is a PNG in base64, ``photos`` the numbers of photos by checklist step."""

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
    photos: dict[
        Annotated[str, Field(min_length=1, max_length=60)], Annotated[tuple[UUID, ...], Field(max_length=MOST_PHOTOS)]
    ] = Field(default_factory=dict, max_length=50)
    parts: tuple[PartUsed, ...] = Field(default=(), max_length=50)
    labour_minutes: Minutes | None = None
    travel_minutes: Minutes | None = None
    payment: Literal["", "qr", "cash", "account"] = ""
    signer: str = Field(default="", max_length=80)
    signature: Picture | None = None
    reasons: dict[Annotated[str, Field(max_length=70)], Annotated[str, Field(max_length=200)]] = Field(
        default_factory=dict, max_length=50
    )
    extras: tuple[Extra, ...] = Field(default=(), max_length=20)
    prices: tuple[Price, ...] = Field(default=(), max_length=80)


class CostLine(Shape):
    """A line of the estimate as the customer saw it."""

    zh: str = Field(max_length=120)
    en: str = Field(max_length=120)
    quantity: str = Field(max_length=12)
    amount: Money


class ApproveCost(Shape):
    """The customer signs for an amount."""

    amount: Money
    lines: tuple[CostLine, ...] = Field(min_length=1, max_length=80)
    signer: str = Field(min_length=1, max_length=80)
    signature: Picture


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


class Reading(Shape):
    """What a meter showed, under the name that the engineer read."""

    name: str = Field(min_length=1, max_length=120)
    value: float
    unit: str = Field(default="", max_length=20)


class Note(Shape):
    """A remark on the case; for a record that could not be booked also its meter readings and its signature."""

    text: str = Field(min_length=1, max_length=1000)
    readings: tuple[Reading, ...] = Field(default=(), max_length=50)
    signer: str = Field(default="", max_length=80)
    signature: Picture | None = None


class Grab(Shape):
    """Take an order from the pool."""

    offer: RowId


class Away(Shape):
    """The engineer will be away (``reason``: sick, …)."""

    starts_at: Moment
    ends_at: Moment
    reason: str = Field(min_length=1, max_length=80)


class Diagnose(Shape):
    """An answer to a step of a fault tree of this ``version``; an empty one takes the last back."""

    tree: str = Field(min_length=1, max_length=40)
    step: str = Field(min_length=1, max_length=40)
    answer: str = Field(default="", max_length=120)
    version: int = Field(ge=1, le=2**31 - 1)


class FaultShown(Shape):
    """The code on the device's display."""

    code: str = Field(min_length=1, max_length=20)


class LogMatch(Shape):
    """A pattern that was found in a log: how often, in which lines, a few of them as samples."""

    code: str = Field(min_length=1, max_length=60)
    count: int = Field(ge=1, le=200_000)
    lines: list[Annotated[int, Field(ge=1, le=200_000)]] = Field(max_length=50)
    samples: list[Annotated[str, Field(max_length=200)]] = Field(max_length=3)
    first: str = Field(default="", max_length=40)
    last: str = Field(default="", max_length=40)


class LogRead(Shape):
    """What a log on the phone showed by the patterns of this ``version``; the log itself stays there."""

    name: str = Field(max_length=120)
    version: int = Field(ge=1, le=2**31 - 1)
    size: int = Field(ge=1, le=5 * 1024 * 1024)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    lines: int = Field(ge=1, le=200_000)
    matches: list[LogMatch] = Field(max_length=100)


Entries = Annotated[
    dict[Annotated[str, Field(min_length=1, max_length=60)], Annotated[str, Field(min_length=1, max_length=120)]],
    Field(max_length=300),
]


class Compared(Shape):
    """Values read off the device, beside what the phone knew of its versions; ``serial`` names the healthy device
    compared with, else it is the model's reference of this ``version`` (0 where there is none)."""

    values: Entries
    versions: Entries = Field(default_factory=dict)
    version: int = Field(ge=0, le=2**31 - 1)
    serial: str = Field("", max_length=60)


Measured = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]


class CurveMeasured(Shape):
    """Points (x, y) of a curve of this ``version``."""

    curve: str = Field(min_length=1, max_length=40)
    points: list[tuple[Measured, Measured]] = Field(min_length=1, max_length=200)
    version: int = Field(ge=1, le=2**31 - 1)


class RemoteWork(Shape):
    """Work done from afar, told when it has ended."""

    means: Literal["phone", "video", "screen", "console", "management"]
    agreed_by: str = Field(default="", max_length=80)
    done: str = Field(min_length=1, max_length=2000)
    solved: bool | None = None
    started_at: Moment


class ComeBack(Shape):
    """The engineer works after all."""

    absence: RowId


class Piece(Shape):
    """Pieces of a batch, or the one with a serial number."""

    code: str = Field(min_length=1, max_length=60)
    quantity: Count = 1


class CountPart(Shape):
    """So many of a part lie in the van; of a tracked one these ``pieces``."""

    part: RowId
    counted: int = Field(ge=0, le=9999)
    pieces: tuple[Piece, ...] = Field(default=(), max_length=500)
    note: str = Field(default="", max_length=200)


class HandOver(Shape):
    """Parts leave the van: to the outlet's store, or into the van of the colleague with the staff number ``to``."""

    part: RowId
    quantity: Count = 1
    pieces: tuple[Piece, ...] = Field(default=(), max_length=500)
    to: str = Field(default="", max_length=150)
    note: str = Field(default="", max_length=200)


class Drove(Shape):
    """Kilometres of a day, as the engineer read or counted them; ``odometer`` is the reading at its end."""

    day: date
    km: Decimal = Field(ge=0, le=2000, decimal_places=1)
    odometer: int | None = Field(default=None, ge=0, le=9_999_999)
    note: str = Field(default="", max_length=200)


class ShareWay(Shape):
    """The engineer lets customers see how far away he is, or no longer."""

    on: bool


class Rate(Shape):
    """The customer's stars."""

    rating: int = Field(ge=1, le=5)
    tags: tuple[Annotated[str, Field(max_length=20)], ...] = Field(default=(), max_length=10)
    comment: str = Field(default="", max_length=500)


class Say(Shape):
    """A message to the desk about the order's case, or to the team; the picture of this number follows."""

    text: str = Field(default="", max_length=1000)
    picture: UUID | None = None


class ReadUntil(Shape):
    """Messages up to this time were on the screen."""

    until: Moment


PAYLOADS: dict[str, type[Shape]] = {
    "accept": Accept,
    "decline": Reason,
    "set_out": Nothing,
    "arrive": Nothing,
    "pause": Reason,
    "resume": Nothing,
    "complete": Record,
    "carry_over": CarryOver,
    "approve_cost": ApproveCost,
    "rate": Rate,
    "send_record": Nothing,
    "request_part": RequestPart,
    "receive_part": ReceivePart,
    "new_request": NewRequest,
    "note": Note,
    "grab": Grab,
    "away": Away,
    "diagnose": Diagnose,
    "fault_shown": FaultShown,
    "read_log": LogRead,
    "compare": Compared,
    "measure_curve": CurveMeasured,
    "remote_work": RemoteWork,
    "come_back": ComeBack,
    "count_part": CountPart,
    "hand_over": HandOver,
    "drove": Drove,
    "share_way": ShareWay,
    "say": Say,
    "chat_read": ReadUntil,
    "say_team": Say,
    "team_read": ReadUntil,
}

VISIT_COMMANDS = frozenset(
    {
        "accept",
        "decline",
        "set_out",
        "arrive",
        "pause",
        "resume",
        "complete",
        "carry_over",
        "approve_cost",
        "rate",
        "send_record",
    }
)


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
