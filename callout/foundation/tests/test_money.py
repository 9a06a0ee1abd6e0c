from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callout.foundation.money import CurrencyMismatch, Money

amounts = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)


def yuan(text: str) -> Money:
    return Money(Decimal(text), "CNY")


def test_half_a_fen_rounds_up_away_from_zero():
    assert yuan("12.345") == yuan("12.35")
    assert yuan("-12.345") == yuan("-12.35")
    assert yuan("12.3449") == yuan("12.34")


def test_each_currency_has_its_own_smallest_coin():
    assert str(Money(Decimal("1.5"), "JPY").amount) == "2"
    assert str(Money(Decimal("1.2345"), "KWD").amount) == "1.235"
    assert str(yuan("3").amount) == "3.00"


def test_a_bill_of_parts_labour_and_a_discount():
    total = sum([yuan("199.90") * 2, yuan("80")], Money.zero("CNY"))
    assert total == yuan("479.80")
    assert total * Decimal("0.88") == yuan("422.22")
    assert total - yuan("500") == yuan("-20.20") == -yuan("20.20")
    assert 3 * yuan("0.01") == yuan("0.03")


def test_nothing_owed_has_no_sign():
    assert yuan("-0.001").format("zh-hans") == "¥0.00"


def test_currencies_do_not_mix():
    for mix in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b):
        with pytest.raises(CurrencyMismatch):
            mix(yuan("1"), Money(Decimal(1), "USD"))
    assert yuan("1") != Money(Decimal(1), "USD")


@pytest.mark.parametrize("wrong", [Decimal("NaN"), Decimal("Infinity")])
def test_amounts_are_numbers(wrong):
    with pytest.raises(ValueError, match="not an amount"):
        Money(wrong, "CNY")


def test_floats_and_strange_codes_are_refused():
    inexact: Any = 1.1
    with pytest.raises(TypeError):
        Money(inexact, "CNY")
    with pytest.raises(TypeError):
        yuan("1") * inexact
    with pytest.raises(ValueError, match="currency code"):
        Money(Decimal(1), "元")


def test_each_reader_gets_the_usual_sign():
    assert yuan("1234567.5").format("zh-hans") == "¥1,234,567.50"
    assert yuan("-1234.5").format("en") == "-CN¥1,234.50"
    assert Money(Decimal("9.9"), "USD").format("zh-hans") == "US$9.90"
    assert Money(Decimal("9.9"), "USD").format("en") == "$9.90"
    assert Money(Decimal(1500), "JPY").format("en") == "¥1,500"
    assert Money(Decimal(12), "CHF").format("en") == "CHF 12.00"


@given(amounts, amounts, amounts)
def test_sums_do_not_depend_on_the_order(a, b, c):
    x, y, z = (Money(amount, "CNY") for amount in (a, b, c))
    assert (x + y) + z == x + (y + z) == z + y + x
    assert x + y - y == x
    assert (x < y) == (a < b)
    assert (x <= y) == (a <= b)
