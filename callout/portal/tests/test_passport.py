"""A label on a device: what anybody learns from it, what nobody does, and how staff get in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdfium2 import PdfDocument

from callout import testing
from callout.assets import passport
from callout.assets.models import Label, SafetyNotice
from callout.field.tests.conftest import phone_of, record_for, visit_for
from callout.portal import limits
from callout.portal.models import Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path) -> testing.Town:
    settings.DATA_FOLDER = tmp_path
    return testing.town()


@pytest.fixture
def agent(town):
    return testing.user("agent", region=town.region)


@pytest.fixture
def label(town, agent) -> Label:
    return passport.make_labels(actor=agent, assets=[town.asset])[0]


def scan(label: Label, client: Client | None = None, **query: str):
    return (client or Client(headers={"accept-language": "zh"})).get(label.path, query)


def test_anybody_learns_what_it_is_and_how_to_report_a_fault(town, label) -> None:
    today = timezone.localdate()
    SafetyNotice.objects.create(category=town.category, text_zh="先断电", text_en="Power off first", since=today)
    other = testing.town("宁波").category
    SafetyNotice.objects.create(category=other, text_zh="别人的", text_en="Other", since=today)
    shown = scan(label).content.decode()
    assert town.product.name_zh in shown and town.asset.serial in shown and "先断电" in shown and "别人的" not in shown
    assert f"/request/?serial={town.asset.serial}" in shown and "保修内" in shown
    for secret in (town.customer.name, town.site.street, town.site.district, "13800006207"):
        assert secret not in shown


def test_the_services_are_told_without_the_people(town, label) -> None:
    phone = phone_of(town.engineer("陈志远"))
    visit = visit_for(town, phone.engineer)
    phone.send(phone.command("arrive", visit), phone.command("complete", visit, **record_for(town)))
    shown = scan(label).content.decode()
    assert "老化 → 更换" in shown and "陈志远" not in shown


def test_a_revoked_label_opens_nothing_and_the_next_print_makes_a_new_one(town, agent, label, client) -> None:
    client.force_login(agent)
    client.post(f"/assets/{town.asset.pk}/label/revoke/")
    assert scan(label).status_code == 404
    (fresh,) = passport.make_labels(actor=agent, assets=[town.asset])
    assert fresh.token != label.token and scan(fresh).status_code == 200
    assert passport.make_labels(actor=agent, assets=[town.asset]) == [fresh]


def test_staff_jump_to_the_asset_and_the_engineer_to_his_order(town, agent, label, client) -> None:
    client.force_login(agent)
    assert scan(label, client)["Location"] == f"/assets/{town.asset.pk}/"
    assert scan(label, client, public="1").status_code == 200
    engineer = town.engineer("陈志远")
    visit = visit_for(town, engineer)
    client.force_login(engineer.user)
    assert scan(label, client)["Location"] == f"/field/order/{visit.work_order.uid}"
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    assert scan(label, client).status_code == 200


def test_tokens_cannot_be_guessed_and_tries_are_counted(label) -> None:
    assert len(label.token) == 20
    assert Client().get("/a/x/").status_code == 404
    who = Attempt.objects.get(door="passport-ip").who
    Attempt.objects.bulk_create(Attempt(door="passport-ip", who=who) for _ in range(limits.PASSPORT_BY_ADDRESS.times))
    assert scan(label).status_code == 429


def test_the_sheet_has_a_label_for_each_chosen_asset_of_ones_area(town, agent, client) -> None:
    stranger = testing.town("宁波").asset
    client.force_login(agent)
    answer = client.post("/assets/labels.pdf", {"pk": [town.asset.pk, stranger.pk]})
    assert answer["Content-Type"] == "application/pdf"
    text = PdfDocument(answer.content)[0].get_textpage().get_text_range()
    assert town.asset.serial in text and stranger.serial not in text
    assert [row.asset_id for row in Label.objects.all()] == [town.asset.pk]
    assert client.post("/assets/labels.pdf")["Location"] == "/assets/"


def test_who_may_not_change_assets_prints_no_label(town, client) -> None:
    client.force_login(town.engineer().user)
    assert client.post("/assets/labels.pdf", {"pk": town.asset.pk}).status_code == 403
    assert not Label.objects.exists()


def test_notices_are_changed_by_the_whole_organisation_only(town, agent, client) -> None:
    given = {
        "category": town.category.pk, "product": "", "text_zh": "先断电", "text_en": "Power off first",
        "since": "2026-01-01", "until": "2025-01-01",
    }  # fmt: skip
    client.force_login(agent)
    assert client.post("/catalogue/safety/new/", given).status_code == 404
    client.force_login(testing.user("administrator"))
    assert client.post("/catalogue/safety/new/", given).status_code == 422
    assert client.post("/catalogue/safety/new/", given | {"until": ""}).status_code == 302
    assert "先断电" in client.get("/catalogue/safety/").content.decode()
    SafetyNotice.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert passport.safety_notices(town.product, timezone.localdate()) == []


def test_the_phone_knows_the_label_of_its_order(town, label) -> None:
    phone = phone_of(town.engineer("陈志远"))
    visit_for(town, phone.engineer)
    assert phone.bundle()["orders"][0]["asset"]["label"] == label.token


def test_the_page_costs_a_fixed_number_of_queries(label, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(7):
        scan(label)
