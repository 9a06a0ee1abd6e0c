"""The message log, the bell and notices to groups, as people see them."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from callout import testing
from callout.accounts.models import User
from callout.foundation.models import PersonalDataReveal
from callout.notifications import services
from callout.notifications.models import Message, Notice
from callout.notifications.services import Draft

pytestmark = pytest.mark.django_db


def visitor(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def write(count: int, **more: object) -> list[Message]:
    start = Message.objects.count()
    drafts = [
        Draft(
            template="group_notice",
            audience="staff",
            to=f"1380000{start + n:04d}",
            dedupe=f"d{start + n}",
            context={"text": "geheim"},
            **more,
        )
        for n in range(count)
    ]
    services.queue_messages(actor=None, drafts=drafts)
    return list(Message.objects.order_by("-id")[:count])


def test_the_log_shows_only_the_own_region_and_no_number_in_clear() -> None:
    here, there = testing.town(), testing.town("宁波")
    write(1, region_id=here.region.pk)
    write(1, region_id=there.region.pk)
    page = visitor(testing.user("dispatcher", region=here.region)).get("/messages/").content.decode()
    assert "138****0000" in page and "138****0001" not in page
    assert "13800000000" not in page and "geheim" not in page


def test_a_longer_log_takes_no_more_queries() -> None:
    client = visitor(testing.user("manager"))
    write(2)
    with CaptureQueriesContext(connection) as few:
        client.get("/messages/")
    write(20)
    with CaptureQueriesContext(connection) as many:
        client.get("/messages/")
    assert len(many) == len(few)


def test_a_whole_number_is_found_and_tabs_part_what_needs_a_look() -> None:
    client = visitor(testing.user("manager"))
    first, second = write(2)
    Message.objects.filter(pk=first.pk).update(state="uncertain")
    found = client.get("/messages/", {"q": second.to}).context["rows"]
    assert [m.pk for m in found] == [second.pk]
    assert [m.pk for m in client.get("/messages/", {"tab": "trouble"}).context["rows"]] == [first.pk]


def test_the_text_opens_one_at_a_time_and_the_look_is_logged() -> None:
    dispatcher = testing.user("dispatcher")
    (message,) = write(1)
    client = visitor(dispatcher)
    assert "geheim" not in client.get(f"/messages/{message.pk}/").content.decode()
    assert "geheim" in client.post(f"/personal/reveal/message/{message.pk}/body/").content.decode()
    assert PersonalDataReveal.objects.filter(user=dispatcher, subject="message", field="body").count() == 1


def test_an_uncertain_message_is_sent_again_after_the_question() -> None:
    dispatcher = testing.user("dispatcher")
    (message,) = write(1)
    testing.run_jobs()
    client = visitor(dispatcher)
    assert client.post(f"/messages/{message.pk}/resend/").status_code == 422
    Message.objects.update(state="uncertain")
    question = client.get(f"/messages/{message.pk}/resend/", headers={"HX-Request": "true"})
    assert "arrives twice" in question.content.decode()
    assert client.post(f"/messages/{message.pk}/resend/").status_code == 302
    testing.run_jobs()
    message.refresh_from_db()
    assert (message.state, message.asked_by) == ("sent", dispatcher)


def test_a_waiting_message_is_taken_back_and_never_sent() -> None:
    dispatcher = testing.user("dispatcher")
    first, second = write(2)
    client = visitor(dispatcher)
    assert f"/messages/{first.pk}/take-back/" in client.get(f"/messages/{first.pk}/").content.decode()
    assert client.post(f"/messages/{first.pk}/take-back/").status_code == 302
    testing.run_jobs()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.asked_by, second.state) == ("cancelled", dispatcher, "sent")
    assert client.post(f"/messages/{second.pk}/take-back/").status_code == 422


def test_a_foreign_message_does_not_exist_and_an_engineer_has_no_log() -> None:
    here, there = testing.town(), testing.town("宁波")
    (message,) = write(1, region_id=there.region.pk)
    client = visitor(testing.user("dispatcher", region=here.region))
    assert client.get(f"/messages/{message.pk}/").status_code == 404
    assert client.post(f"/messages/{message.pk}/resend/").status_code == 404
    assert visitor(testing.user("engineer")).get("/messages/").status_code == 403


def test_the_bell_shows_the_own_notices_and_forgets_them_when_read() -> None:
    person, other = testing.user("manager"), testing.user("manager")
    services.notify(
        actor=None, user_ids=[person.pk], dedupe="a", zh="超时", en="CA-1 is late", url="/cases/", urgent=True
    )
    services.notify(
        actor=None, user_ids=[person.pk], dedupe="a", zh="超时", en="CA-1 is late", url="/cases/", urgent=True
    )
    page = visitor(person).get("/notices/").content.decode()
    assert page.count("CA-1 is late") == 1 and 'class="dot on"' in page
    assert "CA-1" not in visitor(other).get("/notices/").content.decode()
    notice = Notice.objects.get()
    assert visitor(other).get(f"/notices/{notice.pk}/").status_code == 404
    assert visitor(person).get(f"/notices/{notice.pk}/")["Location"] == "/cases/"
    assert 'class="dot"' in visitor(person).get("/notices/").content.decode()


def test_a_notice_cannot_lead_to_another_site() -> None:
    person = testing.user("manager")
    services.notify(actor=None, user_ids=[person.pk], dedupe="a", zh="x", en="x", url="//evil.example/")
    assert visitor(person).get(f"/notices/{Notice.objects.get().pk}/")["Location"] == "/"


def test_all_read_at_once() -> None:
    person = testing.user("manager")
    for n in range(3):
        services.notify(actor=None, user_ids=[person.pk], dedupe=str(n), zh="x", en="x")
    visitor(person).post("/notices/read/")
    assert not Notice.objects.filter(read_at__isnull=True).exists()


def group(**changed: object) -> dict[str, object]:
    return {"text": "Training moves to Wednesday", "uid": str(uuid.uuid4()), "sms": "on", **changed}


def test_a_group_notice_says_how_many_before_it_goes_out_and_goes_once() -> None:
    town, other = testing.town(), testing.town("宁波")
    for engineer, number in (
        (town.engineer("甲"), "13900000001"),
        (town.engineer("乙"), ""),
        (other.engineer("丙"), "13900000003"),
    ):
        engineer.user.phone = number
        engineer.user.save()
    client = visitor(testing.user("dispatcher"))
    form = group(roles=[testing.role("engineer").pk], regions=[town.region.pk])
    preview = client.post("/messages/group/", form)
    assert (preview.context["reached"], preview.context["without"]) == (2, 1)
    assert not Message.objects.exists() and not Notice.objects.exists()
    for _ in range(2):
        assert client.post("/messages/group/", {**form, "confirmed": "on"}).status_code == 302
    assert [m.to for m in Message.objects.all()] == ["13900000001"]
    assert Notice.objects.count() == 2


def test_a_dispatcher_reaches_only_his_own_region() -> None:
    town, other = testing.town(), testing.town("宁波")
    town.engineer("甲")
    other.engineer("丙")
    client = visitor(testing.user("dispatcher", region=town.region))
    assert client.post("/messages/group/", group(roles=[testing.role("engineer").pk])).context["reached"] == 1
    assert client.post("/messages/group/", group(regions=[other.region.pk])).status_code == 422


def test_an_empty_group_or_text_is_not_sent() -> None:
    client = visitor(testing.user("dispatcher"))
    assert client.post("/messages/group/", group(text=" ")).status_code == 422
    nobody = group(roles=[testing.role("store_keeper").pk], confirmed="on")
    assert client.post("/messages/group/", nobody).status_code == 422
    assert not Notice.objects.exists()


def test_an_agent_may_read_the_log_but_not_send_to_groups() -> None:
    client = visitor(testing.user("agent"))
    assert client.get("/messages/").status_code == 200
    assert client.post("/messages/group/", group(confirmed="on")).status_code == 403


def test_an_administrator_makes_the_texts_his_own() -> None:
    client = visitor(testing.user("administrator"))
    assert "Survey link" in client.get("/messages/texts/").content.decode()
    own = {"body_zh": "【澜风】{case} 满意吗？{link}", "body_en": "[Lanfeng] {case} fine? {link}"}
    assert client.post("/messages/texts/survey/", own).status_code == 302
    services.queue_message(
        actor=None,
        template="survey",
        audience="customer",
        to="138",
        context={"case": "CA-1", "link": "L"},
        dedupe="own",
    )
    assert Message.objects.get().body == "【澜风】CA-1 满意吗？L"


def test_a_text_with_a_place_that_nothing_fills_is_refused() -> None:
    client = visitor(testing.user("administrator"))
    answer = client.post("/messages/texts/survey/", {"body_zh": "{case} {phone}", "body_en": "{case}"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"body_zh"}
    assert client.get("/messages/texts/nothing/").status_code == 404


def test_texts_are_for_administrators() -> None:
    assert visitor(testing.user("dispatcher")).get("/messages/texts/").status_code == 403
