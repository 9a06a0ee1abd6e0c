"""Serial numbers and batches: what comes in, goes out, moves and is counted, and what cannot be."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from callout import testing
from callout.foundation.errors import BusinessError
from callout.parts import pieces, services
from callout.parts.bulk import Move, bulk_move
from callout.parts.models import Movement, Part, Stock, StockLot, Store
from callout.parts.tests.test_screens import keeper, outlet_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


@pytest.fixture
def board(town) -> Part:
    return Part.objects.create(number="B-1", name_zh="主板", name_en="Board", tracking="serial", price=420)


@pytest.fixture
def gas(town) -> Part:
    return Part.objects.create(number="G-1", name_zh="制冷剂", name_en="Refrigerant", tracking="batch", price=90)


@pytest.fixture
def van(town) -> Store:
    return town.engineer("陈志远").van


@pytest.fixture
def shelf(town) -> Store:
    return outlet_store(town)


def lots(store: Store, part: Part) -> dict[str, int]:
    """Pieces in a store by number."""
    return dict(StockLot.objects.filter(stock__store=store, part=part).values_list("code", "quantity"))


def take(store: Store, part: Part, quantity: int, **named: int) -> bool:
    """Use pieces on some order."""
    return services.use(
        actor=None, store=store, part=part, quantity=quantity, operation=uuid.uuid4(), work_order_id=1, pieces=named
    )


def code_of(refused: Any) -> str:
    """The stable code of a refusal."""
    return refused.value.code


def test_a_tracked_part_comes_in_by_number_moves_and_is_used_by_it(board, van, shelf):
    services.receive(actor=None, store=shelf, part=board, quantity=3, pieces={" sn1 ": 1, "SN2": 1, "SN3": 1})
    services.transfer(actor=None, source=shelf, target=van, part=board, quantity=2, pieces={"SN1": 1, "SN3": 1})
    take(van, board, 1, SN3=1)
    assert (lots(shelf, board), lots(van, board)) == ({"SN2": 1}, {"SN1": 1})
    assert Stock.objects.get(store=van, part=board).quantity == 1
    way = Movement.objects.filter(serial="SN3").order_by("id").values_list("kind", "store", "quantity")
    assert list(way) == [
        ("receipt", shelf.pk, 1), ("transfer", shelf.pk, -1), ("transfer", van.pk, 1), ("use", van.pk, -1),
    ]  # fmt: skip


def test_an_operation_on_several_pieces_repeats_harmlessly(board, van):
    for _ in range(2):
        services.receive(
            actor=None, store=van, part=board, quantity=2, pieces={"SN1": 1, "SN2": 1}, operation=uuid.UUID(int=7)
        )
    assert (Stock.objects.get(store=van, part=board).quantity, len(lots(van, board))) == (2, 2)


@pytest.mark.parametrize(
    ("quantity", "named", "code"),
    [
        (1, {}, "pieces_missing"),
        (2, {"SN1": 2}, "piece_invalid"),
        (2, {"SN1": 1}, "pieces_differ"),
        (1, {"": 1}, "piece_invalid"),
        (1, {"S" * 61: 1}, "piece_invalid"),
        (2, {"SN1": 1, "sn1 ": 1}, "piece_invalid"),
        (1, {"SN9": 1}, "serial_elsewhere"),
    ],
)
def test_what_cannot_come_in_is_refused_and_nothing_moves(board, van, shelf, quantity, named, code):
    services.receive(actor=None, store=shelf, part=board, quantity=1, pieces={"SN9": 1})
    with pytest.raises(BusinessError) as refused:
        services.receive(actor=None, store=van, part=board, quantity=quantity, pieces=named)
    assert code_of(refused) == code
    assert not Stock.objects.filter(store=van, part=board).exists()
    assert Movement.objects.filter(part=board).count() == 1


@pytest.mark.parametrize(
    ("quantity", "named", "code"),
    [
        (1, {"SN9": 1}, "serial_not_here"),
        (1, {"SN2": 1}, "serial_not_here"),
        (1, {}, "pieces_missing"),
        (2, {"SN1": 1, "SN7": 1}, "stock_short"),
    ],
)
def test_a_serial_that_is_not_in_the_van_is_not_used_from_it(board, van, shelf, quantity, named, code):
    services.receive(actor=None, store=shelf, part=board, quantity=1, pieces={"SN2": 1})
    services.receive(actor=None, store=van, part=board, quantity=1, pieces={"SN1": 1})
    with pytest.raises(BusinessError) as refused:
        take(van, board, quantity, **named)
    assert code_of(refused) == code
    assert (lots(van, board), lots(shelf, board)) == ({"SN1": 1}, {"SN2": 1})


def test_a_batch_gives_no_more_than_it_has(gas, van):
    services.receive(actor=None, store=van, part=gas, quantity=5, pieces={"B1": 2, "B2": 3})
    take(van, gas, 2, B1=2)
    with pytest.raises(BusinessError) as refused:
        take(van, gas, 3, B2=1, B1=2)
    assert code_of(refused) == "batch_not_here"
    services.receive(actor=None, store=van, part=gas, quantity=2, pieces={"B3": 2})
    with pytest.raises(BusinessError) as refused:
        take(van, gas, 4, B2=4)
    assert code_of(refused) == "batch_short"
    assert lots(van, gas) == {"B2": 3, "B3": 2}


def test_pieces_from_before_the_part_was_tracked_are_used_up_by_their_number(board, van):
    Part.objects.filter(pk=board.pk).update(tracking="none")
    board.refresh_from_db()
    services.receive(actor=None, store=van, part=board, quantity=2)
    Part.objects.filter(pk=board.pk).update(tracking="serial")
    board.refresh_from_db()
    services.receive(actor=None, store=van, part=board, quantity=1, pieces={"SN1": 1})
    take(van, board, 1, OLD1=1)
    take(van, board, 1, OLD2=1)
    with pytest.raises(BusinessError) as refused:
        take(van, board, 1, OLD3=1)
    assert code_of(refused) == "serial_not_here"
    assert lots(van, board) == {"SN1": 1}


def test_a_count_finds_what_is_gone_and_what_is_new_as_of_its_time(board, van):
    counted_at = timezone.now()
    services.receive(
        actor=None, store=van, part=board, quantity=2, pieces={"SN1": 1, "SN2": 1}, at=counted_at - timedelta(hours=2)
    )
    services.receive(
        actor=None, store=van, part=board, quantity=1, pieces={"SN4": 1}, at=counted_at + timedelta(minutes=1)
    )
    difference = services.count_stock(
        actor=None, store=van, part=board, counted=2, pieces={"SN2": 1, "SN3": 1}, at=counted_at
    )
    assert difference == 0
    assert lots(van, board) == {"SN2": 1, "SN3": 1, "SN4": 1}
    assert dict(Movement.objects.filter(kind="count").values_list("serial", "quantity")) == {"SN1": -1, "SN3": 1}


def test_a_count_gives_unnumbered_pieces_their_numbers_and_an_empty_van_is_empty(board, van):
    Stock.objects.create(store=van, part=board, quantity=3)
    with pytest.raises(BusinessError) as refused:
        services.count_stock(actor=None, store=van, part=board, counted=2)
    assert code_of(refused) == "pieces_missing"
    assert services.count_stock(actor=None, store=van, part=board, counted=2, pieces={"A": 1, "B": 1}) == -1
    assert lots(van, board) == {"A": 1, "B": 1}
    assert services.count_stock(actor=None, store=van, part=board, counted=0) == -2
    assert lots(van, board) == {}


def test_the_data_base_knows_a_serial_number_in_one_place_only(board, van, shelf):
    services.receive(actor=None, store=van, part=board, quantity=1, pieces={"SN1": 1})
    other = Stock.objects.create(store=shelf, part=board, quantity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockLot.objects.create(stock=other, part=board, code="SN1", quantity=1, single=True)


def test_a_history_leaves_the_pieces_that_were_not_used(board, gas, van):
    at = timezone.now() - timedelta(days=9)

    def move(part: Part, quantity: int, serial: str, days: int) -> Move:
        kind = "receipt" if quantity > 0 else "use"
        return Move(store=van, part=part, quantity=quantity, kind=kind, serial=serial, at=at + timedelta(days=days))

    bulk_move(actor=None, moves=[move(board, 1, "SN1", 0), move(board, 1, "SN2", 0), move(gas, 5, "B1", 0)])
    bulk_move(actor=None, moves=[move(board, -1, "SN1", 1), move(gas, -2, "B1", 1), move(gas, -3, "B1", 2)])
    assert (lots(van, board), lots(van, gas)) == ({"SN2": 1}, {})
    with pytest.raises(BusinessError) as refused:
        bulk_move(actor=None, moves=[move(board, -1, "SN1", 3)])
    assert code_of(refused) == "batch_short"


def test_typed_pieces_are_read_as_people_write_them(board, gas):
    assert pieces.read(board, "sn1, SN2\nsn3", 3) == {"SN1": 1, "SN2": 1, "SN3": 1}
    assert pieces.read(gas, "B2609-3 × 4\nb2609-4 x2\nB2609-5", 7) == {"B2609-3": 4, "B2609-4": 2, "B2609-5": 1}
    assert pieces.read(gas, "B2609-3", 7) == {"B2609-3": 7}
    assert pieces.read(gas, pieces.written({"B1": 4, "B2": 1}), 5) == {"B1": 4, "B2": 1}
    with pytest.raises(BusinessError) as refused:
        pieces.read(board, "SN1 sn1", 2)
    assert code_of(refused) == "serial_repeated"


def test_the_store_keeper_receives_counts_and_sees_numbers_on_screen(town, board, shelf):
    client = keeper(town)
    given = {"part": board.pk, "quantity": 2, "operation": uuid.uuid4()}
    missing = client.post(reverse("parts:receive", args=[shelf.pk]), given)
    assert (missing.status_code, "Say which serial numbers" in missing.content.decode()) == (422, True)
    assert client.post(reverse("parts:receive", args=[shelf.pk]), given | {"pieces": "SN1\nSN2"}).status_code == 302
    for address in (reverse("parts:store", args=[shelf.pk]), reverse("parts:detail", args=[board.pk])):
        page = client.get(address).content.decode()
        assert "SN1, SN2" in page
    client.post(reverse("parts:count", args=[shelf.pk]), {"part": board.pk, "counted": 1, "pieces": "SN2"})
    assert lots(shelf, board) == {"SN2": 1}
    found = client.get(reverse("parts:movements") + "?q=sn1").content.decode()
    assert "SN1" in found
    assert "SN2" not in found


def test_shipping_a_tracked_part_asks_which_pieces_and_the_van_gets_them(town, board, shelf):
    engineer = town.engineer(stock=0)
    services.receive(actor=None, store=shelf, part=board, quantity=3, pieces={"SN1": 1, "SN2": 1, "SN3": 1})
    wanted = services.request_part(actor=None, engineer=engineer, part=board, quantity=2)
    services.decide_request(actor=None, request_id=wanted.pk, approve=True)
    client = keeper(town)
    client.post(reverse("parts:ship", args=[wanted.pk]))
    wanted.refresh_from_db()
    assert wanted.state == "approved"
    dialog = reverse("parts:ship-pieces", args=[wanted.pk])
    assert "SN1\nSN2" in client.get(dialog).content.decode()
    client.post(dialog, {"pieces": "SN1 SN3"})
    client.post(reverse("parts:request-receive", args=[wanted.pk]))
    assert (lots(shelf, board), lots(engineer.van, board)) == ({"SN2": 1}, {"SN1": 1, "SN3": 1})


def test_the_interface_tells_pieces_and_ships_them(town, board, shelf):
    engineer = town.engineer(stock=0)
    services.receive(actor=None, store=shelf, part=board, quantity=1, pieces={"SN1": 1})
    wanted = services.request_part(actor=None, engineer=engineer, part=board, quantity=1)
    services.decide_request(actor=None, request_id=wanted.pk, approve=True)
    client = keeper(town)
    (row,) = client.get("/api/v1/parts/stock", {"part": board.number}).json()["items"]
    assert row["pieces"] == {"SN1": 1}
    address = f"/api/v1/part-requests/{wanted.number}/ship"
    refused = client.post(address, {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "pieces_missing")
    shipped = client.post(address, {"pieces": {"SN1": 1}}, content_type="application/json")
    assert (shipped.status_code, shipped.json()["state"]) == (200, "shipped")
