"""Customers: found by any trace, changed inside one's area, shown in clear only with a trace of the look."""

from __future__ import annotations

import pytest
from django.test import Client

from callout import testing
from callout.accounts.models import User
from callout.customers import selectors, services
from callout.customers.models import Customer, Site
from callout.customers.services import CustomerInput, SiteInput
from callout.foundation.errors import BusinessError
from callout.foundation.models import AuditEntry, PersonalDataReveal
from callout.workorders.intake import Request, take_request


@pytest.fixture
def town(db) -> testing.Town:
    return testing.town()


@pytest.fixture
def agent(town) -> User:
    return testing.user("agent", region=town.region)


@pytest.fixture
def desk(client, agent) -> Client:
    client.force_login(agent)
    return client


def test_a_file_is_opened_and_found_by_any_trace(desk, town, agent):
    form = {
        "name": "滨江时代酒店",
        "kind": "organisation",
        "phone": "0571-8888 6600",
        "region": town.region.pk,
        "language": "zh-hans",
        "may_message": "on",
    }
    answer = desk.post("/customers/new/", form)
    customer = Customer.objects.get(name="滨江时代酒店")
    assert answer["Location"] == f"/customers/{customer.pk}/"
    assert customer.number.startswith("KH-")
    for text in ("时代", customer.number, "057188886600", "6600"):
        assert list(selectors.matching(Customer.objects.visible_to(agent), text)) == [customer], text


def test_a_short_number_says_what_is_missing(desk, town):
    form = {"name": "张", "kind": "person", "phone": "1380000620", "region": town.region.pk, "language": "zh-hans"}
    answer = desk.post("/customers/new/", form, headers={"Accept-Language": "zh"})
    assert answer.status_code == 422
    assert "少一位" in answer.content.decode()


def test_changing_without_typing_the_number_keeps_it(desk, town):
    form = {
        "name": "张丽平",
        "kind": "person",
        "phone": "",
        "region": town.region.pk,
        "language": "en",
        "reminder": "家有老人",
    }
    desk.post(f"/customers/{town.customer.pk}/edit/", form)
    town.customer.refresh_from_db()
    assert (town.customer.name, town.customer.phone, town.customer.reminder) == ("张丽平", "13800006207", "家有老人")
    entry = AuditEntry.objects.filter(table="customers_customer", row=str(town.customer.pk), operation="U").latest("id")
    assert entry.changes["name"] == ["张丽萍", "张丽平"]


def test_sites_and_contacts(desk, town):
    site = {
        "label": "公司",
        "region": town.region.pk,
        "city": "杭州",
        "district": "滨江区",
        "street": "江南大道 288 号",
    }
    assert desk.post(f"/customers/{town.customer.pk}/sites/new/", site).status_code == 302
    added = Site.objects.get(label="公司")
    assert added.street == "江南大道 288 号"
    assert (
        desk.post(
            f"/customers/{town.customer.pk}/sites/{added.pk}/", {**site, "street": "", "label": "新公司"}
        ).status_code
        == 302
    )
    added.refresh_from_db()
    assert (added.label, added.street) == ("新公司", "江南大道 288 号")
    assert (
        desk.post(f"/customers/{town.customer.pk}/contacts/new/", {"name": "王工", "phone": "13900001111"}).status_code
        == 302
    )
    assert "139****1111" in desk.get(f"/customers/{town.customer.pk}/").content.decode()


def test_the_page_shows_everything_and_hides_what_is_personal(desk, town):
    case = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
        ),
    )
    page = desk.get(f"/customers/{town.customer.pk}/").content.decode()
    assert case.number in page and town.asset.serial in page
    assert "13800006207" not in page and "文三路" not in page


@pytest.mark.parametrize(
    ("subject", "field", "clear"), [("customer", "phone", "13800006207"), ("site", "street", "文三路 1 号")]
)
def test_a_look_in_clear_is_logged(desk, town, agent, subject, field, clear):
    pk = town.customer.pk if subject == "customer" else town.site.pk
    answer = desk.post(f"/personal/reveal/{subject}/{pk}/{field}/", {"purpose": "回电"})
    assert clear in answer.content.decode()
    look = PersonalDataReveal.objects.get()
    assert (look.user, look.field, look.purpose) == (agent, field, "回电")
    assert "回电" in desk.get(f"/customers/{town.customer.pk}/").content.decode()


@pytest.mark.parametrize(
    "path", ["customer/{pk}/name", "customer/{pk}/phone_index", "nothing/{pk}/phone", "customer/999999/phone"]
)
def test_only_known_fields_of_visible_rows_are_shown(desk, town, path):
    assert desk.post(f"/personal/reveal/{path.format(pk=town.customer.pk)}/").status_code == 404
    assert not PersonalDataReveal.objects.exists()


def test_two_files_with_one_number_become_one(desk, town, agent):
    double = testing.make_customer(town.region, "张丽苹", "138 0000 6207")
    site = testing.make_site(double, 30.3, 120.2)
    asset = testing.make_asset(double, site, town.product)
    case = take_request(
        actor=None,
        request=Request(customer=double, channel="phone", service_type=town.repair, description="漏水", asset=asset),
    )
    assert double.number in desk.get(f"/customers/{town.customer.pk}/").content.decode()
    desk.post(f"/customers/{town.customer.pk}/merge/", {"duplicate": double.pk})
    for row in (site, asset, case):
        row.refresh_from_db()
        assert row.customer == town.customer
    assert case.work_orders.get().customer == town.customer
    assert not Customer.objects.filter(pk=double.pk).exists()
    assert AuditEntry.objects.filter(
        table="customers_customer", row=str(double.pk), operation="D", actor_id=agent.pk
    ).exists()


def test_files_with_other_numbers_stay_apart(town, agent):
    other = testing.make_customer(town.region, "王五", "13911112222")
    with pytest.raises(BusinessError) as refused:
        services.merge_customers(actor=agent, keep_id=town.customer.pk, duplicate_id=other.pk)
    assert refused.value.code == "merge_other_phone"


def test_another_region_is_out_of_reach(client, town):
    stranger = testing.user("agent", region=testing.town("宁波").region)
    client.force_login(stranger)
    for path in ("", "edit/", "sites/new/", "contacts/new/"):
        assert client.get(f"/customers/{town.customer.pk}/{path}").status_code == 404, path
    assert client.post(f"/personal/reveal/customer/{town.customer.pk}/phone/").status_code == 404
    given = CustomerInput(name="张", region=town.region)
    with pytest.raises(BusinessError) as refused:
        services.create_customer(actor=stranger, given=given)
    assert refused.value.code == "region_outside_scope"


def test_an_engineer_may_look_at_his_customers_and_change_none(client, town):
    client.force_login(town.engineer().user)
    assert client.get("/customers/").status_code == 200
    assert client.get("/customers/new/").status_code == 403


def test_a_position_off_the_earth_is_refused(town):
    with pytest.raises(BusinessError) as refused:
        services.add_site(
            actor=None,
            customer=town.customer,
            given=SiteInput(region=town.region, city="杭州", district="西湖区", street="1", latitude=91, longitude=0),
        )
    assert refused.value.code == "position_invalid"


def test_queries_do_not_grow_with_rows(desk, town, django_assert_max_num_queries):
    for n in range(10):
        customer = testing.make_customer(town.region, f"客户{n}", f"1390000{n:04d}")
        testing.make_asset(customer, testing.make_site(customer, 30.2, 120.2), town.product)
        testing.make_asset(town.customer, town.site, town.product)
    desk.get("/customers/")
    with django_assert_max_num_queries(8):
        desk.get("/customers/")
    desk.get(f"/customers/{town.customer.pk}/")
    with django_assert_max_num_queries(26):
        desk.get(f"/customers/{town.customer.pk}/")
