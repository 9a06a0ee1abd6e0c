"""The page of a case and the list: what happened, what was promised, who may see it, what may be done."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.accounts.models import User
from callout.cases import receipt, services
from callout.cases.models import Case
from callout.foundation.models import Attachment, PersonalDataReveal
from callout.foundation.sla_clock import Ledger, replay
from callout.foundation.tests.test_files import picture
from callout.notifications.models import Message
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder


@pytest.fixture
def town(db) -> testing.Town:
    return testing.town()


@pytest.fixture
def agent(town) -> User:
    return testing.user("agent", region=town.region, name="李晓梅")


@pytest.fixture
def desk(client, agent) -> Client:
    client.force_login(agent)
    return client


def request(town: testing.Town, **changes) -> Case:
    given = {
        "customer": town.customer, "asset": town.asset, "channel": "phone", "service_type": town.repair,
        "description": "不制冷，面板闪 E4",
    }  # fmt: skip
    return take_request(actor=None, request=Request(**{**given, **changes}))


def page(client: Client, case: Case, tail: str = "") -> str:
    answer = client.get(f"/cases/{case.number}/{tail}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_texts_on_the_page_keep_number_address_and_secret_link_to_themselves(client, town):
    engineer = town.engineer("周建国").user
    engineer.phone = "13800000001"
    engineer.save()
    case = request(town, contact_name="张丽萍", contact_phone="13800006207")
    testing.run_jobs()
    client.force_login(testing.user("dispatcher", region=town.region))
    sent = " ".join(message.body for message in Message.objects.filter(case_id=case.pk))
    assert "13800006207" in sent and "文三路 1 号" in sent and "/t/" in sent
    shown = page(client, case)
    assert "13800006207" not in shown and "文三路 1 号" not in shown
    assert "138****6207" in shown and "西湖区文***" in shown
    assert not re.search(r"/t/\w", shown) and "/t/…" in shown


def test_the_page_tells_what_is_and_what_happened(desk, town):
    town.engineer("周建国")
    case = request(town)
    testing.run_jobs()
    shown = page(desk, case)
    assert case.number in shown and town.asset.serial in shown and "周建国" in shown
    assert "不制冷，面板闪 E4" in shown
    assert "138****6207" in shown and "13800006207" not in shown and "文三路" not in shown


def test_the_timeline_filters_by_kind(desk, town, agent):
    town.engineer("周建国")
    case = request(town)
    testing.run_jobs()
    services.add_note(actor=agent, case_id=case.pk, body="客户下午才在家")
    notes, visits = page(desk, case, "timeline/?kind=notes"), page(desk, case, "timeline/?kind=visits")
    assert "客户下午才在家" in notes and "周建国" not in notes
    assert "周建国" in visits and "客户下午才在家" not in visits


def test_a_note_is_written_and_an_empty_one_refused(desk, town):
    case = request(town)
    headers = {"HX-Request": "true", "HX-Target": "timeline"}
    answer = desk.post(f"/cases/{case.number}/note/", {"body": "已回电", "channel": "phone"}, headers=headers)
    assert answer.status_code == 200 and "已回电" in answer.content.decode()
    said = case.interactions.get()
    assert (said.channel, said.direction) == ("phone", "out")
    assert desk.post(f"/cases/{case.number}/note/", {"body": "  "}, headers=headers).status_code == 422


def test_a_pause_stands_in_the_timeline_and_on_the_receipt(desk, town, agent):
    case = request(town)
    now = timezone.now()
    services.wait(actor=agent, case_id=case.pk, waiting_for="customer", at=now + timedelta(minutes=10))
    services.resume(actor=agent, case_id=case.pk, at=now + timedelta(minutes=40))
    held = [each for each in receipt.receipts(case, now + timedelta(hours=1)) if each.milestone.kind == "resolve"]
    assert [pause["length"] for pause in held[0].pauses] == [timedelta(minutes=30)]
    assert 'class="gap"' in page(desk, case)


def test_the_receipt_can_be_replayed_by_the_other_side(desk, town):
    case = request(town)
    answer = desk.get(f"/cases/{case.number}/clocks.json")
    data = json.loads(answer.content)
    assert {clock["milestone"] for clock in data["clocks"]} == {"respond", "arrive", "resolve"}
    for clock in data["clocks"]:
        ledger = Ledger.from_json(json.dumps(clock["ledger"]))
        assert ledger.digest() == clock["digest"]
        state = replay(ledger.entries, ledger.target, ledger.calendars, timezone.now())
        assert (
            state.due_at is not None
            and state.due_at.isoformat()
            == datetime.fromisoformat(clock["due_at"]).astimezone(state.due_at.tzinfo).isoformat()
        )
        assert clock["digest"] in page(desk, case, "clocks/")


@pytest.mark.parametrize(
    ("action", "form", "state"),
    [
        ("wait", {"waiting_for": "customer", "reason": "等客户回电"}, "waiting"),
        ("resolve", {"result": "清洗滤网"}, "resolved"),
        ("cancel", {"reason": "客户不要了"}, "cancelled"),
    ],
)
def test_actions_ask_in_a_dialog_and_do_it(desk, town, action, form, state):
    case = request(town)
    assert case.number in page(desk, case, f"{action}/")
    assert desk.post(f"/cases/{case.number}/{action}/", {}).status_code == 422
    answer = desk.post(f"/cases/{case.number}/{action}/", form)
    case.refresh_from_db()
    assert (answer.status_code, case.state) == (302, state)
    if action != "wait":
        assert WorkOrder.objects.get().state == "cancelled"


def test_the_life_of_a_case_by_its_buttons(desk, town):
    case = request(town)
    for action, form, state in [
        ("wait", {"waiting_for": "parts"}, "waiting"),
        ("resume", {}, "in_service"),
        ("resolve", {"result": "清洗滤网"}, "resolved"),
        ("close", {"confirmed": "on", "rating": "5"}, "closed"),
        ("reopen", {"reason": "又不制冷"}, "reopened"),
    ]:
        assert desk.post(f"/cases/{case.number}/{action}/", form).status_code == 302, action
        case.refresh_from_db()
        assert case.state == state
    assert (case.reopen_count, case.rating) == (1, 5)


def test_a_step_the_table_does_not_have_is_refused_with_words(desk, town):
    case = request(town)
    answer = desk.post(f"/cases/{case.number}/close/", {"confirmed": "on"})
    case.refresh_from_db()
    assert (answer.status_code, case.state) == (422, "triaged")


def test_a_duplicate_is_merged_into_the_case_that_goes_on(desk, town):
    first, second = request(town), request(town)
    other = testing.make_customer(town.region, "别人", "13911112222")
    testing.make_site(other, 30.2, 120.2)
    foreign = request(town, customer=other, asset=None)
    assert desk.post(f"/cases/{second.number}/merge/", {"into": foreign.pk}).status_code == 422
    desk.post(f"/cases/{second.number}/merge/", {"into": first.pk})
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("merged", first)
    assert second.work_orders.get().state == "cancelled"


def test_lists_by_tab_and_search(desk, town, agent):
    late, other = request(town), request(town, description="漏水")
    Case.objects.filter(pk=late.pk).update(next_due_at=timezone.now() - timedelta(hours=2))
    services.wait(actor=agent, case_id=other.pk, waiting_for="customer")
    assert late.number in page_of(desk, "?tab=late") and other.number not in page_of(desk, "?tab=late")
    assert other.number in page_of(desk, "?tab=waiting") and late.number not in page_of(desk, "?tab=waiting")
    assert late.number in page_of(desk, "?tab=unassigned")
    for text in (late.number, "13800006207", "6207", town.asset.serial, "丽萍"):
        assert late.number in page_of(desk, f"?tab=all&q={text}"), text
    assert late.number not in page_of(desk, "?tab=all&q=99887766554")


def page_of(client: Client, query: str = "") -> str:
    answer = client.get(f"/cases/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_export_masks_telephone_numbers(desk, town):
    case = request(town)
    body = b"".join(desk.get("/cases/?tab=all&export=csv")).decode()
    assert case.number in body and "138****6207" in body and "13800006207" not in body


def test_another_region_sees_nothing(client, town):
    case = request(town)
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    for tail in ("", "timeline/", "clocks/", "clocks.json", "wait/", "cancel/", "visit/"):
        assert client.get(f"/cases/{case.number}/{tail}").status_code == 404, tail
    assert case.number not in page_of(client, "?tab=all")
    assert client.post(f"/personal/reveal/case/{case.pk}/contact_phone/").status_code == 404
    assert not PersonalDataReveal.objects.exists()


def test_who_may_only_look_cannot_act(client, town):
    case = request(town)
    client.force_login(testing.user("engineer"))
    assert client.get(f"/cases/{case.number}/wait/").status_code == 403
    assert client.post(f"/cases/{case.number}/note/", {"body": "x"}).status_code == 403


def test_the_contact_s_number_is_shown_on_request_and_logged(desk, town, agent):
    case = request(town, contact_phone="13912345678")
    answer = desk.post(f"/personal/reveal/case/{case.pk}/contact_phone/")
    assert "13912345678" in answer.content.decode()
    look = PersonalDataReveal.objects.get()
    assert (look.user, look.subject, look.subject_id, look.field) == (agent, "case", case.pk, "contact_phone")


def test_a_file_is_attached_and_read_by_who_may_see_the_case(desk, client, town, tmp_path, settings):
    settings.DATA_FOLDER = tmp_path
    case = request(town)
    desk.post(f"/cases/{case.number}/files/", {"file": SimpleUploadedFile("plate.png", picture("PNG"))})
    attachment = Attachment.objects.get()
    assert (attachment.subject, attachment.subject_id, attachment.content_type) == ("case", case.pk, "image/png")
    assert str(attachment.uid) in page(desk, case)
    assert desk.get(f"/files/{attachment.uid}/").status_code == 200
    desk.post(f"/cases/{case.number}/files/", {"file": SimpleUploadedFile("x.exe", b"MZ not a picture")})
    assert Attachment.objects.count() == 1
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    assert client.get(f"/files/{attachment.uid}/").status_code == 404


def test_the_list_names_who_goes_now_and_not_who_went_first(desk, town):
    town.engineer("周建国")
    case = request(town)
    testing.run_jobs()
    first = Booking.objects.get(work_order__case=case)
    second = WorkOrder.objects.get(case=case)
    second.pk, second.uid, second.number, second.visit = None, uuid4(), f"{second.number}-2", 2
    second.save()
    Booking.objects.create(
        work_order=second,
        engineer=town.engineer("何伟"),
        starts_at=first.starts_at + timedelta(days=1),
        ends_at=first.ends_at + timedelta(days=1),
        created_at=timezone.now(),
    )
    listed = page_of(desk)
    assert "何伟" in listed and "周建国" not in listed


def test_queries_do_not_grow_with_rows(desk, town, django_assert_max_num_queries):
    town.engineer("周建国")
    for n in range(8):
        case = request(town, description=f"不制冷 {n}")
    testing.run_jobs()
    page_of(desk)
    with django_assert_max_num_queries(7):
        page_of(desk)
    with django_assert_max_num_queries(33):
        page(desk, case)
