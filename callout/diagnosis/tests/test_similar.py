"""What helped in cases like this one: what lasted goes before what was only tried."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callout import testing
from callout.assets.models import Code
from callout.cases.models import Case
from callout.diagnosis import similar
from callout.diagnosis.tests.conftest import World, take_case
from callout.workforce.models import Engineer
from callout.workorders.models import Booking, ServiceRecord, WorkOrder


@pytest.fixture
def fan(world: World) -> Code:
    """Another object that may be the fault."""
    code_set = world.symptom().code_set
    return Code.objects.create(code_set=code_set, kind="object", code="O2", name_zh="风机", name_en="Fan")


def visited(
    world: World, engineer: Engineer, thing: Code, *, solved: bool = True, town: testing.Town | None = None
) -> Case:
    """A past case with its record."""
    case = take_case(town or world.town)
    order = WorkOrder.objects.filter(case=case).first()
    assert order is not None
    done = timezone.now() - timedelta(days=20)
    booking = Booking.objects.create(
        work_order=order, engineer=engineer, state="completed", starts_at=done, ends_at=done + timedelta(hours=1),
        created_at=done,
    )  # fmt: skip
    codes = world.town.codes
    ServiceRecord.objects.create(
        work_order=order, booking=booking, symptom=codes["symptom"], object=thing, cause=codes["cause"],
        action=codes["action"], solved=solved, finished_at=done,
    )  # fmt: skip
    return case


def test_what_lasted_goes_before_what_was_tried_more_often(world: World, fan: Code) -> None:
    engineer = world.town.engineer()
    capacitor = world.town.codes["object"]
    for _ in range(4):
        visited(world, engineer, capacitor)
    for number in range(6):
        visited(world, engineer, fan, solved=number < 3)
    best, second = similar.fixes(world.agent, world.case)
    assert (best.object, best.lasted, best.tried, best.percent) == ("电容", 4, 4, 100)
    assert (second.object, second.lasted, second.tried) == ("风机", 3, 6)
    assert len(best.examples) == similar.EXAMPLES


def test_a_fix_after_which_somebody_had_to_come_again_did_not_last(world: World, fan: Code) -> None:
    engineer = world.town.engineer()
    case = visited(world, engineer, fan)
    Case.objects.filter(pk=world.case.pk).update(repeat_of=case)
    assert similar.fixes(world.agent, world.case) == []


def test_a_case_that_was_reopened_did_not_last(world: World, fan: Code) -> None:
    case = visited(world, world.town.engineer(), fan)
    Case.objects.filter(pk=case.pk).update(reopen_count=1)
    assert similar.fixes(world.agent, world.case) == []


def test_one_success_of_one_is_less_sure_than_nine_of_ten() -> None:
    assert similar.wilson(9, 10) > similar.wilson(1, 1) > similar.wilson(0, 3) == 0
    assert similar.wilson(0, 0) == 0


def test_foreign_cases_count_but_are_not_shown(world: World, fan: Code) -> None:
    there = testing.town("宁波")
    there.asset.product = world.town.product
    there.asset.save()
    visited(world, there.engineer(), fan, town=there)
    WorkOrder.objects.filter(region=there.region).update(category=world.town.category)
    [fix] = similar.fixes(world.agent, world.case)
    assert (fix.tried, fix.examples) == (1, [])


def test_the_search_takes_two_queries_however_many_cases_there_are(world: World, fan: Code) -> None:
    engineer = world.town.engineer()
    for _ in range(8):
        visited(world, engineer, fan)
    user, case = world.agent, Case.objects.select_related("symptom", "asset").get(pk=world.case.pk)
    user.scope_for("cases.view")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert similar.fixes(user, case)
    assert len(queries) == 2


def test_phones_get_the_same_fixes_and_many_orders_cost_no_more_queries(world: World, fan: Code) -> None:
    engineer = world.town.engineer()
    for number in range(4):
        visited(world, engineer, fan, solved=number < 3)
    visited(world, engineer, world.town.codes["object"])
    like = similar.Like.of(world.case)
    assert like is not None
    others = {f"{n}": similar.Like(like.category_id, like.symptom, f"E{n}", like.product_id) for n in range(8)}
    similar.for_phones(world.agent, {})  # the first question reads what the person may see
    with CaptureQueriesContext(connection) as one:
        alone = similar.for_phones(world.agent, {"a": like})
    with CaptureQueriesContext(connection) as many:
        together = similar.for_phones(world.agent, others)
    assert len(many) == len(one) == 3
    assert [fix["object"]["zh"] for fix in alone["a"]] == ["风机", "电容"]
    assert [(fix["tried"], fix["lasted"]) for fix in alone["a"]] == [(4, 3), (1, 1)]
    assert together["7"] == alone["a"], "another display code changes nothing here"
    with CaptureQueriesContext(connection) as again:
        assert similar.for_phones(world.agent, others | {"a": like})["3"] == alone["a"]
    assert len(again) == 1, "what was reckoned is kept"
