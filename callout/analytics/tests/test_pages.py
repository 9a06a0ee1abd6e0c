"""The manager's pages show what just happened, in both languages, within a fixed number of queries."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.analytics import figures, lateness
from callout.analytics.areas import area_of
from callout.cases.models import Case
from callout.workorders import records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking
from callout.workorders.records import RecordInput

pytestmark = pytest.mark.django_db


def take(town: testing.Town) -> Case:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="坏了", asset=town.asset
    )
    return take_request(actor=None, request=request)


def late(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(next_due_at=testing.at(-2))


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "为什么超时"), ("en", "Why late")])
def test_the_morning_page_says_what_is_late_and_why(client: Client, language: str, word: str) -> None:
    town = testing.town()
    case = take(town)
    testing.run_jobs()
    late(case)
    client.force_login(testing.user("manager"))
    client.cookies["callout_language"] = language
    page = client.get("/morning/").content.decode()
    assert word in page
    assert case.number in page


def test_reasons_are_told_apart() -> None:
    town = testing.town()
    nobody = take(town)
    testing.run_jobs()
    engineer = town.engineer()
    unanswered, held = take(town), take(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=held)
    records.carry_over(
        actor=engineer.user,
        booking_id=booking.pk,
        reason="parts",
        note="主板",
        part=town.part,
        stamp=Stamp(timezone.now()),
    )
    for case in (nobody, unanswered, held):
        late(case)
    area = area_of(testing.user("manager"))
    found = lateness.late_cases(area)
    reasons = {item.case_id: item.reason for item in found}
    assert reasons == {nobody.pk: "nobody", unanswered.pk: "unanswered", held.pk: "parts"}
    steps = {item.case: item.next_step for item in lateness.shown(found)}
    assert steps[held] == town.part.name
    assert engineer.user.full_name in steps[unanswered]
    tasks = lateness.first_tasks(area, found)
    assert {task.icon for task in tasks} == {"package", "user-question"}


def test_a_manager_of_one_region_sees_only_it(client: Client) -> None:
    here, there = testing.town(), testing.town("宁波", latitude=29.87, longitude=121.55)
    mine, other = take(here), take(there)
    for case in (mine, other):
        late(case)
    client.force_login(testing.user("manager", region=here.region))
    page = client.get("/morning/").content.decode()
    assert mine.number in page
    assert other.number not in page
    assert other.number not in client.get(f"/morning/?region={there.region.pk}").content.decode()


def test_failures_are_counted_and_exported(client: Client) -> None:
    town = testing.town()
    engineer = town.engineer()
    case = take(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    record = RecordInput(result="换电容", symptom_id=town.codes["symptom"].pk, cause_id=town.codes["cause"].pk)
    records.complete(actor=engineer.user, booking_id=booking.pk, record=record, stamp=Stamp(timezone.now()))
    figures.build_day(timezone.localdate())
    client.force_login(testing.user("manager"))
    client.cookies["callout_language"] = "en"
    assert "No cooling" in client.get("/reports/failures/").content.decode()
    assert "Ageing" in client.get("/reports/failures/?group=cause&category=" + town.category.code).content.decode()
    lines = b"".join(client.get("/reports/failures/?export=csv")).decode("utf-8-sig").splitlines()
    assert lines[1] == f"S1,{town.category.name_en},No cooling,1,0,0.0"
    assert town.outlet.name_en in client.get("/reports/outlets/").content.decode()


def test_the_number_of_queries_does_not_grow(client: Client, django_assert_max_num_queries: object) -> None:
    town = testing.town()
    town.engineer()
    for _ in range(6):
        take(town)
    testing.run_jobs()
    Case.objects.update(next_due_at=testing.at(-1))
    client.force_login(testing.user("manager"))
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        client.get("/morning/")


def test_without_the_permission_there_is_no_page(client: Client) -> None:
    client.force_login(testing.user("agent"))
    assert client.get("/morning/").status_code == 403
