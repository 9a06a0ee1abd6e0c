"""What a search looks for."""

from __future__ import annotations

import pytest

from callout.foundation.search import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("空调不制冷", ["空调", "调不", "不制", "制冷"]),
        ("冷", ["冷"]),
        ("Haier E1", ["haier:*", "e1:*"]),
        ("CA-261122-00042", ["261122:*", "00042:*"]),
        ("kh-261122-00001", ["261122:*", "00001:*"]),
        ("AB-Tech", ["ab:*", "tech:*"]),
    ],
)
def test_letters_that_all_numbers_of_a_kind_share_are_not_looked_for(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected
