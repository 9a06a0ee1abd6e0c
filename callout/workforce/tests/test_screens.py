"""Outlets, engineers, skills, shifts and absences on screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from callout import testing
from callout.accounts.models import Outlet
from callout.foundation.models import AuditEntry, Event
from callout.foundation.ui.testing import assert_rows_cost_nothing
from callout.workforce.models import Absence, Engineer, EngineerSkill, Shift

pytestmark = pytest.mark.django_db


def signed_in(town: testing.Town, role: str = "dispatcher") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user(role, region=town.region))
    return client


def outlet_data(town: testing.Town, **changes: object) -> dict[str, object]:
    outlet = town.outlet
    given = {
        "code": outlet.code, "region": town.region.pk, "kind": "own", "name_zh": "文三路网点", "name_en": "Wensan",
        "district": "西湖区", "address": "", "phone": "", "latitude": outlet.latitude, "longitude": outlet.longitude,
        "radius_km": 25, "active": "on", "categories": [town.category.pk], "districts": "杭州 西湖区\n杭州 拱墅区",
    }  # fmt: skip
    return given | changes


@pytest.mark.parametrize("name", ["outlets", "engineers", "regions", "shifts"])
def test_lists_cost_the_same_for_one_row_and_for_many(name: str) -> None:
    town = testing.town()
    town.engineer()

    def grow() -> None:
        for n in range(5):
            Outlet.objects.create(
                code=f"X{n}", region=town.region, name_zh="分点", name_en="Branch", latitude=30, longitude=120
            )
            town.engineer(stock=0)
            Shift.objects.create(code=f"s{n}", name_zh="早", name_en="Early", week={"0": [["06:00", "14:00"]]})

    assert_rows_cost_nothing(signed_in(town), reverse(f"workforce:{name}"), grow, most=12)


def test_an_outlet_gets_coverage_and_authorisations() -> None:
    town = testing.town()
    client = signed_in(town)
    url = reverse("workforce:outlet-edit", args=[town.outlet.pk])
    assert client.post(url, outlet_data(town)).status_code == 302
    assert set(town.outlet.districts.values_list("city", "district")) == {("杭州", "西湖区"), ("杭州", "拱墅区")}
    kept = town.outlet.districts.get(district="西湖区").pk
    assert client.post(url, outlet_data(town, districts="杭州 西湖区", categories=[])).status_code == 302
    assert [row.pk for row in town.outlet.districts.all()] == [kept]
    assert not town.outlet.authorisations.exists()
    page = client.get(reverse("workforce:outlet", args=[town.outlet.pk])).content.decode()
    assert "it gets no orders" in page
    wrong = client.post(url, outlet_data(town, districts="杭州西湖区"))
    assert wrong.status_code == 422
    assert "Line 1" in wrong.content.decode()


def test_nobody_changes_an_outlet_of_another_region() -> None:
    town, other = testing.town(), testing.town("宁波")
    client = signed_in(town)
    assert client.get(reverse("workforce:outlet", args=[other.outlet.pk])).status_code == 404
    assert client.post(reverse("workforce:outlet-edit", args=[other.outlet.pk]), outlet_data(other)).status_code == 404
    moved = client.post(
        reverse("workforce:outlet-edit", args=[town.outlet.pk]), outlet_data(town, region=other.region.pk)
    )
    assert moved.status_code == 422
    assert (
        signed_in(town, "agent")
        .post(reverse("workforce:outlet-edit", args=[town.outlet.pk]), outlet_data(town))
        .status_code
        == 403
    )


def test_a_new_engineer_is_a_person_with_that_role() -> None:
    town = testing.town()
    person = testing.user("engineer", name="孙丽")
    client = signed_in(town)
    given = {
        "user": person.pk, "outlet": town.outlet.pk, "shift": town.shift.pk, "level": 2, "max_orders": 6,
        "latitude": 30.2, "longitude": 120.1, "active": "on",
    }  # fmt: skip
    client.post(reverse("workforce:engineer-create"), given)
    engineer = Engineer.objects.get(user=person)
    assert engineer.max_orders == 6
    assert client.post(reverse("workforce:engineer-create"), given).status_code == 422
    assert "孙丽" in client.get(reverse("workforce:engineers"), {"q": "孙"}).content.decode()


def test_skills_and_certificates_are_kept_and_shown() -> None:
    town = testing.town()
    engineer = town.engineer(level=2)
    town.skill.certificate_needed = True
    town.skill.save()
    client = signed_in(town)
    url = reverse("workforce:skills", args=[engineer.pk])
    missing = client.post(url, {f"level_{town.skill.pk}": 4, f"until_{town.skill.pk}": ""})
    assert missing.status_code == 422
    assert "Until when is it valid?" in missing.content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    client.post(url, {f"level_{town.skill.pk}": 4, f"until_{town.skill.pk}": yesterday.isoformat()})
    assert EngineerSkill.objects.get(engineer=engineer).level == 4
    assert f"expired {yesterday}" in client.get(reverse("workforce:engineer", args=[engineer.pk])).content.decode()
    assert str(engineer) in client.get(reverse("workforce:engineers"), {"tab": "expired"}).content.decode()
    client.post(url, {f"level_{town.skill.pk}": 0, f"until_{town.skill.pk}": ""})
    assert not engineer.engineer_skills.exists()


def test_an_absence_is_entered_shown_and_removed() -> None:
    town = testing.town()
    engineer = town.engineer("周建国")
    client = signed_in(town)
    url = reverse("workforce:absence-add", args=[engineer.pk])
    start = timezone.localtime() + timedelta(days=1)
    given = {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=8):%Y-%m-%dT%H:%M}",
        "reason": "培训",
    }
    backwards = {**given, "ends_at": given["starts_at"]}
    assert client.post(url, backwards).status_code == 422
    client.post(url, given)
    row = Absence.objects.get(engineer=engineer)
    assert "培训" in client.get(reverse("workforce:engineer", args=[engineer.pk])).content.decode()
    assert client.post(url, given).status_code == 422
    client.post(reverse("workforce:absence-remove", args=[engineer.pk, row.pk]))
    assert not Absence.objects.exists()
    assert [event.payload["removed"] for event in Event.objects.filter(type="engineer.absence").order_by("id")] == [
        False,
        True,
    ]


def test_a_shift_is_written_as_spans_of_a_week() -> None:
    town = testing.town()
    client = signed_in(town)
    week = {f"day_{n}": "08:30-12:00 13:30-18:00" for n in range(5)} | {"day_5": "", "day_6": ""}
    names = {"code": "office", "name_zh": "白班", "name_en": "Day"}
    assert client.post(reverse("workforce:shift-create"), {**names, **week, "day_1": "8-12"}).status_code == 422
    client.post(reverse("workforce:shift-create"), {**names, **week})
    shift = Shift.objects.get(code="office")
    assert shift.week["0"] == [["08:30", "12:00"], ["13:30", "18:00"]]
    assert shift.week["5"] == []


def test_changes_are_audited_with_who_made_them() -> None:
    town = testing.town()
    client = Client()
    actor = testing.user("dispatcher", region=town.region)
    client.force_login(actor)
    client.post(reverse("workforce:outlet-edit", args=[town.outlet.pk]), outlet_data(town, radius_km=44))
    entry = AuditEntry.objects.filter(table="accounts_outlet", row=str(town.outlet.pk), operation="U").latest("id")
    assert entry.actor_id == actor.pk
    assert entry.changes["radius_km"][1] == 44
