"""Simulated days: the same luck for every policy, the real services, a score that one can follow by hand."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from callout import testing
from callout.cases.models import Case
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.simulation import facts, hindsight, play, scenario, score, world
from callout.dispatching.simulation.clock import Clock, simulated
from callout.dispatching.simulation.facts import Facts, Ordered, Visit
from callout.dispatching.simulation.policies import DISPATCHERS
from callout.dispatching.simulation.scenario import FIRST_DAY, Scenario, moment
from callout.foundation.models import Event
from callout.workforce.models import Engineer
from callout.workorders.models import WorkOrder

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def tiny(seed: int = 1) -> Scenario:
    return scenario.draw(seed, days=1, engineers=3, orders=4)


def at(hour: float, day: int = 0) -> datetime:
    return moment(FIRST_DAY, time()) + timedelta(days=day, hours=hour)


def test_a_seed_means_the_same_days_and_another_seed_others() -> None:
    assert tiny() == tiny()
    assert tiny(2).requests != tiny().requests
    days = [scenario.draw(seed, days=5, engineers=12, orders=60) for seed in range(6)]
    assert 280 < sum(len(day.requests) for day in days) / len(days) - 23 < 320, "about sixty a day, and the left over"
    assert all(day.sick or day.late for day in days)


def test_the_clock_of_the_product_is_the_plays_clock_until_it_is_over() -> None:
    before = timezone.now()
    with simulated(Clock(at(9))) as clock:
        assert timezone.now() == at(9)
        clock.go(at(10))
        clock.go(at(8))
        assert (timezone.localdate(), timezone.now()) == (FIRST_DAY, at(10))
    assert timezone.now() >= before


@pytest.mark.parametrize("policy", ["greedy", "rolling"])
def test_the_same_seed_gives_the_same_score_and_leaves_nothing(policy: str) -> None:
    once, again = (score.score(play.play(tiny(), DISPATCHERS[policy])) for _ in range(2))
    assert once == again
    assert once.requests == len(tiny().requests)
    assert once.unserved == 0
    assert not Case.objects.exists()
    assert not Engineer.objects.exists()


def test_greedy_sends_the_nearest_free_engineer_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Scenario(**{name: getattr(tiny(), name) for name in tiny().__slots__} | {"sick": frozenset()})
    seen: dict[str, int] = {}
    told = facts.read

    def look(engineers: int) -> Facts:
        seen["moved"] = Event.objects.filter(type="booking.moved").count()
        seen["planned"] = PlanRun.objects.count()
        return told(engineers)

    monkeypatch.setattr(facts, "read", look)
    happened = play.play(day, DISPATCHERS["greedy"])
    in_vain = {visit.order for visit in happened.visits if not visit.done}
    assert seen == {"moved": 0, "planned": 0}
    assert all(len(order.told) == 1 for pk, order in happened.orders.items() if pk not in in_vain)


def test_the_services_and_the_scenario_agree_on_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    day, due = tiny(), {}
    told = facts.read

    def look(engineers: int) -> Facts:
        due.update({row.case.external_id: row.due_at for row in WorkOrder.objects.select_related("case")})
        return told(engineers)

    monkeypatch.setattr(facts, "read", look)
    play.play(day, DISPATCHERS["instant"])
    assert due == {str(n): request.due for n, request in enumerate(day.requests)}


def test_terms_of_a_day_counted_by_hand() -> None:
    orders = {
        1: Ordered(2, at(8), at(12), ((at(8), at(10)),)),
        2: Ordered(3, at(9), at(17), ((at(9), at(13)), (at(10), at(15)))),
        3: Ordered(4, at(16), at(18, 1)),
    }
    visits = (
        Visit(1, 7, at(13.5), at(14), at(15)),  # two hours late by a weight of four, and told ten
        Visit(2, 8, at(15), at(15.5), at(15.75), done=False),
        Visit(2, 8, at(17.5), at(18), at(18.5)),
    )
    terms = score.score(Facts(orders, visits, engineers=3))
    assert (terms.missed, terms.late, terms.unserved) == (4, 480, 1)
    assert (terms.travel, terms.overtime) == (90, 30)
    assert (terms.response, terms.response_p50) == (360 + 390, 375)
    assert terms.changed == 2, "one was told another time, to one we came four hours after what he was told"
    assert terms.spread == pytest.approx((2 * 105 + 0 * 90 - 2 * 0) / (3 * 195))
    summed = 4 * 60 + 480 + 240 + 90 + 30 * 1.5 + 750 * 0.1 + 2 * 30
    assert terms.total == pytest.approx(summed / 3 + terms.spread * 10)


def test_hindsight_serves_everybody_after_he_asked() -> None:
    day = tiny()
    happened = hindsight.plan(day, rounds=400)
    assert {visit.order for visit in happened.visits} == set(range(len(day.requests)))
    assert all(visit.left >= max(at(8), at(8, (visit.left - at(0)).days)) for visit in happened.visits)
    assert all(visit.arrived > day.requests[visit.order].at for visit in happened.visits)


def test_where_there_is_data_nothing_is_played() -> None:
    testing.town()
    with pytest.raises(world.DataBaseInUse):
        play.play(tiny(), DISPATCHERS["instant"])
    with pytest.raises(CommandError, match="nothing was played"):
        call_command("simulate", "--policy", "instant", "--seeds", "1", stdout=StringIO(), stderr=StringIO())
