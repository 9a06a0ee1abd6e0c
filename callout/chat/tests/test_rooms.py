"""Teams talk among themselves; pictures follow their message; who takes part hears of it; the API does the same."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callout import testing
from callout.chat import rooms, selectors, services
from callout.chat.models import ChatMessage, ChatRead
from callout.chat.rooms import Room
from callout.chat.subscribers import notice, push_team
from callout.field.tests.conftest import phone_of, png, visit_for
from callout.foundation.errors import BusinessError
from callout.foundation.models import Event
from callout.integration import tokens
from callout.notifications.models import Message, Notice, PushSubscription

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path


def api_of(person) -> Client:
    _, secret = tokens.make_token(actor=None, user=person, name="chat", permissions=["chat.use"])
    return Client(headers={"Authorization": f"Bearer {secret}"})


def post(client: Client, path: str, **body):
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_a_team_talks_on_phones_and_in_the_office(client, visit, town, agent):
    mate, me = phone_of(town.engineer("李卫东")), phone_of(visit.engineer)
    assert mate.do("say_team", text="谁有电容？")["status"] == "applied"
    [said] = me.bundle()["sections"]["team"]
    assert (said["who"], said["own"], said["fresh"], said["text"]) == ("李卫东", False, True, "谁有电容？")
    me.do("team_read", until=said["at"])
    assert me.bundle()["sections"]["team"][0]["fresh"] is False
    assert mate.bundle()["sections"]["team"][0]["read"] is True
    client.force_login(agent)
    page = client.get(f"/chats/teams/{town.outlet.pk}/").content.decode()
    assert "谁有电容？" in page
    event = Event.objects.filter(type="chat.team").earliest("id")
    assert (event.outlet_id, event.case_id) == (town.outlet.pk, None)


def test_only_the_outlets_people_come_into_its_room(client, visit, town):
    there = testing.town("宁波")
    stranger = testing.user("agent", region=there.region)
    for person in (stranger, there.engineer().user, testing.user("store_keeper", region=town.region)):
        with pytest.raises(BusinessError):
            rooms.team_room(person, town.outlet.pk)
    client.force_login(stranger)
    for path in ("", "say/", "read/"):
        method = client.post if path else client.get
        assert method(f"/chats/teams/{town.outlet.pk}/{path}", {"text": "x"}).status_code == 404
    assert phone_of(there.engineer()).bundle()["sections"]["team"] == []
    assert rooms.team_room(visit.engineer.user, town.outlet.pk).outlet == town.outlet
    visit.engineer.active = False
    visit.engineer.save()
    assert not rooms.teams_of(visit.engineer.user).exists()


def put(phone, uid, data: bytes):
    return phone.client.put(f"/field/api/chat-pictures/{uid}", data, content_type="application/octet-stream")


def test_a_picture_follows_its_message_once_and_is_seen_by_who_may_read(client, visit, town, agent):
    phone, uid = phone_of(visit.engineer), uuid.uuid4()
    assert put(phone, uid, png()).json()["code"] == "picture_unknown"
    phone.do("say", visit, text="", picture=str(uid))
    assert phone.bundle()["orders"][0]["chat"][0]["picture"] == {"uid": str(uid), "file": None}
    first, again = put(phone, uid, png()).json()["file"], put(phone, uid, png()).json()["file"]
    assert first == again == phone.bundle()["orders"][0]["chat"][0]["picture"]["file"]
    assert phone.client.get(f"/field/api/documents/{first}").status_code == 200
    client.force_login(agent)
    assert client.get(f"/files/{first}/").status_code == 200
    assert f"/files/{first}/" in client.get(f"/cases/{visit.work_order.case.number}/").content.decode()
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    assert client.get(f"/files/{first}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x90\0", "file_type_refused"),
        (b"%PDF-1.7 x", "picture_invalid"),
        (b"x" * (2 * 2**20 + 1), "picture_too_large"),
    ],
)
def test_only_pictures_of_a_sensible_size_are_taken(visit, data, code):
    phone, uid = phone_of(visit.engineer), uuid.uuid4()
    phone.do("say", visit, picture=str(uid))
    assert put(phone, uid, data).json()["code"] == code
    assert ChatMessage.objects.get().attachment is None


def test_somebody_elses_picture_cannot_be_filled(visit, town):
    uid = uuid.uuid4()
    phone_of(visit.engineer).do("say", visit, picture=str(uid))
    assert put(phone_of(town.engineer("别人")), uid, png()).json()["code"] == "picture_unknown"


def test_who_took_the_case_gets_one_bell_until_he_looks(visit, agent):
    room = Room(case=visit.work_order.case)
    services.say(actor=agent, room=room, text="到了吗")
    testing.run_jobs()
    for text in ("快了", "到了"):
        services.say(actor=visit.engineer.user, room=room, text=text)
        testing.run_jobs()
    bell = Notice.objects.get(user=agent)
    assert "快了" in bell.text_zh
    Notice.objects.update(read_at="2026-01-01T00:00Z")
    services.say(actor=visit.engineer.user, room=room, text="修好了")
    testing.run_jobs()
    assert Notice.objects.filter(user=agent).count() == 2
    assert not Notice.objects.filter(user=visit.engineer.user).exists()


def test_the_engineer_is_pushed_when_his_phone_takes_pushes(visit, agent):
    room = Room(case=visit.work_order.case)
    services.say(actor=agent, room=room, text="第一句")
    testing.run_jobs()
    assert not Message.objects.filter(template="chat_message").exists(), "no text message is paid for a chat"
    PushSubscription.objects.create(
        user=visit.engineer.user, device=uuid.uuid4(), endpoint="https://x.invalid", auth="x"
    )
    services.say(actor=agent, room=room, text="客户六点后在家")
    for event in Event.objects.filter(type="chat.changed"):
        notice(event)
        notice(event)
    pushed = Message.objects.filter(template="chat_message", user=visit.engineer.user)
    assert [message.channel for message in pushed if "六点" in message.body] == ["push"]


def test_a_team_is_pushed_once_until_it_has_read(visit, town):
    me, mate = visit.engineer.user, town.engineer("李卫东").user
    room = Room(outlet=town.outlet)
    for person in (me, mate):
        PushSubscription.objects.create(
            user=person, device=uuid.uuid4(), endpoint=f"https://x.invalid/{person.pk}", auth="x"
        )

    def said(*texts: str) -> list[str]:
        for text in texts:
            services.say(actor=mate, room=room, text=text)
        for event in Event.objects.filter(type="chat.team"):
            push_team(event)
            push_team(event)
        found = Message.objects.filter(template="team_message").order_by("id")
        assert {(message.user, message.channel) for message in found} == {(me, "push")}
        return [message.body for message in found]

    me.language = "en"
    me.save()
    assert said("谁有电容？", "35 微法的") == [f"[Callout] {town.outlet.name_en}. 李卫东: 谁有电容？"]
    services.mark_read(actor=me, room=room, until=timezone.now())
    assert [body[-3:] for body in said("找到了", "在库房")] == ["电容？", "找到了"]
    services.say(actor=mate, room=room, text="第二天", at=timezone.now() + timedelta(days=1))
    assert [body[-3:] for body in said()] == ["电容？", "找到了", "第二天"]


def test_rooms_are_listed_with_what_is_new(client, visit, town, agent):
    case_room, team_room = Room(case=visit.work_order.case), Room(outlet=town.outlet)
    mine = services.say(actor=agent, room=case_room, text="到了吗")
    services.say(actor=visit.engineer.user, room=case_room, text="到了")
    services.say(actor=visit.engineer.user, room=case_room, text="开工")
    services.say(actor=visit.engineer.user, room=team_room, text="大家好")
    lines = selectors.rooms_of(agent)
    assert [(line.room.name, line.unread) for line in lines] == [
        (str(town.outlet), 1),
        (visit.work_order.case.title, 2),
    ]
    assert selectors.unread_of(agent) == 0, "rooms one never opened do not count beside the entry"
    services.mark_read(actor=agent, room=case_room, until=mine.at)
    assert selectors.unread_of(agent) == 2
    client.force_login(agent)
    page = client.get("/chats/").content.decode()
    assert "大家好" in page
    assert "开工" in page


def test_the_api_speaks_in_both_kinds_of_rooms(visit, town, agent):
    case, outlet, api = visit.work_order.case, town.outlet.pk, api_of(agent)
    uid, picture = str(uuid.uuid4()), base64.b64encode(png()).decode()
    for path in (f"cases/{case.number}/chat", f"outlets/{outlet}/chat"):
        body = {"text": "看图", "picture": picture, "uid": str(uuid.uuid4())}
        first, again = post(api, path, **body), post(api, path, **body)
        assert (first.status_code, first.json()["uid"], again.json()["uid"]) == (201, body["uid"], body["uid"])
        [row] = api.get(f"/api/v1/{path}").json()["items"]
        assert (row["author"], row["text"], row["picture"]["here"], row["read_by"]) == ("沈悦", "看图", True, [])
        shown = api.get(f"/api/v1/chat-pictures/{row['picture']['uid']}")
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
        assert post(api, f"{path}/read", until=row["at"]).status_code == 204
    assert ChatMessage.objects.count() == 2
    assert post(api, f"cases/{case.number}/chat", text="一", uid=uid).status_code == 201
    assert post(api, f"cases/{case.number}/chat", text="二", uid=uid).json()["code"] == "message_reused"
    assert post(api, f"outlets/{outlet}/chat", text=" ").json()["code"] == "message_invalid"
    assert post(api, f"outlets/{outlet}/chat", picture="???").json()["code"] == "picture_invalid"
    assert {row["unread"] for row in api.get("/api/v1/chats").json()} == {0}


def test_a_foreign_region_finds_no_room_over_the_api(visit, town):
    api = api_of(testing.user("agent", region=testing.town("宁波").region))
    for path in (f"cases/{visit.work_order.case.number}/chat", f"outlets/{town.outlet.pk}/chat"):
        assert api.get(f"/api/v1/{path}").status_code == 404
        assert post(api, path, text="x").status_code == 404
    assert not ChatMessage.objects.exists()
    assert not ChatRead.objects.exists()


def test_more_rooms_cost_no_more_queries(town, agent):
    def talk() -> None:
        visit = visit_for(town, town.engineer())
        services.say(actor=agent, room=Room(case=visit.work_order.case), text="x")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            selectors.rooms_of(agent)
        return len(queries)

    assert agent.may("chat.use")
    talk()
    assert cost() == 3
    talk()
    talk()
    assert cost() == 3


def test_talk_of_long_ago_is_neither_listed_nor_counted(visit, town, agent):
    room, now = Room(case=visit.work_order.case), timezone.now()
    services.say(actor=visit.engineer.user, room=room, text="还在吗", at=now)
    services.mark_read(actor=agent, room=room, until=now - timedelta(hours=1))
    assert selectors.unread_of(agent) == 1
    with CaptureQueriesContext(connection) as queries:
        selectors.unread_of(agent)
    assert len(queries) == 2, "every page asks for it"
    ChatRead.objects.filter(reader=agent).update(until=now - selectors.LATELY - timedelta(days=1))
    assert selectors.unread_of(agent) == 0
    assert [line.room for line in selectors.rooms_of(agent)] == [Room(outlet=town.outlet)]
