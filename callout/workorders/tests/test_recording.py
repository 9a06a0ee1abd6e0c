"""What a record keeps beyond codes and parts: times with reasons, follow-up checks, meters, told prices, consent."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from callout import testing
from callout.agreements.models import PriceItem
from callout.assets.models import MeterReading
from callout.cases.models import Case
from callout.foundation import cache
from callout.foundation.errors import InvalidInput
from callout.workforce.models import Engineer
from callout.workorders import approvals, bookings, records, tariff
from callout.workorders.approvals import ShownLine
from callout.workorders.bookings import Stamp
from callout.workorders.charges import ExtraInput
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, ChecklistTemplate, CostApproval, ServiceRecord
from callout.workorders.records import PartInput, RecordInput
from callout.workorders.tariff import SealedPrice

pytestmark = pytest.mark.django_db

ITEMS: list[dict[str, Any]] = [
    {"code": "pressure", "kind": "number", "zh": "压力", "en": "Pressure", "unit": "MPa", "min": 0.7, "max": 1.1},
    {
        "code": "leak", "kind": "bool", "zh": "检漏", "en": "Leak test", "when": {"code": "pressure", "is": ["low"]},
    },
    {"code": "hours", "kind": "meter", "zh": "运行小时", "en": "Hours run", "unit": "h", "most_a_day": 24},
]  # fmt: skip


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


@pytest.fixture
def engineer(town) -> Engineer:
    return town.engineer("陈志远")


@pytest.fixture
def checklist(town) -> ChecklistTemplate:
    return ChecklistTemplate.objects.create(
        code="ac-repair", category=town.category, items=ITEMS, name_zh="检查表", name_en="Checklist"
    )


def visit_of(town: testing.Town, engineer: Engineer, *, hours_ago: float = 2) -> Booking:
    """A visit the engineer has arrived at."""
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不凉", asset=town.asset,
        contact_name="张丽萍", contact_phone="13800006207",
    )  # fmt: skip
    case = take_request(actor=None, request=request)
    began = timezone.now() - timedelta(hours=hours_ago)
    visit = bookings.book(
        actor=None, order_id=case.work_orders.get().pk, engineer=engineer, starts_at=began,
        ends_at=began + timedelta(hours=1), travel_minutes=11, at=began - timedelta(hours=1),
    )  # fmt: skip
    bookings.accept(actor=engineer.user, booking_id=visit.pk, stamp=Stamp(began - timedelta(minutes=50)))
    bookings.set_out(actor=engineer.user, booking_id=visit.pk, stamp=Stamp(began - timedelta(minutes=20)))
    bookings.arrive(actor=engineer.user, booking_id=visit.pk, stamp=Stamp(began))
    visit.refresh_from_db()
    return visit


def finish(visit: Booking, *, after: int = 60, **given: Any) -> ServiceRecord:
    """Complete the visit so many minutes after arriving."""
    assert visit.on_site_at
    stamp = Stamp(visit.on_site_at + timedelta(minutes=after))
    record = RecordInput(**({"result": "换电容"} | given))
    return records.complete(actor=visit.engineer.user, booking_id=visit.pk, record=record, stamp=stamp)


def test_a_rest_on_site_is_no_work(town, engineer):
    visit = visit_of(town, engineer)
    actor, began = engineer.user, visit.on_site_at
    assert began
    bookings.pause(actor=actor, booking_id=visit.pk, reason="用餐", stamp=Stamp(began + timedelta(minutes=10)))
    bookings.resume(actor=actor, booking_id=visit.pk, stamp=Stamp(began + timedelta(minutes=35)))
    record = finish(visit)
    assert (record.labour_minutes, record.travel_minutes) == (35, 20)


def test_a_correction_stands_beside_the_stamps_with_its_reason(town, engineer, client: Client):
    visit = visit_of(town, engineer)
    record = finish(visit, labour_minutes=90, reasons={"labour": "忘了打点", "travel": "  "})
    assert (record.labour_minutes, record.stamped_labour, record.reasons) == (90, 60, {"labour": "忘了打点"})
    client.force_login(testing.user("dispatcher", region=town.region))
    page = client.get(f"/orders/{visit.work_order.number}/").content.decode()
    assert "忘了打点" in page
    assert "按打点 60 分钟" in page


def test_a_low_pressure_asks_for_a_leak_test(town, engineer, checklist, client: Client):
    visit = visit_of(town, engineer)
    finish(visit, answers={"pressure": 0.4, "leak": True, "hours": 120}, checklist_id=checklist.pk)
    client.force_login(testing.user("dispatcher", region=town.region))
    client.cookies["callout_language"] = "en"
    page = client.get(f"/orders/{visit.work_order.number}/").content.decode()
    assert "Leak test" in page
    visit = visit_of(town, engineer, hours_ago=1)
    finish(visit, answers={"pressure": 0.9, "leak": True}, checklist_id=checklist.pk, after=30)
    assert "Leak test" not in client.get(f"/orders/{visit.work_order.number}/").content.decode()


def test_an_answer_of_the_wrong_kind_is_refused(town, engineer, checklist):
    visit = visit_of(town, engineer)
    with pytest.raises(InvalidInput) as refused:
        finish(visit, answers={"pressure": "a lot"}, checklist_id=checklist.pk)
    assert refused.value.code == "answer_invalid"
    visit.refresh_from_db()
    assert visit.state == "on_site"


def test_meters_are_read_and_a_doubtful_one_is_kept_with_its_reason(town, engineer, checklist):
    first = visit_of(town, engineer, hours_ago=4)
    finish(first, answers={"hours": 1200}, checklist_id=checklist.pk)
    second = visit_of(town, engineer, hours_ago=2)
    reasons = {"check.hours": "换了主板"}
    finish(second, answers={"hours": 3}, checklist_id=checklist.pk, reasons=reasons)
    latest, earlier = MeterReading.objects.filter(asset=town.asset)
    assert (earlier.value, earlier.doubt, earlier.source) == (1200, "", first.work_order.number)
    assert (latest.value, latest.doubt) == (3, "backwards: 换了主板")


def prices(town: testing.Town) -> dict[str, PriceItem]:
    """List prices of the town's product."""
    labels = {"category": town.category, "name_zh": "价", "name_en": "price"}
    rows = (("visit", "visit", 50), ("hour", "labour", 120), ("height", "extra", 120))
    made = {
        code: PriceItem.objects.create(code=code, kind=kind, amount=amount, **labels) for code, kind, amount in rows
    }
    cache.clear()
    return made


def told(kind: str, key: int, amount: str) -> SealedPrice:
    """A price as the phone got it."""
    return SealedPrice(kind, key, Decimal(amount), tariff.seal(kind, key, Decimal(amount)))


def test_the_customer_pays_the_price_he_was_told_though_the_list_changed(town, engineer):
    listed = prices(town)
    visit = visit_of(town, engineer)
    Case.objects.update(entitlement={})
    PriceItem.objects.filter(pk=listed["hour"].pk).update(amount=200)
    cache.clear()
    sent = (
        told("item", listed["visit"].pk, "50"),
        told("item", listed["hour"].pk, "120"),
        told("part", town.part.pk, "40"),
    )
    record = finish(visit, prices=sent, parts=(PartInput(town.part.pk, 2, batch="B2609-3"),))
    assert record.charge == Decimal(50 + 120 + 80)
    assert record.price_list == f"{timezone.localdate():%Y-%m}"
    assert record.part_usages.get().batch == "B2609-3"


@pytest.mark.parametrize(
    ("changed", "code"), [("amount", "price_not_ours"), ("key", "price_not_ours"), ("age", "price_too_old")]
)
def test_a_forged_or_outdated_price_is_refused_and_changes_nothing(town, engineer, changed, code):
    item = prices(town)["visit"]
    visit = visit_of(town, engineer)
    day = timezone.localdate() - timedelta(days=120 if changed == "age" else 0)
    seal = tariff.seal("item", item.pk, Decimal(50), day)
    key, amount = item.pk + (changed == "key"), Decimal(1 if changed == "amount" else 50)
    with pytest.raises(InvalidInput) as refused:
        finish(visit, prices=(SealedPrice("item", key, amount, seal),))
    assert refused.value.code == code
    assert not ServiceRecord.objects.exists()


def test_extra_work_is_paid_even_under_warranty(town, engineer):
    listed = prices(town)
    visit = visit_of(town, engineer)
    record = finish(visit, extras=(ExtraInput(listed["height"].pk, 2),))
    assert Case.objects.get().entitlement["kind"] == "warranty"
    assert record.charge == Decimal(240)
    other = testing.town("宁波")
    strange = PriceItem.objects.create(
        code="s", kind="extra", category=other.category, amount=1, name_zh="s", name_en="s"
    )
    cache.clear()
    with pytest.raises(InvalidInput) as refused:
        finish(visit_of(town, engineer, hours_ago=1), extras=(ExtraInput(strange.pk),), after=30)
    assert refused.value.code == "extra_unknown"


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return out.getvalue()


def consent(visit: Booking, amount: str, *, uid: uuid.UUID | None = None, lines: str = "") -> CostApproval:
    """The customer signs for an amount."""
    return approvals.approve(
        actor=visit.engineer.user, order=visit.work_order, uid=uid or uuid.uuid4(), amount=Decimal(amount),
        lines=(ShownLine("高空作业", "Work at height", "1", lines or amount),), signer="张丽萍", signature=png(),
        at=timezone.now(),
    )  # fmt: skip


def test_the_office_sees_what_the_customer_signed_for_and_when_more_was_charged(town, engineer, client: Client):
    listed = prices(town)
    visit = visit_of(town, engineer)
    uid = uuid.uuid4()
    assert consent(visit, "120", uid=uid).pk == consent(visit, "120", uid=uid).pk
    client.force_login(testing.user("dispatcher", region=town.region))
    client.cookies["callout_language"] = "en"
    address = f"/orders/{visit.work_order.number}/"
    page = client.get(address).content.decode()
    assert "Approved costs" in page
    assert "Work at height" in page
    finish(visit, extras=(ExtraInput(listed["height"].pk, 2),))
    assert "Charged more than approved" in client.get(address).content.decode()


def test_lines_that_do_not_add_up_are_no_consent(town, engineer):
    visit = visit_of(town, engineer)
    with pytest.raises(InvalidInput) as refused:
        consent(visit, "120", lines="100")
    assert refused.value.code == "lines_differ"
    assert not CostApproval.objects.exists()
