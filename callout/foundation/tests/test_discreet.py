"""Texts that hold personal data are shown without it where nobody asked to see it."""

from __future__ import annotations

import pytest

from callout.foundation.ui.formats import discreet

STREET = "文三路星洲花园 8 幢"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张丽萍 13800006207，杭州西湖区文三路星洲花园 8 幢。", "张丽萍 138****6207，杭州西湖区文***。"),
        ("Call 13800006207.", "Call 138****6207."),
        ("电话0571-88006600", "电话0571-****6600"),
        ("看进度：http://service.example.com/t/6ki.nUD-lu5/", "看进度：http://service.example.com/t/…/"),
        ("http://localhost:8127/s/9zvb_-U:x/ 谢谢", "http://localhost:8127/s/…/ 谢谢"),
        ("WO-261127-03217，11-27 14:30–15:40", "WO-261127-03217，11-27 14:30–15:40"),
        ("序列号 2C85-2610-4683，¥13800.00", "序列号 2C85-2610-4683，¥13800.00"),
    ],
)
def test_numbers_address_and_secret_links_are_hidden_and_the_rest_is_not(text: str, shown: str) -> None:
    assert discreet(text, STREET) == shown


def test_a_case_without_a_street_hides_the_rest_all_the_same() -> None:
    assert discreet("13800006207", "") == "138****6207"
