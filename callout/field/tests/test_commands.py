"""Commands from phones: once, in order, as of when they happened; each refusal explained."""

from __future__ import annotations

import hashlib
import threading
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from callout.cases import attachments
from callout.cases.models import Case, Interaction
from callout.field.models import Command
from callout.field.tests.conftest import phone_of, png, record_for, visit_for
from callout.foundation.models import Attachment
from callout.parts import services as parts
from callout.parts.models import PartRequest, Stock
from callout.workorders import bookings, services
from callout.workorders.bookings import stamp_now
from callout.workorders.models import Booking, ServiceRecord

pytestmark = pytest.mark.django_db


def test_a_visit_recorded_in_a_cellar_arrives_as_of_when_it_happened(phone, visit, town):
    began = timezone.now() - timedelta(minutes=50)
    outcomes = phone.send(
        phone.command("accept", visit, at=began),
        phone.command("set_out", visit, at=began + timedelta(minutes=2)),
        phone.command("arrive", visit, at=began + timedelta(minutes=8)),
        phone.command("pause", visit, at=began + timedelta(minutes=10), reason="等客户"),
        phone.command("resume", visit, at=began + timedelta(minutes=12)),
        phone.command("complete", visit, at=began + timedelta(minutes=48), **record_for(town)),
    )
    assert [o["status"] for o in outcomes] == ["applied"] * 6
    visit.refresh_from_db()
    assert visit.state == "completed"
    assert visit.on_site_at == began + timedelta(minutes=8)
    record = ServiceRecord.objects.get(booking=visit)
    assert (record.labour_minutes, record.travel_minutes) == (40, 6)
    assert record.finished_at == began + timedelta(minutes=48)
    assert Stock.objects.get(store__engineer=phone.engineer, part=town.part).quantity == 4
    assert Attachment.objects.get(subject="work_order", subject_id=visit.work_order_id).kind == "signature"
    assert Case.objects.get().state == "resolved"
    assert outcomes[-1]["result"]["charge"] == str(record.charge)


def test_the_log_keeps_a_signature_as_its_hash_only(phone, visit, town):
    phone.do("complete", visit, **record_for(town))
    assert Command.objects.get(type="complete").payload["signature"].startswith("sha256:")


def test_a_repeat_changes_nothing_and_gives_the_same_answer(phone, visit, town):
    batch = [phone.command("arrive", visit), phone.command("complete", visit, **record_for(town))]
    first = phone.send(*batch)
    assert phone.send(*batch) == first
    assert Stock.objects.get(store__engineer=phone.engineer).quantity == 4
    assert (ServiceRecord.objects.count(), Command.objects.count()) == (1, 2)


def test_another_body_under_a_known_operation_is_refused(phone, visit):
    command = phone.command("accept", visit)
    phone.send(command)
    changed = {**command, "type": "decline", "payload": {"reason": "forged"}}
    (outcome,) = phone.send(changed)
    assert (outcome["status"], outcome["code"]) == ("rejected", "operation_reused")
    visit.refresh_from_db()
    assert visit.state == "accepted"


def test_a_stranger_cannot_learn_the_answer_of_an_operation(phone, visit, town):
    command = phone.command("accept", visit)
    phone.send(command)
    (outcome,) = phone_of(town.engineer("李")).send(command)
    assert outcome["code"] == "operation_reused"


@pytest.mark.django_db(transaction=True)
def test_the_same_command_sent_twice_at_once_is_applied_once(phone, visit, town):
    command = phone.command("complete", visit, **record_for(town))
    outcomes = []

    def send():
        try:
            outcomes.extend(phone_of(phone.engineer).send(command))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [o["status"] for o in outcomes] == ["applied"] * 4
    assert Stock.objects.get(store__engineer=phone.engineer).quantity == 4


def test_a_failure_holds_later_steps_of_its_visit_only(phone, visit, town, engineer):
    other = visit_for(town, engineer, hours=3)
    outcomes = phone.send(
        phone.command("arrive", visit),
        phone.command("complete", visit, **record_for(town, parts=[{"part": town.part.pk, "quantity": 99}])),
        phone.command("carry_over", visit, reason="parts", note="线圈"),
        phone.command("note", visit, text="客户很急"),
        phone.command("accept", other),
    )
    assert [o["status"] for o in outcomes] == ["applied", "rejected", "held", "applied", "applied"]
    assert outcomes[1]["code"] == "stock_short"
    assert outcomes[2]["result"] == {"behind": outcomes[1]["operation"]}
    visit.refresh_from_db()
    assert (visit.state, ServiceRecord.objects.count()) == ("on_site", 0)
    assert Interaction.objects.get().body == "客户很急"
    assert not Command.objects.filter(type="carry_over").exists()


def test_a_held_step_goes_through_once_the_cause_is_settled(phone, visit, town):
    wrong = phone.command("complete", visit, **record_for(town, parts=[{"part": town.part.pk, "quantity": 99}]))
    assert phone.send(wrong)[0]["status"] == "rejected"
    right = phone.command("complete", visit, **record_for(town))
    assert phone.send(right)[0]["status"] == "applied"


def test_out_of_warranty_the_phone_learns_the_charge(phone, visit, town):
    Case.objects.update(entitlement={})
    outcome = phone.do("complete", visit, **record_for(town))
    assert outcome["result"]["charge"] == str(Decimal("50") + Decimal("0.67") * 120 + 46)


def test_carry_over_keeps_its_reason(phone, visit, town):
    assert phone.do("carry_over", visit, reason="parts", note="缺主控板", part=town.part.pk)["status"] == "applied"
    visit.work_order.refresh_from_db()
    assert (visit.work_order.state, visit.work_order.hold_reason, visit.work_order.hold_part) == (
        "on_hold",
        "parts",
        town.part,
    )
    assert Case.objects.get().waiting_for == "parts"


def test_parts_are_requested_and_received_once(phone, visit, town):
    command = phone.command("request_part", visit, part=town.part.pk, quantity=2, note="线圈断路")
    phone.send(command)
    phone.send(command)
    request = PartRequest.objects.get()
    assert (str(request.uid), request.quantity, request.work_order_id) == (command["operation"], 2, visit.work_order_id)
    early = phone.do("receive_part", request=str(request.uid))
    assert (early["status"], early["code"]) == ("rejected", "illegal_transition")
    request.source = phone.engineer.van
    request.save()
    parts.decide_request(actor=None, request_id=request.pk, approve=True)
    parts.ship_request(actor=None, request_id=request.pk)
    assert phone.do("receive_part", request=str(request.uid))["status"] == "applied"
    assert phone.do("receive_part", request=str(request.uid))["code"] == "already_done"


def test_a_request_taken_on_the_spot_becomes_a_case(phone, visit, town):
    command = phone.command(
        "new_request", visit, service_type="repair", description="洗衣机也漏水", serial=town.asset.serial
    )
    phone.send(command)
    (outcome,) = phone.send(command)
    case = Case.objects.get(number=outcome["result"]["number"])
    assert (case.channel, case.customer, case.asset, case.created_by) == (
        "field",
        town.customer,
        town.asset,
        phone.engineer.user,
    )
    assert case.work_orders.count() == 1


def test_two_phones_of_one_engineer_converge(phone, visit, town):
    second = phone_of(phone.engineer)
    phone.send(phone.command("accept", visit), phone.command("set_out", visit))
    outcomes = second.send(
        second.command("accept", visit), second.command("set_out", visit), second.command("arrive", visit)
    )
    assert [(o["status"], o["code"]) for o in outcomes] == [
        ("applied", "already_done"),
        ("applied", "already_done"),
        ("applied", ""),
    ]
    phone.do("complete", visit, **record_for(town))
    late = second.do("complete", visit, **record_for(town))
    assert (late["status"], late["code"]) == ("conflict", "already_completed")
    assert ServiceRecord.objects.count() == 1


def test_a_visit_moved_meanwhile_is_a_question_to_the_engineer(phone, visit):
    seen = phone.command("accept", visit)
    bookings.move(actor=None, booking_id=visit.pk, starts_at=visit.starts_at + timedelta(hours=2))
    (clash,) = phone.send(seen)
    assert (clash["status"], clash["code"]) == ("conflict", "time_changed")
    assert clash["result"]["mine"]["starts_at"] == visit.starts_at.isoformat()
    assert phone.do("accept", visit, starts_at=clash["result"]["theirs"]["starts_at"])["status"] == "applied"


def test_a_cancelled_visit_is_a_conflict_that_says_so(phone, visit):
    services.cancel_order(actor=None, order_id=visit.work_order_id, reason="客户取消")
    outcome = phone.do("set_out", visit)
    assert (outcome["status"], outcome["code"]) == ("conflict", "visit_cancelled")
    assert outcome["message"] == "The office cancelled this visit."


def test_a_visit_given_to_a_colleague_is_no_longer_his(phone, visit, town):
    bookings.move(actor=None, booking_id=visit.pk, engineer=town.engineer("李"))
    assert phone.do("accept", visit)["code"] == "visit_reassigned"


def test_the_office_may_act_between_offline_steps(phone, visit, town):
    """A later step still applies when the office did an earlier one by telephone."""
    accept, arrive = phone.command("accept", visit), phone.command("arrive", visit)
    bookings.accept(actor=None, booking_id=visit.pk, stamp=stamp_now())
    outcomes = phone.send(accept, arrive)
    assert [o["code"] for o in outcomes] == ["already_done", ""]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"at": (timezone.now() + timedelta(hours=3)).isoformat()}, "time_in_future"),
        ({"at": (timezone.now() - timedelta(days=60)).isoformat()}, "time_too_old"),
        ({"at": (timezone.now() - timedelta(hours=5)).isoformat()}, "time_before_order"),
        ({"at": "2026-01-01T00:00:00"}, "command_invalid"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "command_invalid"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "command_invalid"),
        ({"type": "delete_everything"}, "command_unknown"),
        ({"booking": str(uuid.uuid4())}, "order_not_yours"),
        ({"order": str(uuid.uuid4())}, "order_not_yours"),
        ({"payload": {"starts_at": "now"}}, "payload_invalid"),
        ({"payload": {"starts_at": "2026-01-01T00:00:00Z", "price": 0}}, "payload_invalid"),
        ({"operation": "1"}, "command_invalid"),
        ({"position": {"latitude": 200, "longitude": 0}}, "command_invalid"),
        ({"actor": 1}, "command_invalid"),
    ],
)
def test_forged_and_broken_commands_are_refused_and_change_nothing(phone, visit, change, code):
    (outcome,) = phone.send(phone.command("accept", visit) | change)
    assert (outcome["status"], outcome["code"]) == ("rejected", code)
    assert outcome["message"]
    assert Booking.objects.get().state == "dispatched"


@pytest.mark.parametrize(
    "record",
    [
        {"signature": "not base64!"},
        {"signature": "QUJD"},
        {"signature": "A" * 500_000},
        {"parts": [{"part": 1, "quantity": -5}]},
        {"parts": [{"part": 1, "quantity": 1, "operation": str(uuid.uuid4())}]},
        {"labour_minutes": 10**9},
        {"answers": {"x": {"nested": 1}}},
        {"payment": "bitcoin"},
    ],
)
def test_a_hostile_record_is_refused_and_changes_nothing(phone, visit, town, record):
    outcome = phone.do("complete", visit, **record_for(town, **record))
    assert (outcome["status"], outcome["code"]) == ("rejected", "payload_invalid")
    assert ServiceRecord.objects.count() == 0


def test_codes_of_another_product_are_refused(phone, visit, town):
    from callout import testing

    foreign = testing.town("南京").codes["cause"]
    outcome = phone.do("complete", visit, **record_for(town, cause=foreign.pk))
    assert (outcome["status"], outcome["code"]) == ("rejected", "code_invalid")
    visit.refresh_from_db()
    assert visit.state == "dispatched"


def test_an_unexpected_error_is_not_stored_and_may_be_tried_again(phone, visit, monkeypatch):
    from callout.field import handlers

    def broken(given):
        raise RuntimeError("disk on fire")

    command = phone.command("accept", visit)
    with monkeypatch.context() as patch:
        patch.setitem(handlers.HANDLERS, "accept", broken)
        (failed,) = phone.send(command)
    assert (failed["status"], failed["code"]) == ("failed", "server_error")
    assert phone.send(command)[0]["status"] == "applied"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 422, "json_invalid"),
        ("[]", 422, "json_invalid"),
        ('{"commands": 5}', 422, "batch_invalid"),
        ('{"commands": [], "skew_ms": NaN}', 422, "json_invalid"),
        ('{"commands": [{"type": "\\u0000"}]}', 422, "json_invalid"),
        ("[" * 100_000, 422, "json_invalid"),
        ("x" * (6 * 1024 * 1024 + 1), 413, "batch_too_large"),
    ],
)
def test_a_broken_batch_is_a_clear_problem(phone, body, status, code):
    response = phone.client.post("/field/api/commands", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_work_on_a_visit_given_to_someone_else_is_a_conflict_and_its_words_reach_the_case(phone, visit, town):
    bookings.move(actor=None, booking_id=visit.pk, engineer=town.engineer("周"))
    outcome = phone.do("arrive", visit)
    assert (outcome["status"], outcome["code"]) == ("conflict", "visit_reassigned")
    assert phone.do("note", visit, text="已换电容")["status"] == "applied"
    assert Interaction.objects.get().body == "已换电容"
    stranger = phone_of(town.engineer("吴"))
    assert stranger.do("arrive", visit)["code"] == "order_not_yours"
    assert stranger.do("note", visit, text="?")["code"] == "order_not_yours"


def test_a_record_that_could_not_be_booked_brings_its_readings_and_its_signature_to_the_case(phone, visit, town):
    bookings.move(actor=None, booking_id=visit.pk, engineer=town.engineer("周"))
    record = record_for(town)
    assert phone.do("complete", visit, **record)["code"] == "visit_reassigned"
    note = phone.command(
        "note",
        visit,
        text="已换电容",
        readings=[{"name": "运行小时", "value": 1234567.5, "unit": "h"}, {"name": "启动次数", "value": 88}],
        signer=record["signer"],
        signature=record["signature"],
    )
    assert [phone.send(note)[0]["status"] for _ in range(2)] == ["applied", "applied"]
    (file,) = attachments.files_of(visit.work_order.case_id)
    assert file.sha256 == hashlib.sha256(png()).hexdigest()
    words = Interaction.objects.get().body
    assert words.startswith("已换电容\n运行小时: 1234567.5 h\n启动次数: 88\n")
    assert words.splitlines()[-1].endswith(f"张丽萍: {file.name}")
    assert Command.objects.get(type="note").payload["signature"].startswith("sha256:")
    assert phone.do("note", visit, text="?", signature="QUJD")["code"] == "payload_invalid"
