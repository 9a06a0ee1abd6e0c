import pytest

from callout.foundation.pinyin import initials


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("更换线圈", "ghxq"),
        ("压缩机不制冷", "ysjbzl"),
        ("E5 故障（通讯）", "e5gztx"),
        ("ＲＳ４８５ 接口", "rs485jk"),
        ("", ""),
        ("——", ""),
    ],
)
def test_the_first_letters_of_a_label(label, typed):
    assert initials(label) == typed


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("重启", "cq"),
        ("重量", "zl"),
        ("长度", "cd"),
        ("校长", "xz"),
        ("校准", "jz"),
        ("银行", "yh"),
        ("行程开关", "xckg"),
        ("空调", "kt"),
        ("调度", "dd"),
        ("拆卸", "cx"),
        ("重庆", "cq"),
        ("厦门", "xm"),
    ],
)
def test_a_character_with_two_readings_follows_its_word(label, typed):
    assert initials(label) == typed


def test_a_label_is_read_once():
    initials.cache_clear()
    initials("更换线圈")
    initials("更换线圈")
    assert initials.cache_info().hits == 1
