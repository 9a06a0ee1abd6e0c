"""Desk and engineer write to each other about a case; each sees what the other has read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.chat import selectors, services
from callout.chat.models import ChatMessage, ChatRead
from callout.chat.rooms import Room
from callout.field.tests.conftest import phone_of
from callout.foundation.models import Event

pytestmark = pytest.mark.django_db


def press(client: Client, visit, action: str = "", **given):
    number = visit.work_order.case.number
    return client.post(f"/cases/{number}/chat/{action}", given, headers={"HX-Request": "true"})


def test_what_the_desk_writes_comes_to_the_phone_and_its_answer_back(client, visit, agent):
    phone = phone_of(visit.engineer)
    client.force_login(agent)
    assert press(client, visit, text="客户六点后在家").status_code == 200
    [order] = phone.bundle()["orders"]
    assert [(m["who"], m["own"], m["fresh"], m["text"]) for m in order["chat"]] == [
        ("沈悦", False, True, "客户六点后在家")
    ]
    at = timezone.now() - timedelta(seconds=30)
    assert phone.do("say", visit, at=at, text="收到")["status"] == "applied"
    assert "收到" in client.get(f"/cases/{visit.work_order.case.number}/").content.decode()
    assert ChatMessage.objects.get(text="收到").at == at
    event = Event.objects.filter(type="chat.changed").earliest("id")
    assert (event.engineer_id, event.region_id) == (visit.engineer_id, agent.memberships.get().region_id)


def test_read_marks_go_forward_only_and_are_shown_to_the_author(client, visit, agent):
    client.cookies["callout_language"] = "en"
    client.force_login(agent)
    press(client, visit, text="到了吗")
    phone, said = phone_of(visit.engineer), ChatMessage.objects.get()
    assert phone.do("chat_read", visit, until=said.at.isoformat())["status"] == "applied"
    early = (said.at - timedelta(hours=1)).isoformat()
    phone.do("chat_read", visit, until=early)
    assert ChatRead.objects.get().until == said.at
    assert phone.bundle()["orders"][0]["chat"][0]["fresh"] is False
    assert "read by 陈志远" in client.get(f"/cases/{visit.work_order.case.number}/").content.decode()
    services.say(actor=visit.engineer.user, room=Room(case=visit.work_order.case), text="到了")
    assert press(client, visit, "read/").status_code == 204
    assert not any(each.fresh for each in selectors.messages_of(agent, Room(case=visit.work_order.case)))


def test_a_repeated_message_is_kept_once(visit):
    phone = phone_of(visit.engineer)
    command = phone.command("say", visit, text="收到")
    assert phone.send(command) == phone.send(command)
    assert ChatMessage.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "长" * 1001])
def test_no_words_or_too_many_are_refused(client, visit, agent, text):
    client.force_login(agent)
    assert press(client, visit, text=text).status_code == 422
    assert not ChatMessage.objects.exists()


def test_markup_is_shown_as_text(client, visit, agent):
    client.force_login(agent)
    assert "<script>alert" not in press(client, visit, text="<script>alert(1)</script>").content.decode()


@pytest.mark.parametrize("action", ["", "read/"])
def test_other_regions_and_roles_and_other_engineers_stay_outside(client, visit, town, action):
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    assert press(client, visit, action, text="x").status_code == 404
    client.force_login(testing.user("store_keeper", region=town.region))
    assert press(client, visit, action, text="x").status_code == 403
    assert phone_of(town.engineer("别人")).do("say", visit, text="x")["code"] == "order_not_yours"
    assert not ChatMessage.objects.exists()
