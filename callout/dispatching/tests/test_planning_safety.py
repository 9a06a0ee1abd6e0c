"""Whatever happens while a day is planned: the plan in force stays whole, and what is fixed never moves."""

from __future__ import annotations

import os
import random
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from callout import testing
from callout.dispatching.planning import runs
from callout.dispatching.planning.engine import PlanRefused
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.tests.board_world import World, tomorrow
from callout.workorders import bookings
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World.made()


def solvers() -> list[int]:
    """Process ids of searches that this process has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == os.getpid() and b"planning.solver" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def plan_of(world: World) -> set[tuple[int, int, object]]:
    rows = Booking.objects.active().filter(engineer__outlet__region=world.town.region)
    return {(row.work_order_id, row.engineer_id, row.starts_at) for row in rows}


def test_a_killed_search_leaves_the_old_plan_whole(world: World) -> None:
    for hour in (9, 12, 15):
        world.booked(world.first, hour)
    for n in range(5):
        world.order(f"单{n}")
    before = plan_of(world)
    run = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date(), seconds=60, apply=True)

    def kill(share: float) -> bool:
        for pid in solvers():
            os.kill(pid, signal.SIGKILL)
        return True

    with pytest.raises(PlanRefused):
        runs.execute(run.pk, kill)
    assert plan_of(world) == before
    assert PlanRun.objects.get(pk=run.pk).state == "failed"
    again = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date(), seconds=1, apply=True)
    assert runs.execute(again.pk).moved >= 5, "the next search is not held up"


def test_fifty_plans_during_edits_never_move_what_is_fixed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The searches are real but run in this process, to save fifty starts of Python."""
    from callout.dispatching.planning import engine
    from callout.dispatching.planning.solver import best_plan

    locked = world.booked(world.first, 10)
    bookings.set_locked(actor=None, booking_id=locked.pk, locked_now=True)
    begun = world.booked(world.second, 11)
    bookings.set_out(actor=None, booking_id=begun.pk, stamp=bookings.stamp_now())
    free = [world.booked(world.first, hour) for hour in (13, 15, 17)]
    fixed = {(row.pk, row.engineer_id, row.starts_at) for row in (locked, begun)}
    dice = random.Random(7)

    def search(task: engine.Task, progress: runs.Progress) -> tuple[engine.Plan, float]:
        found = best_plan(engine.Task(task.problem, task.start, task.late, rounds=60, seed=dice.randrange(99)),
                          lambda share, cost: None, lambda: False)  # fmt: skip
        edit(world, free, dice)  # somebody works on the board meanwhile
        assert progress(0.5)
        return found.plan, found.before - found.plan.cost

    monkeypatch.setattr(engine, "search", search)
    for _n in range(50):
        run = runs.ask(actor=None, region_id=world.town.region.pk, day=tomorrow().date(), seconds=1, apply=True)
        assert runs.execute(run.pk).state == "done"
        rows = Booking.objects.filter(pk__in=[locked.pk, begun.pk])
        assert {(row.pk, row.engineer_id, row.starts_at) for row in rows} == fixed
    assert PlanRun.objects.filter(answer="applied", moved__gt=0).exists(), "some of them changed the plan"


def edit(world: World, free: list[Booking], dice: random.Random) -> None:
    """A new order, or a visit moved to another time."""
    if dice.random() < 0.4:
        world.order(f"新单{dice.random():.3f}")
        return
    booking = Booking.objects.get(pk=dice.choice(free).pk)
    taken = [(b.starts_at, b.ends_at) for b in Booking.objects.active().filter(engineer=booking.engineer)]
    for hour in dice.sample(range(8, 22), 14):
        starts = tomorrow(hour) + timedelta(minutes=15)
        if all(starts >= b or starts + timedelta(hours=1) <= a for a, b in taken):
            bookings.move(actor=None, booking_id=booking.pk, starts_at=starts)
            return


def test_the_list_shows_how_far_plans_are_and_gives_them_up(world: World, client: Client) -> None:
    foreign = testing.town("宁波")
    client.force_login(testing.user("dispatcher", region=world.town.region))
    world.order()
    given = {"region": world.town.region.pk, "day": tomorrow().date().isoformat(), "seconds": 5}
    assert client.post("/dispatch/plans/new/", given).status_code == 302
    run = PlanRun.objects.get()
    assert "<progress" in client.get("/dispatch/plans/").content.decode()
    assert (
        "Give up"
        in client.get(f"/dispatch/plans/{run.pk}/progress/", headers={"accept-language": "en"}).content.decode()
    )
    assert client.post("/dispatch/plans/new/", given).status_code == 422, "it is under way"
    assert client.post("/dispatch/plans/new/", given | {"region": foreign.region.pk}).status_code == 422
    client.post(f"/dispatch/plans/{run.pk}/stop/")
    run.refresh_from_db()
    assert run.state == "cancelled"
    other = runs.ask(actor=None, region_id=foreign.region.pk, day=tomorrow().date())
    assert client.get(f"/dispatch/plans/{other.pk}/progress/").status_code == 404
    assert client.post(f"/dispatch/plans/{other.pk}/stop/").status_code == 404
