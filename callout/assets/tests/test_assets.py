"""Assets and the catalogue: a device on file once, its passport, codes in both languages, words understood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from callout import testing
from callout.assets import selectors, services
from callout.assets.models import Asset, Code
from callout.assets.services import AssetInput
from callout.foundation import cache
from callout.foundation.errors import BusinessError


@pytest.fixture
def town(db) -> testing.Town:
    return testing.town()


@pytest.fixture
def desk(client, town):
    client.force_login(testing.user("agent", region=town.region))
    return client


def form(town: testing.Town, **changes) -> dict:
    return {
        "product": town.product.pk,
        "serial": "8F21-0623",
        "site": town.site.pk,
        "state": "active",
        "versions": "firmware = 2.4.1",
        **changes,
    }


def test_a_device_is_put_on_file_and_found(desk, town):
    desk.post(f"/customers/{town.customer.pk}/assets/new/", form(town))
    asset = Asset.objects.get(serial="8F21-0623")
    assert asset.versions == {"firmware": "2.4.1"}
    page = desk.get(f"/assets/{asset.pk}/").content.decode()
    assert "2.4.1" in page and town.customer.name in page and "13800006207" not in page
    for text in ("8F21-0623", "0623", town.product.model, "丽萍"):
        assert asset.serial in desk.get("/assets/", {"q": text}).content.decode(), text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"serial": ""}, "serial"),
        ({"versions": "nonsense"}, "versions"),
        ({"purchased_on": "2024-05-02", "accepted_on": "2024-05-01"}, "accepted_on"),
        ({"purchased_on": (timezone.now() + timedelta(days=3)).date().isoformat()}, "purchased_on"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(desk, town, changes, field):
    answer = desk.post(f"/customers/{town.customer.pk}/assets/new/", form(town, **changes))
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert not Asset.objects.exclude(pk=town.asset.pk).exists()


def test_a_serial_is_on_file_once_whatever_its_case(town):
    given = AssetInput(product=town.product, serial=town.asset.serial.lower(), customer=town.customer, site=town.site)
    with pytest.raises(BusinessError) as refused:
        services.create_asset(actor=None, given=given)
    assert "serial" in refused.value.fields


def test_the_owner_is_not_changed_by_editing(town):
    other = testing.make_customer(town.region, "王五", "13911112222")
    given = AssetInput(product=town.product, serial="X1", customer=other, site=testing.make_site(other, 30, 120))
    with pytest.raises(BusinessError) as refused:
        services.change_asset(actor=None, asset_id=town.asset.pk, given=given)
    assert refused.value.code == "asset_owner_fixed"


def test_editing_keeps_what_was_not_touched(desk, town):
    page = desk.get(f"/assets/{town.asset.pk}/edit/").content.decode()
    assert town.asset.serial in page
    desk.post(f"/assets/{town.asset.pk}/edit/", form(town, serial=town.asset.serial, place="客厅"))
    town.asset.refresh_from_db()
    assert town.asset.place == "客厅"


def test_the_customer_s_words_are_understood(town):
    code_set = town.codes["symptom"].code_set
    Code.objects.filter(pk=town.codes["symptom"].pk).update(words=["不凉", "E4"])
    leak = Code.objects.create(
        code_set=code_set, kind="symptom", code="S2", name_zh="漏水", name_en="Leaks", words=["滴水"]
    )
    cache.clear()
    understood = selectors.understand("开机不凉还滴水，面板闪 e4", town.category.pk)
    assert [code.code for code in understood.symptoms] == ["S1", "S2"]
    assert understood.device_code == "E4"
    assert selectors.understand("一直滴水", town.category.pk).symptoms == (leak,)
    assert selectors.understand("你好", town.category.pk).symptoms == ()
    assert selectors.understand("KFR35 型号", None).device_code == "KFR35"


def test_only_published_codes_are_offered(town):
    draft = type(town.codes["symptom"].code_set).objects.create(category=town.category, version=2)
    Code.objects.create(code_set=draft, kind="symptom", code="S9", name_zh="新", name_en="New")
    assert [code.code for code in selectors.symptoms(town.category.pk)] == ["S1"]


def test_the_catalogue_shows_codes_in_both_languages(desk, town):
    code_set = town.codes["symptom"].code_set
    page = desk.get(f"/catalogue/codes/{code_set.pk}/").content.decode()
    assert "不制冷" in page and "No cooling" in page
    for path in ("/catalogue/", "/catalogue/products/", "/catalogue/codes/"):
        assert desk.get(path).status_code == 200


def test_another_region_is_out_of_reach(client, town):
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    for path in (
        f"/assets/{town.asset.pk}/",
        f"/assets/{town.asset.pk}/edit/",
        f"/customers/{town.customer.pk}/assets/new/",
    ):
        assert client.get(path).status_code == 404, path
    assert town.asset.serial not in client.get("/assets/").content.decode()


@pytest.mark.parametrize(
    ("path", "most"), [("/assets/", 8), ("/catalogue/", 7), ("/catalogue/products/", 7), ("/catalogue/codes/", 7)]
)
def test_queries_do_not_grow_with_rows(desk, town, path, most, django_assert_max_num_queries):
    for n in range(8):
        testing.make_asset(town.customer, town.site, town.product)
        testing.town(f"城{n}")
    desk.get(path)
    with django_assert_max_num_queries(most):
        assert desk.get(path).status_code == 200
