"""Serial numbers and batches of the van over the field API: used, counted, handed over, refused where they are not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from callout import testing
from callout.field.tests.conftest import Phone, record_for
from callout.field.tests.test_beside import outlet_store, sections
from callout.parts import services as parts
from callout.parts.models import Movement, Part, Stock, StockLot, Store
from callout.workorders.models import PartUsage, ServiceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(phone: Phone) -> Part:
    """Two boards with serial numbers in the van."""
    part = Part.objects.create(number="B-1", name_zh="主板", name_en="Board", tracking="serial", price=420)
    parts.receive(actor=None, store=phone.engineer.van, part=part, quantity=2, pieces={"SN1": 1, "SN2": 1})
    return part


@pytest.fixture
def gas(phone: Phone) -> Part:
    """Five bottles of two batches in the van."""
    part = Part.objects.create(number="G-1", name_zh="制冷剂", name_en="Refrigerant", tracking="batch", price=90)
    parts.receive(actor=None, store=phone.engineer.van, part=part, quantity=5, pieces={"B1": 2, "B2": 3})
    return part


def lots(phone: Phone, part: Part) -> dict[str, int]:
    """Pieces in the van by number."""
    return dict(StockLot.objects.filter(stock__store=phone.engineer.van, part=part).values_list("code", "quantity"))


def used(part: Part, **more: Any) -> dict[str, Any]:
    """A part of a record."""
    return {"part": part.pk, "quantity": 1} | more


def test_the_phone_knows_what_lies_in_its_van_by_number(phone, town, board, gas):
    found = sections(phone)
    assert {row["id"]: row["tracking"] for row in found["parts"]} == {
        town.part.pk: "none", board.pk: "serial", gas.pk: "batch",
    }  # fmt: skip
    pieces = {row["part"]: row.get("pieces") for row in found["stock"]}
    assert pieces == {town.part.pk: None, board.pk: [["SN1", 1], ["SN2", 1]], gas.pk: [["B1", 2], ["B2", 3]]}


def test_pieces_of_a_record_leave_the_van_once(phone, visit, town, board, gas):
    rows = [used(board, serial="sn2 ", old_serial="U1", old_returned=True), used(gas, batch="B2", quantity=2)]
    command = phone.command("complete", visit, **record_for(town, parts=rows))
    first, again = phone.send(command)[0], phone.send(command)[0]
    assert first == again
    assert (first["status"], first["code"]) == ("applied", "")
    assert (lots(phone, board), lots(phone, gas)) == ({"SN1": 1}, {"B1": 2, "B2": 1})
    assert list(Movement.objects.filter(kind="use").order_by("id").values_list("serial", "quantity")) == [
        ("SN2", -1), ("B2", -2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("piece", "code"),
    [
        ({"serial": "SN9"}, "serial_not_here"),
        ({"serial": ""}, "pieces_missing"),
        ({"serial": "SN1", "quantity": 2}, "piece_invalid"),
    ],
)
def test_a_serial_that_is_not_in_the_van_is_refused_and_the_record_stands(
    phone, visit, town, board, gas, piece, code, client: Client
):
    rows = [used(board, **piece), used(gas, batch="B1"), used(town.part)]
    outcome = phone.do("complete", visit, **record_for(town, parts=rows))
    assert (outcome["status"], outcome["code"]) == ("applied", "parts_refused")
    assert outcome["message"].startswith("Not taken from the van: B-1")
    assert outcome["result"]["refused"] == [{"part": board.pk, "piece": piece["serial"], "code": code}]
    visit.refresh_from_db()
    assert (visit.state, ServiceRecord.objects.count()) == ("completed", 1)
    assert (lots(phone, board), lots(phone, gas)) == ({"SN1": 1, "SN2": 1}, {"B1": 1, "B2": 3})
    assert list(PartUsage.objects.values_list("refused", flat=True)) == [code, "", ""]
    assert outcome["result"]["charge"] == "0.00", "in warranty, the refused part too"
    client.force_login(testing.user("dispatcher", region=town.region))
    client.cookies["callout_language"] = "en"
    assert "Not taken from the van" in client.get(f"/orders/{visit.work_order.number}/").content.decode()


def test_a_colleagues_piece_is_refused(phone, visit, town, board):
    parts.transfer(
        actor=None, source=phone.engineer.van, target=town.engineer("李").van, part=board, quantity=1, pieces={"SN2": 1}
    )
    outcome = phone.do("complete", visit, **record_for(town, parts=[used(board, serial="SN2")]))
    assert outcome["result"]["refused"][0]["code"] == "serial_not_here"
    assert StockLot.objects.filter(code="SN2").exists()


def test_the_store_keeper_sets_the_stock_right_and_books_the_refused_part(phone, visit, town, board):
    phone.do("complete", visit, **record_for(town, parts=[used(board, serial="SN9")]))
    usage, van = PartUsage.objects.get(), phone.engineer.van
    keeper = Client(headers={"accept-language": "en"})
    keeper.force_login(testing.user("store_keeper", region=town.region))
    address, order = f"/orders/parts/{usage.pk}/book/", f"/orders/{visit.work_order.number}/"
    assert "Take from the van" in keeper.get(order).content.decode()
    keeper.post(address)
    usage.refresh_from_db()
    assert usage.refused == "serial_not_here"
    parts.receive(actor=None, store=van, part=board, quantity=1, pieces={"SN9": 1})
    for _ in range(2):
        keeper.post(address)
    usage.refresh_from_db()
    assert usage.refused == ""
    assert lots(phone, board) == {"SN1": 1, "SN2": 1}
    assert Movement.objects.filter(kind="use", serial="SN9").count() == 1
    foreign, dispatcher = Client(), Client()
    foreign.force_login(testing.user("store_keeper", region=testing.town("宁波").region))
    dispatcher.force_login(testing.user("dispatcher", region=town.region))
    assert (foreign.post(address).status_code, dispatcher.post(address).status_code) == (404, 403)


def test_the_van_is_counted_by_number(phone, board, gas):
    counted = phone.do("count_part", part=board.pk, counted=2, pieces=[{"code": "SN2"}, {"code": "SN3"}])
    assert (counted["status"], counted["result"]) == ("applied", {"difference": 0})
    assert lots(phone, board) == {"SN2": 1, "SN3": 1}
    assert phone.do("count_part", part=gas.pk, counted=5)["code"] == "pieces_missing"
    assert phone.do("count_part", part=gas.pk, counted=4, pieces=[{"code": "B2", "quantity": 4}])["status"] == "applied"
    assert lots(phone, gas) == {"B2": 4}


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([{"code": "SN9"}], "serial_not_here"),
        ([{"code": "SN1"}, {"code": "SN1"}], "pieces_differ"),
        ([{"code": ""}], "payload_invalid"),
        ([{"code": "SN1", "quantity": 0}], "payload_invalid"),
        ([{"code": "SN1", "to": "me"}], "payload_invalid"),
        ([], "pieces_missing"),
    ],
)
def test_pieces_that_cannot_be_handed_over_stay(phone, town, board, pieces, code):
    store = outlet_store(town, phone.engineer.outlet)
    outcome = phone.do("hand_over", part=board.pk, quantity=max(1, len(pieces)), pieces=pieces)
    assert (outcome["status"], outcome["code"]) == ("rejected", code)
    assert not Stock.objects.filter(store=store).exists()
    assert lots(phone, board) == {"SN1": 1, "SN2": 1}


def test_pieces_go_to_a_colleague_by_number_once(phone, town, board):
    colleague = town.engineer("周建国")
    command = phone.command(
        "hand_over", part=board.pk, quantity=1, pieces=[{"code": "sn1"}], to=colleague.user.username
    )
    assert [phone.send(command)[0]["status"] for _ in range(2)] == ["applied", "applied"]
    van = Store.objects.get(engineer=colleague)
    assert list(StockLot.objects.filter(stock__store=van).values_list("code", flat=True)) == ["SN1"]
    assert lots(phone, board) == {"SN2": 1}
