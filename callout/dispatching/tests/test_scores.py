"""Outlets are scored by what happened in a month; the score is shown with its terms and weighs in the choice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from callout import testing
from callout.accounts.models import Outlet
from callout.dispatching import scores
from callout.dispatching.models import Decision, FairnessEntry
from callout.dispatching.tasks import score_outlets
from callout.foundation.ui.testing import assert_rows_cost_nothing
from callout.workforce.models import Engineer, OutletAuthorisation, OutletScore
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, ServiceRecord, WorkOrder

pytestmark = pytest.mark.django_db


def take(town: testing.Town) -> WorkOrder:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    return take_request(actor=None, request=request).work_orders.get()


def done(
    town: testing.Town, engineer: Engineer, at: datetime, *, late: bool = False, solved: bool = True,
    rating: int | None = None,
) -> WorkOrder:  # fmt: skip
    """An order that was completed at a time, as its rows then stand."""
    order = take(town)
    WorkOrder.objects.filter(pk=order.pk).update(
        state="completed", outlet=engineer.outlet, completed_at=at, due_at=at - timedelta(hours=1), unserved_reason=""
    )
    order.case.rating = rating
    order.case.save()
    booking = Booking.objects.create(
        work_order=order, engineer=engineer, state="completed", starts_at=at - timedelta(hours=2), ends_at=at,
        created_at=at - timedelta(hours=3),
    )  # fmt: skip
    arrived = at - timedelta(minutes=30 if late else 90)
    ServiceRecord.objects.create(
        work_order=order, booking=booking, solved=solved, arrived_at=arrived, finished_at=at, labour_minutes=60
    )
    return order


def in_last_month(day: int) -> datetime:
    first = scores.last_month()
    return testing.noon(date(first.year, first.month, day))


def test_a_month_is_scored_by_its_terms_and_only_once() -> None:
    town = testing.town()
    engineer = town.engineer()
    for n in range(8):
        done(town, engineer, in_last_month(n + 1), late=n < 2, solved=n > 0, rating=(5, 3, None)[n % 3])
    refused = take(town)
    Booking.objects.create(
        work_order=refused, engineer=engineer, state="declined", starts_at=in_last_month(20),
        ends_at=in_last_month(21), created_at=in_last_month(19),
    )  # fmt: skip
    score_outlets(0)
    row = OutletScore.objects.get(outlet=town.outlet)
    counted = {name: (term["n"], term["of"]) for name, term in row.terms.items()}
    assert counted == {"on_time": (6, 8), "first_visit": (7, 8), "satisfied": (3, 6), "not_declined": (8, 9)}
    wanted = 40 * 6 / 8 + 25 * 7 / 8 + 20 * 3 / 6 + 15 * 8 / 9
    assert row.score == pytest.approx(wanted, abs=0.1)
    assert (row.month, row.orders) == (scores.last_month(), 8)

    done(town, engineer, in_last_month(10), late=True)
    score_outlets(0)
    assert OutletScore.objects.get(outlet=town.outlet).score == row.score
    scores.score_month(actor=None, month=scores.last_month(), again=True)
    assert OutletScore.objects.get(outlet=town.outlet).score < row.score

    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("dispatcher", region=town.region))
    page = client.get(reverse("workforce:outlet", args=[town.outlet.pk])).content.decode()
    assert "Arrived in time" in page
    assert "6 of 9, weighs 40" in page
    kept = client.get(f"/api/v1/outlets/{town.outlet.pk}/scores").json()
    assert kept[0]["terms"]["satisfied"] == {"n": 3, "of": 6, "share": 0.5, "weight": 20}


def test_few_orders_are_no_score() -> None:
    town = testing.town()
    engineer = town.engineer()
    for n in range(scores.LEAST_ORDERS - 1):
        done(town, engineer, in_last_month(n + 1))
    score_outlets(0)
    assert not OutletScore.objects.exists()


def test_of_two_equal_outlets_the_better_one_gets_the_order() -> None:
    town = testing.town()
    other = Outlet.objects.create(
        code="O-two", region=town.region, name_zh="第二网点", name_en="Second", district="西湖区",
        latitude=town.outlet.latitude, longitude=town.outlet.longitude,
    )  # fmt: skip
    OutletAuthorisation.objects.create(outlet=other, category=town.category)
    worse = town.engineer("差", east_km=2)
    better = town.engineer("好", east_km=2, outlet=other)
    for n in range(6):
        done(town, worse, in_last_month(n + 1), late=True, solved=False, rating=1)
        done(town, better, in_last_month(n + 1), rating=5)
    score_outlets(0)
    testing.cache.clear()
    order = take(town)
    testing.run_jobs()
    decision = Decision.objects.filter(work_order=order)[0]
    assert decision.engineer == better
    terms = {row["name"]: row["terms"].get("score", 0) for row in decision.candidates}
    assert terms["差"] > terms["好"]


def test_the_fairness_screen_ranks_engineers_within_reach() -> None:
    town, elsewhere = testing.town(), testing.town("宁波")
    heavy, light, stranger = town.engineer("重"), town.engineer("轻"), elsewhere.engineer("外")
    order = take(town)
    now = timezone.now()
    entries = [(heavy, "hard", 3.0, 1), (heavy, "far", 2.0, 2), (light, "odd_hours", 1.0, 3), 
               (stranger, "hard", 9.0, 1),
               (light, "hard", 50.0, 40)]  # fmt: skip
    for engineer, kind, points, days in entries:
        FairnessEntry.objects.create(
            engineer=engineer, work_order=order if days < 40 else take(town), kind=kind,
            at=now - timedelta(days=days), points=points, detail="5/200/1" if kind == "hard" else "40",
        )  # fmt: skip
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("dispatcher", region=town.region))
    page = client.get(reverse("dispatching:fairness")).content.decode()
    assert page.index("重") < page.index("轻")
    assert "外" not in page
    rows = {row["name"]: row for row in client.get("/api/v1/fairness").json()["items"]}
    assert {name: (row["points"], row["above"]) for name, row in rows.items()} == {"重": (5.0, 2.0), "轻": (1.0, -2.0)}
    entry = client.get(reverse("dispatching:fairness-entries")).content.decode()
    assert "level 5, 200 min, 1 people" in entry
    panel = client.get(reverse("workforce:engineer", args=[heavy.pk])).content.decode()
    assert "Hard and far work" in panel
    assert "Mean of the outlet" in panel


def test_more_engineers_cost_no_more_queries() -> None:
    town = testing.town()
    client = Client()
    client.force_login(testing.user("dispatcher", region=town.region))
    assert_rows_cost_nothing(
        client, reverse("dispatching:fairness"), lambda: [town.engineer(stock=0) for _ in range(8)] and None, most=20
    )
