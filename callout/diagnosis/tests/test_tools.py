"""Logs, comparison with a healthy unit, curves: what is found, what is refused, what is never kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callout import testing
from callout.diagnosis import comparing, curves, logs, services
from callout.diagnosis.models import Finding
from callout.diagnosis.services import Where
from callout.diagnosis.tests.conftest import World
from callout.foundation.errors import BusinessError

LOG = b"""2026-11-27 08:00:01 boot ok
2026-11-27 08:11:42 GE1/0/3 LINK went DOWN
2026-11-27 08:12:10 user admin password: hunter2 psu fail
2026-11-27 08:15:00 GE1/0/3 link is down
"""


def read(world: World, data: bytes, name: str = "s9208.log") -> Finding:
    return services.read_log(actor=world.agent, where=Where(case_id=world.case.pk), name=name, data=data)


def test_a_log_tells_what_happened_with_lines_worst_first(world: World) -> None:
    found = read(world, LOG)
    power, flap = found.data["matches"]
    assert (power["code"], power["lines"], power["tone"]) == ("power", [3], "danger")
    assert (flap["code"], flap["lines"], flap["count"]) == ("flap", [2, 4], 2)
    assert (flap["first"], flap["last"]) == ("2026-11-27 08:11:42", "2026-11-27 08:15:00")
    assert (found.verdict, found.data["lines"]) == ("danger", 4)


def test_passwords_in_a_log_are_not_kept(world: World) -> None:
    found = read(world, LOG)
    assert "hunter2" not in str(found.data)
    assert "password: ***" in str(found.data)


def test_too_few_lines_are_no_finding(world: World) -> None:
    found = read(world, b"08:00 link down\n08:01 ok\n")
    assert (found.data["matches"], found.verdict) == ([], "ok")


def test_chinese_logs_are_read_in_both_encodings(world: World) -> None:
    text = "一月 link 已 down\n" * 2
    assert read(world, text.encode("gb18030")).data["matches"] == read(world, text.encode()).data["matches"] != []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "log_empty"), (b" \n ", "log_empty"), (b"\x7fELF\0\0\0", "log_not_text"),
        (b"\xff\xfe\xff", "log_not_text"),
        (b"a" * (logs.MAX_BYTES + 1), "log_too_large"), (b"\n" * (logs.MAX_LINES + 2) + b"x", "log_too_large"),
    ],
    ids=["nothing", "blank", "program", "no text", "bytes", "lines"],
)  # fmt: skip
def test_what_is_no_log_is_refused(world: World, data: bytes, code: str) -> None:
    with pytest.raises(BusinessError) as refused:
        read(world, data)
    assert refused.value.code == code
    assert not Finding.objects.exists()


def test_the_largest_log_is_read_to_its_end(world: World) -> None:
    line = b"2026-11-27 08:11:42 %%01IFNET GE1/0/3 link " + b"d" * 900 + b"\n"
    lines = logs.MAX_BYTES // len(line) - 1
    found = read(world, line * lines + b"psu fail\n")
    assert found.data["lines"] == lines + 1
    assert [(match["code"], match["lines"]) for match in found.data["matches"]] == [("power", [lines + 1])]


def test_a_kind_of_product_without_patterns_says_so(world: World) -> None:
    content = {**world.known.content, "patterns": []}
    services.publish_knowledge(actor=None, category=world.town.category, content=content)
    testing.cache.clear()
    with pytest.raises(BusinessError) as refused:
        read(world, LOG)
    assert refused.value.code == "no_patterns"


def test_differences_from_the_healthy_unit_come_first(world: World) -> None:
    where = Where(case_id=world.case.pk)
    found = services.compare(actor=world.agent, where=where, text="Board: 2.10\nsnmp community public\nstp = Enable")
    assert [(row["name"], row["state"]) for row in found.data["rows"]] == [("board", "differs"), ("stp", "same")]
    assert (found.verdict, found.data["differing"]) == ("off", 1)
    assert "public" not in str(found.data)


def test_another_device_of_the_model_can_be_the_healthy_unit(world: World) -> None:
    town = world.town
    twin = testing.make_asset(town.customer, town.site, town.product)
    twin.versions = {"board": "2.20"}
    twin.save()
    where = Where(case_id=world.case.pk)
    found = services.compare(actor=world.agent, where=where, text="board 2.20", serial=twin.serial)
    healthy = {row["name"]: row["healthy"] for row in found.data["rows"]}
    assert (found.answer, healthy["board"], found.data["differing"]) == (twin.serial, "2.20", 0)


@pytest.mark.parametrize("which", ["foreign", "other model", "itself"])
def test_only_devices_of_the_model_in_ones_area_serve_as_healthy_unit(world: World, which: str) -> None:
    town, there = world.town, testing.town("宁波")
    unit = {
        "foreign": testing.make_asset(there.customer, there.site, town.product),
        "other model": testing.make_asset(town.customer, town.site, there.product),
        "itself": town.asset,
    }[which]
    with pytest.raises(BusinessError) as refused:
        services.compare(actor=world.agent, where=Where(case_id=world.case.pk), text="", serial=unit.serial)
    assert refused.value.code == "unit_unknown"


def test_a_curve_is_judged_point_by_point(world: World) -> None:
    found = services.record_curve(
        actor=world.agent, where=Where(case_id=world.case.pk), curve="drop", points=[(10, 7), (0, 5), (5, 4), (5, 3.9)]
    )
    verdicts = [(point["x"], point["y"], point["verdict"]) for point in found.data["points"]]
    assert verdicts == [(0, 5, "ok"), (5, 3.9, "low"), (5, 4, "ok"), (10, 7, "low")]
    assert (found.verdict, found.data["off"]) == ("off", 2)


@pytest.mark.parametrize("text", ["1", "1 2 3", "a b", "1 nan"])
def test_points_that_are_no_points_are_refused(text: str) -> None:
    with pytest.raises(BusinessError) as refused:
        curves.parse_points(text)
    assert refused.value.code == "points_invalid"


def test_points_may_be_written_as_people_write_them() -> None:
    assert curves.parse_points("1 2\n 3,4.5 \n\n5; 6") == [(1, 2), (3, 4.5), (5, 6)]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_a_configuration(text: str) -> None:
    found = comparing.parse(text)
    assert all(name and value for name, value in found.items())
