"""The short tables in which packs are written."""

from decimal import Decimal

import pytest

from callout.foundation import pack_tables
from callout.foundation.packs import CheckData, CodeData, Label


def test_a_line_of_codes_becomes_a_code_with_words_and_what_it_leads_to():
    assert pack_tables.codes("S-103 | 不制冷 | Does not cool | 不凉、E4 | O-1 O-2") == (
        CodeData("symptom", "S-103", Label("不制冷", "Does not cool"), ("不凉", "E4"), ("O-1", "O-2")),
    )


def test_checks_are_yes_or_no_a_number_a_choice_or_text():
    yes, temperature, pressure, colour, remark = pack_tables.checks("""
        clean | 已清洗 | Cleaned
        outlet | 出风温度 | Outlet temperature | -24..-15 ℃
        vacuum | 抽真空 | Evacuation | 15.. min
        flame | 火焰 | Flame | choice 蓝、黄
        version? | 版本 | Version | text
    """)
    assert (yes.kind, yes.required) == ("bool", True)
    assert temperature == CheckData("outlet", Label("出风温度", "Outlet temperature"), "number", "℃", -24, -15)
    assert (pressure.minimum, pressure.maximum) == (15, None)
    assert colour.choices == ("蓝", "黄")
    assert (remark.kind, remark.required, remark.code) == ("text", False, "version")


def test_a_check_can_follow_from_an_earlier_one_and_a_meter_counts_up():
    pressure, leak, hours = pack_tables.checks("""
        pressure? | 压力 | Pressure | 0.7..1.1 MPa
        leak | 检漏 | Leak test | | pressure low、high
        hours? | 运行小时 | Hours run | meter 24 h
    """)
    assert pressure.after is None
    assert (leak.kind, leak.after) == ("bool", ("pressure", ("low", "high")))
    assert (hours.kind, hours.maximum, hours.unit, hours.required) == ("meter", 24, "h", False)


def test_a_check_can_ask_for_photos_with_its_answer_or_for_photos_alone():
    bracket, earth, plate, rack = pack_tables.checks("""
        bracket | 支架 | Bracket | + photo
        earth | 接地电阻 | Earth resistance | 0..4 Ω + photo 2
        plate | 铭牌 | Nameplate | photo
        rack? | 机架前后 | Rack, front and back | photo 2 | bracket ok
    """)
    assert [(check.kind, check.photos) for check in (bracket, earth, plate, rack)] == [
        ("bool", 1), ("number", 2), ("photo", 1), ("photo", 2),
    ]  # fmt: skip
    assert (earth.unit, earth.maximum) == ("Ω", 4)
    assert (rack.required, rack.after) == (False, ("bracket", ("ok",)))


def test_a_mark_behind_the_price_tells_how_a_parts_pieces_are_kept():
    board, cable, gas = pack_tables.parts(
        "P-1 | 主板 | Board | 420* | A B\nP-2 | 线 | Cable | 4.5 | A\nP-3 | 冷媒 | Gas | 90# | A"
    )
    assert (gas.price, gas.tracking) == (Decimal(90), "batch")
    assert (board.price, board.tracking, board.products) == (Decimal(420), "serial", ("A", "B"))
    assert (cable.price, cable.tracking) == (Decimal("4.5"), "none")


def test_a_line_with_too_many_columns_is_refused():
    with pytest.raises(ValueError, match="more than 3 columns"):
        pack_tables.products("澜川", "M | 名 | Name | extra")
