"""What the phone sends around the record: told prices, signed consent, stars, the record by message and as PDF."""

from __future__ import annotations

import base64
import uuid
from decimal import Decimal
from typing import Any

import pytest

from callout import testing
from callout.agreements.models import PriceItem
from callout.cases.models import Case
from callout.feedback.models import Survey
from callout.field.models import Command
from callout.field.tests.conftest import Phone, phone_of, png, record_for
from callout.foundation import cache
from callout.foundation.models import Attachment, PersonalDataReveal
from callout.notifications.models import Message
from callout.workorders.models import Booking, CostApproval, OnSiteRating, ServiceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(town: testing.Town) -> PriceItem:
    """Work at a height costs extra."""
    item = PriceItem.objects.create(
        code="height", kind="extra", category=town.category, amount=120, name_zh="高空作业", name_en="Work at height"
    )
    cache.clear()
    return item


def consent(amount: str = "120.00", **more: Any) -> dict[str, Any]:
    """The customer's signature under an amount."""
    lines = [{"zh": "高空作业", "en": "Work at height", "quantity": "1", "amount": amount}]
    signature = base64.b64encode(png()).decode()
    return {"amount": amount, "lines": lines, "signer": "张丽萍", "signature": signature} | more


def told(phone: Phone, town: testing.Town) -> list[dict[str, Any]]:
    """The extra work's price as the bundle brought it."""
    (price,) = phone.bundle()["sections"]["prices"][str(town.category.pk)]["extras"]
    return [{"kind": "item", "key": price["id"], "amount": price["amount"], "seal": price["seal"]}]


def test_the_price_in_the_bundle_is_the_price_that_is_charged(phone, visit, town, listed):
    prices = told(phone, town)
    PriceItem.objects.update(amount=500)
    cache.clear()
    extras = [{"item": listed.pk, "quantity": 1}]
    outcome = phone.do("complete", visit, **record_for(town, extras=extras, prices=prices))
    assert (outcome["status"], outcome["result"]["charge"]) == ("applied", "120.00")


def test_a_phone_that_changes_its_price_is_refused(phone, visit, town, listed):
    prices = told(phone, town)
    prices[0]["amount"] = "1.00"
    outcome = phone.do("complete", visit, **record_for(town, extras=[{"item": listed.pk}], prices=prices))
    assert (outcome["status"], outcome["code"]) == ("rejected", "price_not_ours")
    assert not ServiceRecord.objects.exists()


def test_consent_is_kept_once_with_its_signature_and_comes_back_in_the_bundle(phone, visit):
    command = phone.command("approve_cost", visit, **consent())
    assert [phone.send(command)[0]["status"] for _ in range(2)] == ["applied", "applied"]
    approval = CostApproval.objects.get()
    assert (approval.amount, approval.signer, str(approval.uid)) == (Decimal(120), "张丽萍", command["operation"])
    assert Attachment.objects.get(kind="approval") == approval.signature
    (order,) = phone.bundle()["orders"]
    assert order["approved"]["amount"] == "120.00"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signature": "bm8gcGljdHVyZQ=="}, "payload_invalid"),
        ({"signer": " "}, "signer_missing"),
        ({"amount": "119.00"}, "lines_differ"),
    ],
)
def test_consent_without_a_signature_a_name_or_a_right_sum_is_refused(phone, visit, change, code):
    outcome = phone.do("approve_cost", visit, **(consent() | change))
    assert (outcome["status"], outcome["code"]) == ("rejected", code)
    assert not CostApproval.objects.exists()


def test_the_log_keeps_the_signature_under_a_cost_as_its_hash(phone, visit):
    phone.do("approve_cost", visit, **consent())
    assert Command.objects.get().payload["signature"].startswith("sha256:")


def test_nobody_signs_for_another_engineers_order(visit, town):
    outcome = phone_of(town.engineer("李")).do("approve_cost", visit, **consent())
    assert (outcome["status"], outcome["code"]) == ("rejected", "order_not_yours")


def finish(phone: Phone, visit: Booking, town: testing.Town, stars: int) -> None:
    """Rated, completed, and the record asked for."""
    outcomes = phone.send(
        phone.command("rate", visit, rating=stars, tags=["tidy", "unheard_of"], comment="很仔细"),
        phone.command("complete", visit, **record_for(town)),
        phone.command("send_record", visit),
    )
    assert [o["status"] for o in outcomes] == ["applied"] * 3, outcomes


def test_stars_on_the_phone_are_the_surveys_answer_and_nobody_asks_again(phone, visit, town):
    finish(phone, visit, town, 5)
    assert OnSiteRating.objects.get().tags == ["tidy"]
    testing.run_jobs()
    survey = Survey.objects.get()
    assert (survey.rating, survey.solved, survey.channel) == (5, True, "on_site")
    assert Case.objects.get().state == "closed"
    assert not Message.objects.filter(template="survey").exists()


def test_few_stars_leave_the_case_open_for_a_call(phone, visit, town):
    finish(phone, visit, town, 1)
    testing.run_jobs()
    assert Case.objects.get().state == "resolved"
    assert Case.objects.get().callbacks.filter(kind="low_rating", state="open").exists()


def test_the_record_is_texted_once_and_only_when_there_is_one(phone, visit, town):
    assert phone.do("send_record", visit)["code"] == "record_missing"
    finish(phone, visit, town, 4)
    message = Message.objects.get(template="service_record")
    assert message.to == "13800006207"
    assert "/record.pdf" in message.body


def test_the_engineer_gets_the_signed_pdf_of_his_own_order_only(phone, visit, town):
    address = f"/field/api/orders/{visit.work_order.uid}/record.pdf?lang=en"
    assert phone.client.get(address).status_code == 404
    finish(phone, visit, town, 4)
    answer = phone.client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert PersonalDataReveal.objects.filter(field="service_record", subject_id=visit.work_order_id).exists()
    assert phone_of(town.engineer("李")).client.get(address).status_code == 404
    assert phone.client.get(f"/field/api/orders/{uuid.uuid4()}/record.pdf").status_code == 404
