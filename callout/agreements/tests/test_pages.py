"""Contracts, service levels and calendars on screen, and what an entitlement says in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from callout import testing
from callout.agreements import services
from callout.agreements.labels import cover
from callout.agreements.models import Agreement, Calendar, CalendarDay, ServiceLevel
from callout.agreements.selectors import Entitlement
from callout.agreements.services import AgreementInput
from callout.foundation.errors import BusinessError


@pytest.fixture
def town(db) -> testing.Town:
    return testing.town()


@pytest.fixture
def manager(client, town):
    user = testing.user("administrator", region=town.region)
    client.force_login(user)
    return client


def form(**changes) -> dict:
    today = timezone.localdate()
    return {
        "kind": "contract",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=365)).isoformat(),
        "visit": "on",
        "labour": "on",
        **changes,
    }


def test_a_contract_is_made_changed_and_shown(manager, town):
    answer = manager.post(f"/customers/{town.customer.pk}/agreements/new/", form(assets=[town.asset.pk]))
    agreement = Agreement.objects.get()
    assert answer["Location"] == f"/agreements/{agreement.pk}/"
    assert (agreement.labour, agreement.parts, list(agreement.assets.all())) == (True, False, [town.asset])
    assert town.asset.serial in manager.get(f"/agreements/{agreement.pk}/").content.decode()
    manager.post(f"/agreements/{agreement.pk}/edit/", form(parts="on"))
    agreement.refresh_from_db()
    assert (agreement.parts, agreement.assets.count()) == (True, 0)
    assert agreement.number in manager.get(f"/customers/{town.customer.pk}/").content.decode()
    assert agreement.number in manager.get("/agreements/", {"q": "丽萍"}).content.decode()


def test_an_end_before_the_beginning_is_refused(manager, town):
    answer = manager.post(f"/customers/{town.customer.pk}/agreements/new/", form(ends_on="2020-01-01"))
    assert answer.status_code == 422
    assert 'id="id_ends_on-error"' in answer.content.decode()
    assert not Agreement.objects.exists()


def test_foreign_assets_and_regions_are_refused(town):
    other = testing.make_customer(town.region, "王五", "13911112222")
    today = timezone.localdate()
    given = AgreementInput(customer=other, kind="contract", starts_on=today, ends_on=today, assets=[town.asset])
    with pytest.raises(BusinessError) as refused:
        services.create_agreement(actor=None, given=given)
    assert "assets" in refused.value.fields
    with pytest.raises(BusinessError) as refused:
        services.create_agreement(actor=testing.user("agent", region=town.region), given=given)
    assert refused.value.code == "region_outside_scope"


def test_levels_and_calendars_are_shown(manager, town):
    level = ServiceLevel.objects.get()
    page = manager.get(f"/service-levels/{level.pk}/").content.decode()
    assert "48" in page
    calendar = Calendar.objects.create(code="day", name_zh="白班", name_en="Day", week={"0": [["08:30", "12:00"]]})
    CalendarDay.objects.create(calendar=calendar, day=date(2026, 10, 1), note="国庆节")
    page = manager.get(f"/calendars/{calendar.pk}/").content.decode()
    assert "08:30–12:00" in page and "国庆节" in page


@pytest.mark.parametrize(
    ("entitlement", "en", "tone"),
    [
        (Entitlement("repeat", True, True, True), "Free: repeat", "success"),
        (Entitlement("warranty", True, True, True, "2028-03-14"), "To 2028-03", "success"),
        (Entitlement("extended", True, True, False, "2027-06-01", "AG-1"), "Ext. to 2027-06", "primary"),
        (Entitlement("contract", True, True, True, "2027-06-01", "AG-1"), "Contract, free", "primary"),
        (Entitlement("none", False, False, False, over_since="2024-01-01"), "Out of warranty", "urgent"),
        (Entitlement("none", False, False, False), "To be paid", "urgent"),
    ],
)
def test_an_entitlement_in_words(entitlement, en, tone):
    with translation.override("en"):
        found = cover(entitlement)
    assert (found.text, found.tone) == (en, tone)
    with translation.override("zh-hans"):
        assert cover(entitlement).text != en


def test_another_region_is_out_of_reach(client, manager, town):
    manager.post(f"/customers/{town.customer.pk}/agreements/new/", form())
    agreement = Agreement.objects.get()
    client.force_login(testing.user("administrator", region=testing.town("宁波").region))
    for path in (
        f"/agreements/{agreement.pk}/",
        f"/agreements/{agreement.pk}/edit/",
        f"/customers/{town.customer.pk}/agreements/new/",
    ):
        assert client.get(path).status_code == 404, path
    assert agreement.number not in client.get("/agreements/").content.decode()


@pytest.mark.parametrize("path", ["/agreements/", "/service-levels/", "/calendars/"])
def test_queries_do_not_grow_with_rows(manager, town, path, django_assert_max_num_queries):
    for _n in range(8):
        manager.post(f"/customers/{town.customer.pk}/agreements/new/", form())
    manager.get(path)
    with django_assert_max_num_queries(8):
        assert manager.get(path).status_code == 200
