"""Parts, stores, movements and requests on screen."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from callout import testing
from callout.foundation.ui.testing import assert_rows_cost_nothing
from callout.parts import services
from callout.parts.models import Movement, Part, PartRequest, Stock, Store

pytestmark = pytest.mark.django_db


def keeper(town: testing.Town | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("store_keeper", region=town.region if town else None))
    return client


def outlet_store(town: testing.Town) -> Store:
    return Store.objects.create(
        code=f"W-{town.outlet.pk}",
        kind="outlet",
        region=town.region,
        outlet=town.outlet,
        name_zh="网点库",
        name_en="Outlet store",
    )


@pytest.mark.parametrize("name", ["list", "stores", "movements", "requests"])
def test_lists_cost_the_same_for_one_row_and_for_many(name: str) -> None:
    town = testing.town()
    engineer = town.engineer()
    store = outlet_store(town)
    services.request_part(actor=None, engineer=engineer, part=town.part, quantity=1)

    def grow() -> None:
        for n in range(5):
            part = Part.objects.create(number=f"G-{n}", name_zh="件", name_en="Thing")
            services.receive(actor=None, store=store, part=part, quantity=n + 1)
            services.request_part(actor=None, engineer=town.engineer(), part=part, quantity=1)

    assert_rows_cost_nothing(keeper(town), reverse(f"parts:{name}") + "?tab=all", grow, most=12)


def test_stock_is_received_transferred_and_counted() -> None:
    town = testing.town()
    engineer = town.engineer(stock=0)
    store = outlet_store(town)
    client = keeper(town)
    operation = uuid.uuid4()
    given = {"part": town.part.pk, "quantity": 10, "note": "到货", "operation": operation}
    for _ in range(2):
        client.post(reverse("parts:receive", args=[store.pk]), given)
    assert Stock.objects.get(store=store, part=town.part).quantity == 10

    move = {"part": town.part.pk, "target": engineer.van.pk, "quantity": 4, "operation": uuid.uuid4()}
    client.post(reverse("parts:transfer", args=[store.pk]), move)
    assert Stock.objects.get(store=engineer.van, part=town.part).quantity == 4
    too_many = client.post(
        reverse("parts:transfer", args=[store.pk]), {**move, "quantity": 40, "operation": uuid.uuid4()}
    )
    assert too_many.status_code == 422
    assert "not enough" in too_many.content.decode()

    client.post(reverse("parts:count", args=[store.pk]), {"part": town.part.pk, "counted": 5})
    assert Stock.objects.get(store=store, part=town.part).quantity == 5
    assert Movement.objects.filter(kind="count").get().quantity == -1
    page = client.get(reverse("parts:store", args=[store.pk])).content.decode()
    assert "counted" in page
    assert "到货" in client.get(reverse("parts:detail", args=[town.part.pk])).content.decode()


def test_a_request_is_approved_shipped_and_received() -> None:
    town = testing.town()
    engineer = town.engineer(stock=0)
    store = outlet_store(town)
    wanted = services.request_part(actor=engineer.user, engineer=engineer, part=town.part, quantity=2, note="急")
    client = keeper(town)
    assert "No store has enough" in client.get(reverse("parts:request", args=[wanted.pk])).content.decode()
    services.receive(actor=None, store=store, part=town.part, quantity=3)
    dialog = client.get(reverse("parts:approve", args=[wanted.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "Outlet store · 3" in dialog
    client.post(reverse("parts:approve", args=[wanted.pk]), {"source": store.pk, "answer": ""})
    client.post(reverse("parts:ship", args=[wanted.pk]))
    assert Stock.objects.get(store=store, part=town.part).quantity == 1
    client.post(reverse("parts:request-receive", args=[wanted.pk]))
    wanted.refresh_from_db()
    assert wanted.state == "received"
    assert Stock.objects.get(store=engineer.van, part=town.part).quantity == 2


def test_a_rejection_needs_a_reason() -> None:
    town = testing.town()
    wanted = services.request_part(actor=None, engineer=town.engineer(), part=town.part, quantity=1)
    client = keeper(town)
    url = reverse("parts:reject", args=[wanted.pk])
    assert client.post(url, {"answer": " "}).status_code == 422
    client.post(url, {"answer": "车上还有 5 个"})
    wanted.refresh_from_db()
    assert (wanted.state, wanted.answer) == ("rejected", "车上还有 5 个")
    assert "5 个" in client.get(reverse("parts:request", args=[wanted.pk])).content.decode()


def test_stores_of_other_regions_and_the_central_one_are_out_of_reach() -> None:
    town, other = testing.town(), testing.town("宁波")
    foreign = outlet_store(other)
    central = Store.objects.create(code="C", kind="central", name_zh="中心", name_en="Central")
    client = keeper(town)
    given = {"part": town.part.pk, "quantity": 1, "operation": uuid.uuid4()}
    for store in (foreign, central):
        assert client.post(reverse("parts:receive", args=[store.pk]), given).status_code == 404
    assert keeper().post(reverse("parts:receive", args=[central.pk]), given).status_code == 302
    foreign_request = services.request_part(actor=None, engineer=other.engineer(), part=other.part, quantity=1)
    assert client.get(reverse("parts:request", args=[foreign_request.pk])).status_code == 404
    assert client.post(reverse("parts:ship", args=[foreign_request.pk])).status_code == 404
    assert PartRequest.objects.get(pk=foreign_request.pk).state == "requested"


def test_only_a_store_keeper_changes_stock() -> None:
    town = testing.town()
    store = outlet_store(town)
    client = Client()
    client.force_login(testing.user("dispatcher", region=town.region))
    assert client.get(reverse("parts:store", args=[store.pk])).status_code == 200
    assert client.get(reverse("parts:receive", args=[store.pk])).status_code == 403
    assert client.get(reverse("parts:create")).status_code == 403
