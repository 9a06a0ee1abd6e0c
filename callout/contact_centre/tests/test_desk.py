"""An agent takes a request: what is promised shows before it is saved, and saving starts everything."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.accounts.models import User
from callout.assets.models import Code
from callout.cases import services as case_services
from callout.cases.models import Case, Interaction, ServiceType
from callout.contact_centre import services
from callout.contact_centre.models import Call, Draft
from callout.contact_centre.services import CallReport
from callout.contact_centre.windows import wanted_windows, window_of
from callout.foundation import cache
from callout.workorders.intake import Request, take_request
from callout.workorders.models import WorkOrder


@pytest.fixture
def town(db) -> testing.Town:
    town = testing.town()
    Code.objects.filter(pk=town.codes["symptom"].pk).update(words=["不制冷", "E4", "not cooling"])
    cache.clear()
    return town


@pytest.fixture
def agent(town) -> User:
    return testing.user("agent", region=town.region, name="李晓梅")


@pytest.fixture
def desk(client, agent) -> Client:
    client.force_login(agent)
    return client


def ringing(agent: User, id: str = "c1") -> Call:
    report = CallReport(id=id, state="ringing", at=timezone.now(), caller="13800006207", agent=agent.username)
    return services.report_call(actor=None, report=report)


def typed(town: testing.Town, **changes) -> dict:
    form = {
        "customer": town.customer.pk, "asset": town.asset.pk, "description": "开机十分钟就不制冷，面板闪 E4",
        "service_type": town.repair.pk, "severity": 2, "contact_name": "张丽萍", "window": "",
    }  # fmt: skip
    return {name: value for name, value in {**form, **changes}.items() if value is not None}


def test_the_page_shows_the_file_with_masked_numbers(desk, town):
    page = desk.get(f"/desk/?customer={town.customer.pk}").content.decode()
    assert "138****6207" in page and "13800006207" not in page
    assert "文三路" not in page
    assert town.asset.serial in page


def test_what_is_promised_shows_while_typing(desk, town):
    page = desk.post("/desk/preview/", typed(town, description="不制冷了 E4")).content.decode()
    assert "S1" in page and "E4" in page
    assert "¥50.00" in page and "¥0.00" in page  # list price struck out, nothing to pay in warranty
    assert page.count('role="radiogroup"') >= 2
    assert not Case.objects.exists()


def test_saving_opens_case_and_order_and_forgets_the_draft(desk, town, agent):
    call = ringing(agent)
    services.answer(actor=agent, call_id=call.pk)
    desk.post("/desk/draft/", typed(town, call=call.pk))
    assert Draft.objects.get().data["description"].startswith("开机")
    answer = desk.post("/desk/", typed(town, call=call.pk))
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.number}/"
    assert (case.symptom, case.device_code, case.severity, case.channel, case.created_by) == (
        town.codes["symptom"],
        "E4",
        2,
        "phone",
        agent,
    )
    assert case.entitlement["kind"] == "warranty"
    assert WorkOrder.objects.get().case == case
    assert not Draft.objects.exists()
    assert 'id="request"' not in desk.get("/desk/").content.decode()  # saved: the desk is free for the next
    services.hang_up(actor=agent, call_id=call.pk)
    assert Interaction.objects.get(case=case).channel == "phone"
    assert Call.objects.get().case == case


def test_answering_on_the_callers_file_leaves_the_page_and_what_is_typed(desk, town, agent):
    for known, opens in (("c1", True), ("c2", False)):
        call = ringing(agent, known)
        answer = desk.post(f"/desk/calls/{call.pk}/answer/?shown={'' if opens else call.pk}")
        assert answer.headers.get("HX-Redirect") == (f"/desk/?call={call.pk}" if opens else None)
        call.refresh_from_db()
        assert call.state == "answered"
        assert opens or "data-ringing" not in answer.content.decode()
        services.hang_up(actor=agent, call_id=call.pk)


def test_the_same_form_sent_twice_is_one_case(desk, town):
    form = typed(town, mark="9f0c2f0e-6e0b-4c55-a3a3-0b1d6c2f7a10")
    first, second = desk.post("/desk/", form), desk.post("/desk/", form)
    assert first["Location"] == second["Location"]
    assert WorkOrder.objects.count() == 1
    desk.post("/desk/", {**form, "description": "还有一件事：遥控器坏了"})
    assert Case.objects.count() == 2, "changed in between it is another request"


def test_what_was_typed_on_a_call_is_found_when_the_call_is_over(desk, town, agent):
    call = ringing(agent)
    services.answer(actor=agent, call_id=call.pk)
    desk.post("/desk/draft/", typed(town, call=call.pk))
    assert "开机十分钟" in desk.get(f"/desk/?customer={town.customer.pk}").content.decode(), "by the caller's file"
    services.hang_up(actor=agent, call_id=call.pk)
    idle = desk.get("/desk/").content.decode()
    address = f"/desk/?customer={town.customer.pk}&amp;call={call.pk}"
    assert address in idle
    assert "开机十分钟" in desk.get(address.replace("&amp;", "&")).content.decode()


def test_a_refused_answer_stays_typed(desk, town):
    page = desk.post("/desk/", typed(town, description="", do="solve", answer="清洗滤网")).content.decode()
    assert "清洗滤网" in page and "data-reopen" in page


def test_a_product_can_be_named_when_the_asset_is_not_known(desk, town):
    fresh = desk.get(f"/desk/?customer={town.customer.pk}").content.decode()
    assert f'<option value="{town.product.pk}">' in fresh
    again = desk.post("/desk/", {"customer": town.customer.pk, "product": town.product.pk}).content.decode()
    assert f'<option value="{town.product.pk}" selected>' in again


def test_a_wrong_field_keeps_everything_typed(desk, town):
    answer = desk.post("/desk/", typed(town, contact_phone="123", note_to_engineer="地库可停"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "地库可停" in page and "开机十分钟" in page and 'value="123"' in page
    assert not Case.objects.exists()


def test_nothing_said_is_not_a_request(desk, town):
    answer = desk.post("/desk/", typed(town, description=""))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_a_symptom_picked_by_hand_wins_over_the_words(desk, town):
    other = Code.objects.create(
        code_set=town.codes["symptom"].code_set, kind="symptom", code="S2", name_zh="漏水", name_en="Leaks"
    )
    cache.clear()
    desk.post("/desk/", typed(town, symptom=other.pk, symptom_by="hand"))
    assert Case.objects.get().symptom == other


def test_register_only_opens_no_visit_and_one_can_be_opened_later(desk, town):
    desk.post("/desk/", typed(town, do="register"))
    case = Case.objects.get()
    assert not WorkOrder.objects.exists()
    assert "/visit/" in desk.get(f"/cases/{case.number}/").content.decode()
    desk.post(f"/cases/{case.number}/visit/")
    assert WorkOrder.objects.get().case == case


def test_solved_on_the_phone_needs_an_answer_and_resolves_at_once(desk, town):
    assert desk.post("/desk/", typed(town, do="solve", answer=" ")).status_code == 422
    assert not Case.objects.exists()
    desk.post("/desk/", typed(town, do="solve", answer="清洗滤网后正常"))
    case = Case.objects.get()
    assert case.state == "resolved"
    assert not WorkOrder.objects.exists()
    assert case.interactions.get().body == "清洗滤网后正常"


def test_a_repair_that_did_not_hold_is_offered_as_repeat(desk, town):
    first = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
        ),
    )
    case_services.resolve(actor=None, case_id=first.pk)
    page = desk.post("/desk/preview/", typed(town)).content.decode()
    assert first.number in page and 'name="repeat_of"' in page
    desk.post("/desk/", typed(town, repeat_of=first.pk))
    again = Case.objects.exclude(pk=first.pk).get()
    assert (again.repeat_of, again.entitlement["kind"]) == (first, "repeat")


def test_an_open_case_of_the_same_asset_is_shown(desk, town):
    first = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
        ),
    )
    assert first.number in desk.post("/desk/preview/", typed(town)).content.decode()


def test_the_wanted_window_is_kept_and_a_past_one_is_refused(desk, town):
    window = wanted_windows(timezone.now())[-1]
    desk.post("/desk/", typed(town, window=window.key))
    case = Case.objects.get()
    assert (case.wanted_from, case.wanted_until) == (window.begins, window.ends)
    assert desk.post("/desk/", typed(town, window="2020-01-01-am")).status_code == 422


def test_windows_leave_out_what_is_nearly_over():
    noon = timezone.make_aware(datetime(2026, 11, 22, 11, 30))
    keys = [window.key for window in wanted_windows(noon)]
    assert keys[0] == "2026-11-22-pm" and len(keys) == 5
    assert window_of("2026-11-22-am", noon) is None
    early = noon - timedelta(hours=2)
    assert window_of("2026-11-22-am", early) is not None


def test_a_draft_waits_for_the_agent_and_only_for_him(desk, town, client):
    desk.post("/desk/draft/", typed(town, contact_phone="123"))
    page = desk.get(f"/desk/?customer={town.customer.pk}").content.decode()
    assert "开机十分钟" in page
    assert "data-summary" not in page  # a draft is not a save that failed
    other = testing.user("agent", region=town.region)
    client.force_login(other)
    assert "开机十分钟" not in client.get(f"/desk/?customer={town.customer.pk}").content.decode()


def test_an_agent_of_another_region_neither_sees_nor_serves_the_customer(client, town):
    stranger = testing.user("agent", region=testing.town("宁波").region)
    client.force_login(stranger)
    assert client.get(f"/desk/?customer={town.customer.pk}").status_code == 404
    assert client.post("/desk/", typed(town)).status_code == 404
    assert client.post("/desk/preview/", typed(town)).status_code == 404
    assert town.customer.number not in client.get("/desk/find/?q=6207").content.decode()
    assert town.customer.number not in client.get("/search/?q=6207").content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/desk/find/?q=ab", "/desk/callbar/", "/calls/"])
def test_an_engineer_has_no_desk(client, town, path):
    client.force_login(town.engineer().user)
    assert client.get(path).status_code == 403


def test_the_palette_finds_by_phone_number_serial_and_name(desk, town):
    case = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
        ),
    )
    for text, expected in [
        ("6207", town.customer.number),
        ("13800006207", case.number),
        (town.asset.serial, town.asset.serial),
        ("丽萍", town.customer.number),
        (case.number, case.number),
    ]:
        assert expected in desk.get("/search/", {"q": text}).content.decode(), text


def test_the_desk_needs_a_fixed_number_of_queries(desk, town, django_assert_max_num_queries):
    consult = ServiceType.objects.create(code="consult", name_zh="咨询", name_en="Consult", needs_visit=False)
    for n in range(6):
        asset = testing.make_asset(town.customer, town.site, town.product)
        take_request(
            actor=None,
            request=Request(
                customer=town.customer, channel="phone", service_type=consult, description=f"{n}", asset=asset
            ),
        )
    desk.get(f"/desk/?customer={town.customer.pk}")
    with django_assert_max_num_queries(40):
        desk.get(f"/desk/?customer={town.customer.pk}")
    with django_assert_max_num_queries(26):
        desk.post("/desk/preview/", typed(town))
    with django_assert_max_num_queries(8):
        desk.get("/calls/")
