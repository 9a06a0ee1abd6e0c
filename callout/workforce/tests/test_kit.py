"""Crews, tools, vehicles, territories, capacity and settlement are kept on screen, each within one's own units."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.foundation.errors import BusinessError, InvalidInput
from callout.workforce import kit
from callout.workforce.models import Crew, CrewMember, Engineer, OutletScore, SettlementBasis, Tool, Vehicle

pytestmark = pytest.mark.django_db


def get(client: Client, address: str, language: str = "en") -> str:
    client.cookies["callout_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize(
    ("address", "zh", "en"),
    [
        ("/crews/", "班组", "Crews"),
        ("/vehicles/", "车辆", "Vehicles"),
        ("/tools/", "工具", "Tools"),
        ("/job-rules/", "工单所需", "What jobs need"),
    ],
)  # fmt: skip
def test_lists_open_in_both_languages_and_say_what_to_do_when_empty(
    client: Client, address: str, zh: str, en: str
) -> None:
    client.force_login(testing.user("manager"))
    assert zh in get(client, address, "zh-hans")
    assert en in get(client, address)


def test_a_crew_is_made_and_a_new_member_leaves_his_old_one(client: Client) -> None:
    town = testing.town()
    first, second = town.engineer(), town.engineer()
    client.force_login(testing.user("manager", region=town.region))
    given = {"code": "c1", "name_zh": "一组", "name_en": "One", "outlet": town.outlet.pk, "active": "on"}
    assert client.post("/crews/new/", given | {"members": [first.pk, second.pk]}).status_code == 302
    crew = Crew.objects.get()
    CrewMember.objects.update(since=timezone.localdate() - timedelta(days=9))
    other = kit.save_crew(
        actor=None,
        crew=Crew(),
        given={"code": "c2", "name_zh": "二组", "name_en": "Two", "outlet": town.outlet},
        members=[second],
    )
    assert list(crew.members.filter(until=None).values_list("engineer", flat=True)) == [first.pk]
    assert crew.members.get(engineer=second).until == timezone.localdate() - timedelta(days=1)
    assert other.members.get().engineer == second
    with pytest.raises(InvalidInput) as foreign:
        kit.save_crew(actor=None, crew=other, given={}, members=[testing.town("宁波").engineer()])
    assert foreign.value.code == "crew_of_one_outlet"


def vehicle(town: testing.Town, driver: Engineer, plate: str, **more: Any) -> Vehicle:
    return kit.save_vehicle(
        actor=None, vehicle=Vehicle(), given={"plate": plate, "outlet": town.outlet, "driver": driver, **more}
    )


def test_a_driver_has_one_ready_vehicle() -> None:
    town = testing.town()
    driver = town.engineer()
    vehicle(town, driver, "浙A1")
    vehicle(town, driver, "浙A2", state="workshop")
    with pytest.raises(InvalidInput) as twice:
        vehicle(town, driver, "浙A3")
    with pytest.raises(InvalidInput) as foreign:
        vehicle(town, testing.town("宁波").engineer(), "浙A4")
    assert (twice.value.code, foreign.value.code) == ("driver_has_vehicle", "driver_elsewhere")


def test_an_engineers_tools_territory_and_vehicle_are_on_his_page(client: Client) -> None:
    town = testing.town()
    engineer = town.engineer()
    pump = Tool.objects.create(code="pump", name_zh="真空泵", name_en="Vacuum pump")
    vehicle(town, engineer, "浙A8", capacity_kg=500)
    client.force_login(testing.user("manager", region=town.region))
    day = timezone.localdate() - timedelta(days=2)
    client.post(f"/engineers/{engineer.pk}/tools/", {f"has_{pump.pk}": "on", f"until_{pump.pk}": day.isoformat()})
    ring = "120.1, 30.2\n120.2, 30.2\n120.2, 30.3"
    client.post(f"/engineers/{engineer.pk}/territory/", {"territory": ring, "hard": "on"})
    page = get(client, f"/engineers/{engineer.pk}/")
    for text in ("Vacuum pump", "inspection expired", "浙A8", "500 kg", "never outside", "<polygon"):
        assert text in page
    assert client.post(f"/engineers/{engineer.pk}/territory/", {"territory": "1, 2\n3"}).status_code == 422
    assert client.post(f"/engineers/{engineer.pk}/territory/", {"territory": "1, 2\n3, 4"}).status_code == 422


def test_an_outlet_shows_its_area_capacity_score_and_settlement(client: Client) -> None:
    town = testing.town()
    town.engineer()
    town.outlet.kind = "partner"
    town.outlet.save()
    OutletScore.objects.create(
        outlet=town.outlet, month=timezone.localdate().replace(day=1), score=87.5, orders=40,
        computed_at=timezone.now(), terms={"on_time": {"n": 36, "of": 40, "share": 0.9, "weight": 40}},
    )  # fmt: skip
    client.force_login(testing.user("manager", region=town.region))
    holiday = timezone.localdate() + timedelta(days=3)
    where = f"/outlets/{town.outlet.pk}/"
    client.post(f"{where}capacity/new/", {"day": holiday.isoformat(), "closed": "on", "reason": "春节"})
    client.post(f"{where}capacity/new/", {"weekday": "6", "orders": "12"})
    assert client.post(f"{where}capacity/new/", {"weekday": "6"}).status_code == 422
    client.post(f"{where}settlement/new/", {"unit": "km_band", "bands": "10 30", "valid_from": "2026-01-01"})
    client.post(f"{where}area/", {"area": "120.1, 30.2\n120.2, 30.2\n120.2, 30.3"})
    page = get(client, where)
    for text in (
        holiday.isoformat(),
        "春节",
        "Sunday",
        "12 orders",
        "90%",
        "36 of 40",
        "per distance band",
        "drawn area",
    ):
        assert text in page
    row = town.outlet.capacities.get(weekday=6)
    client.post(f"{where}capacity/{row.pk}/remove/")
    assert town.outlet.capacities.count() == 1


def test_a_newer_basis_ends_the_one_before_it() -> None:
    town = testing.town()
    with pytest.raises(BusinessError) as own:
        kit.add_basis(actor=None, outlet=town.outlet, given={"unit": "order", "valid_from": timezone.localdate()})
    assert own.value.code == "not_a_partner"
    town.outlet.kind = "partner"
    town.outlet.save()
    today = timezone.localdate()
    for days, unit in ((-30, "order"), (0, "hour")):
        kit.add_basis(actor=None, outlet=town.outlet, given={"unit": unit, "valid_from": today + timedelta(days=days)})
    old, new = SettlementBasis.objects.order_by("valid_from")
    assert (old.valid_until, new.valid_until) == (today - timedelta(days=1), None)


def test_a_shift_takes_flexible_breaks(client: Client) -> None:
    town = testing.town()
    client.force_login(testing.user("manager"))
    given = {
        "code": "always",
        "name_zh": "全天",
        "name_en": "Always",
        "day_0": "08:00-17:00",
        "breaks": "45@11:30-13:30",
    }
    assert client.post(f"/shifts/{town.shift.pk}/", given).status_code == 302
    town.shift.refresh_from_db()
    assert town.shift.breaks == [[45, "11:30", "13:30"]]
    assert client.post(f"/shifts/{town.shift.pk}/", given | {"breaks": "45@x"}).status_code == 422
