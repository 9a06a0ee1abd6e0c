"""Standing queries answer as the query sets that they are built of."""

from __future__ import annotations

import pytest

from callout.assets.models import Category, Product
from callout.foundation.standing import Place, Standing

pytestmark = pytest.mark.django_db

_BY_CATEGORY = Standing(
    lambda: Product.objects.select_related("category").filter(category=Place(1), model__gte=Place(0)).order_by("model")
)


@pytest.fixture
def products() -> list[Product]:
    category = Category.objects.create(code="fan", pack="home_appliances", name_zh="风扇", name_en="Fan")
    return [
        Product.objects.create(category=category, model=model, name_zh=model, name_en=model)
        for model in ("F-1", "F-2", "F-3")
    ]


def test_rows_come_with_their_relations_in_one_query(products, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = _BY_CATEGORY("F-2", products[0].category_id)
        assert [row.category.name_en for row in found] == ["Fan", "Fan"]
    assert found == list(Product.objects.filter(model__gte="F-2").order_by("model"))


def test_each_call_has_its_own_values(products):
    first, second = _BY_CATEGORY("F-3", products[0].category_id), _BY_CATEGORY("A", products[0].category_id)
    assert ([row.model for row in first], len(second)) == (["F-3"], 3)
    assert _BY_CATEGORY("A", 0) == []


def test_what_it_returns_can_be_changed_and_saved(products):
    row = _BY_CATEGORY("F-3", products[0].category_id)[0]
    row.name_en = "Standing fan"
    row.save()
    assert Product.objects.get(pk=row.pk).name_en == "Standing fan"


def test_who_may_see_no_row_sees_none(products, django_assert_num_queries):
    nothing = Standing(lambda: Product.objects.filter(pk__in=[], model=Place(0)))
    with django_assert_num_queries(0):
        assert nothing("F-1") == []
