"""Files become cases: dry run, errors, twice, all or nothing, cancel, encodings, Excel."""

from __future__ import annotations

import json
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from callout import testing
from callout.cases.models import Case
from callout.customers.models import Customer
from callout.dispatching.models import Decision
from callout.dispatching.why import explain
from callout.foundation.errors import InvalidInput
from callout.foundation.models import Event
from callout.integration.imports import mapping, reading, runs
from callout.integration.management.commands.import_cases import Command
from callout.integration.models import ImportRun
from callout.notifications.models import Message
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db
HEADER = "编号,开始时间,结束时间,单位,型号,故障现象"


@pytest.fixture
def town() -> testing.Town:
    return testing.town()


@pytest.fixture
def rules(town: testing.Town) -> dict[str, Any]:
    place = {"city": "杭州", "latitude": town.site.latitude, "longitude": town.site.longitude}
    return {
        "kind": "test",
        "empty": ["0"],
        "fields": {
            "row_id": {"columns": ["编号"]},
            "reported_at": {"columns": ["开始时间"]},
            "ended_at": {"columns": ["结束时间"]},
            "customer_name": {"columns": ["单位"]},
            "product": {"columns": ["型号"], "values": {"空调": town.product.model}, "strict": True},
            "description": {"columns": ["故障现象"]},
            "symptom": {"columns": ["故障现象"], "keywords": [{"words": ["不制冷"], "value": "S1"}]},
        },
        "customer": {"create": True, "places": {"浙江": place}},
    }


def csv_file(folder: Path, *rows: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / "cases.csv"
    path.write_bytes("\r\n".join([HEADER, *rows]).encode(encoding))
    return path


def run(path: Path, rules: dict[str, Any], **more: Any) -> ImportRun:
    made = ImportRun.objects.create(name=path.name, mapping=rules, total=0, **{"dry_run": False, **more})
    return runs.execute(made, path)


def ago(days: float) -> str:
    return timezone.localtime(timezone.now() - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def counts(made: ImportRun) -> tuple[int, int, int]:
    return made.created, made.known, made.failed


def test_an_open_row_goes_through_triage_and_dispatch(
    town: testing.Town, rules: dict[str, Any], tmp_path: Path
) -> None:
    engineer = town.engineer()
    path = csv_file(tmp_path, f"1,{ago(0.1)},,浙江,空调,开机后不制冷")
    assert counts(run(path, rules)) == (1, 0, 0)
    testing.run_jobs()
    case = Case.objects.get()
    assert (case.channel, case.source, case.external_id, case.symptom.code) == ("import", "import:test", "1", "S1")
    assert (case.customer.name, case.customer.kind, case.region) == ("浙江", "organisation", town.region)
    assert Booking.objects.get(work_order__case=case).engineer == engineer


PAST = "7,2016-08-24 09:25:00,2016-08-24 15:58:00,浙江,空调,不制冷"


def test_a_row_of_the_past_keeps_its_times_and_tells_nobody(rules: dict[str, Any], tmp_path: Path) -> None:
    run(csv_file(tmp_path, PAST), rules)
    testing.run_jobs()
    case = Case.objects.get()
    assert case.state == "closed"
    assert timezone.localtime(case.created_at).strftime("%F %T") == "2016-08-24 09:25:00"
    assert timezone.localtime(case.resolved_at).strftime("%F %T") == "2016-08-24 15:58:00"
    assert not Message.objects.exists()
    assert not Booking.objects.exists()
    assert Event.objects.filter(case_id=case.pk, type="case.resolved").exists()


def test_a_row_of_the_past_is_triaged_and_dispatch_says_who_would_have_gone(
    town: testing.Town, rules: dict[str, Any], tmp_path: Path
) -> None:
    near, far = town.engineer("近", east_km=1), town.engineer("远", east_km=9)
    made = run(csv_file(tmp_path, PAST), rules)
    assert (made.created, made.past, made.advised) == (1, 1, 1)
    case = Case.objects.get()
    assert (case.category, case.symptom.code, case.severity) == (town.category, "S1", 3)
    assert case.entitlement["kind"]
    states = dict(case.milestones.values_list("kind", "state"))
    assert states == {"respond": "missed", "arrive": "missed", "resolve": "met", "feedback": "met"}
    order = case.work_orders.get()
    assert (order.state, order.completed_at, order.outlet) == ("posted", case.resolved_at, None)
    decision = order.decisions.get()
    assert (decision.outcome, decision.at, decision.engineer) == ("advised", case.created_at, near)
    why = explain(decision)
    assert (why.advised, why.name, [other.name for other in why.alternatives]) == (True, "近", [str(far)])


def test_a_row_of_the_past_that_nobody_could_serve_says_why(rules: dict[str, Any], tmp_path: Path) -> None:
    rules["customer"]["places"]["浙江"] |= {"city": "拉萨", "latitude": 29.65, "longitude": 91.17}
    made = run(csv_file(tmp_path, PAST), rules)
    assert (made.created, made.past, made.advised) == (1, 1, 0)
    decision = Decision.objects.get(work_order__case=Case.objects.get())
    assert (decision.outcome, decision.reason, decision.engineer) == ("unserved", "no_outlet", None)


def test_the_pages_of_a_past_case_say_who_would_have_gone(
    town: testing.Town, rules: dict[str, Any], tmp_path: Path, client: Client
) -> None:
    town.engineer("周建国")
    run(csv_file(tmp_path, PAST), rules)
    case = Case.objects.get()
    client.force_login(testing.user("manager", region=town.region))
    client.cookies["callout_language"] = "en"
    for name, number in (("cases:detail", case.number), ("workorders:detail", case.work_orders.get().number)):
        page = client.get(reverse(name, args=[number])).content.decode()
        assert "周建国 would have gone" in page, name
        assert "Service record (PDF)" not in page


def test_a_row_that_ended_yesterday_is_resolved_and_the_customer_is_asked(
    town: testing.Town, rules: dict[str, Any], tmp_path: Path
) -> None:
    town.engineer()
    made = run(csv_file(tmp_path, f"8,{ago(2)},{ago(1)},浙江,空调,不制冷"), rules)
    testing.run_jobs()
    case = Case.objects.get()
    assert (case.state, case.surveys.count(), made.past, made.advised) == ("resolved", 1, 1, 1)
    order = case.work_orders.get()
    assert (order.state, order.completed_at, order.decisions.get().outcome) == ("posted", case.resolved_at, "advised")
    assert not Booking.objects.exists()


BAD = (
    ("2,yesterday,,浙江,空调,不制冷", "开始时间", "time_unreadable"),
    ("3,2016-08-24 09:25:00,2016-08-23 09:25:00,浙江,空调,x", "结束时间", "ends_before_begin"),
    ("4,2099-01-01,,浙江,空调,x", "开始时间", "time_in_future"),
    ("5,2016-08-24,2016-08-24,月球,空调,x", "单位", "place_unknown"),
    ("6,2016-08-24,2016-08-24,浙江,冰箱,x", "型号", "value_unknown"),
    (",2016-08-24,2016-08-24,浙江,空调,x", "编号", "row_id_missing"),
    ("1,2016-08-24,2016-08-24,浙江,空调,again", "row_id", "row_id_repeated"),
    ("9,2016-08-24,2016-08-24,浙江,空调,", "", "request_invalid"),
)


def test_bad_rows_say_where_and_why_and_good_ones_are_imported(rules: dict[str, Any], tmp_path: Path) -> None:
    path = csv_file(tmp_path, "1,2016-08-24,2016-08-25,浙江,空调,好的", *(row for row, _, _ in BAD))
    made = run(path, rules)
    assert counts(made) == (1, 0, len(BAD))
    found = [(p.row, p.column, p.code) for p in made.problems.all()]
    assert sorted(found) == [(n, column, code) for n, (_, column, code) in enumerate(BAD, 3)]


def test_a_bad_row_of_a_new_customer_does_not_spoil_the_good_ones(rules: dict[str, Any], tmp_path: Path) -> None:
    rules["fields"]["service_type"] = {"columns": ["故障现象"], "values": {"坏": "unheard_of", "好": "repair"}}
    made = run(
        csv_file(tmp_path, "1,2016-08-24,2016-08-25,浙江,空调,坏", "2,2016-08-24,2016-08-25,浙江,空调,好"), rules
    )
    assert (counts(made), made.state) == ((1, 0, 1), "done")
    assert Case.objects.get().customer == Customer.objects.get(name="浙江")


def test_a_run_that_breaks_off_says_so_and_can_begin_again(
    rules: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv_file(tmp_path, "1,2016-08-24,2016-08-25,浙江,空调,好的")
    made = ImportRun.objects.create(name=path.name, mapping=rules, total=0, dry_run=False)
    with pytest.raises(ZeroDivisionError):
        runs.execute(made, path, tell=lambda run: 1 // 0)
    made.refresh_from_db()
    assert (made.state, bool(made.error)) == ("failed", True)
    assert runs.execute(made, path).state == "done"


def test_a_dry_run_finds_the_same_and_keeps_nothing(rules: dict[str, Any], tmp_path: Path) -> None:
    path = csv_file(tmp_path, "1,2016-08-24,2016-08-25,浙江,空调,好的", BAD[0][0])
    made = run(path, rules, dry_run=True)
    assert (counts(made), made.state) == ((1, 0, 1), "checked")
    assert not Case.objects.exists()
    assert not Customer.objects.filter(name="浙江").exists()
    assert testing.run_jobs() == 0


def test_a_second_run_imports_nothing_twice(rules: dict[str, Any], tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, *(f"{n},2016-08-24,2016-08-25,浙江,空调,x" for n in range(1, 70)), f"70,{ago(1)},,浙江,空调,x"
    )
    assert counts(run(path, rules)) == (70, 0, 0)
    assert counts(run(path, rules)) == (0, 70, 0)
    assert Case.objects.count() == 70


def test_all_or_nothing_keeps_nothing_when_one_row_is_bad(rules: dict[str, Any], tmp_path: Path) -> None:
    good = "1,2016-08-24,2016-08-25,浙江,空调,x"
    made = run(csv_file(tmp_path, good, BAD[0][0]), rules, all_or_nothing=True)
    assert (made.state, made.failed, Case.objects.count()) == ("failed", 1, 0)
    assert counts(run(csv_file(tmp_path, good), rules, all_or_nothing=True)) == (1, 0, 0)


def test_a_run_can_be_cancelled_between_batches(rules: dict[str, Any], tmp_path: Path) -> None:
    rows = (f"{n},2016-08-24,2016-08-25,浙江,空调,x" for n in range(1, 200))
    made = run(csv_file(tmp_path, *rows), rules, cancel_requested=True)
    assert (made.state, made.created) == ("cancelled", runs.BATCH)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = csv_file(tmp_path, "1,,,浙江,空调,龘靐齉", encoding=encoding)
    with reading.open_table(path) as table:
        assert table.columns[0] == "编号"
        assert [row["故障现象"] for _, row in table.rows] == ["龘靐齉"]


def test_delimiters_quotes_and_lines_inside_cells(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('编号;说明\n1;"一行\n二行; 分号"\n;\n2;x\n', "utf-8")
    with reading.open_table(path) as table:
        assert list(table.rows) == [(2, {"编号": "1", "说明": "一行\n二行; 分号"}), (4, {"编号": "2", "说明": "x"})]


def test_excel_files_are_read_with_their_dates(rules: dict[str, Any], tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(HEADER.split(","))
    start = timezone.localtime(timezone.now() - timedelta(days=50)).replace(tzinfo=None, microsecond=0)
    book.active.append([1, start, start + timedelta(hours=2), "浙江", "空调", "不制冷"])
    path = tmp_path / "cases.xlsx"
    book.save(path)
    assert counts(run(path, rules)) == (1, 0, 0)
    assert timezone.localtime(Case.objects.get().created_at).replace(tzinfo=None) == start


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "header_missing"), (b"a,a\n1,2", "header_repeated"), (b"PK\x03\x04junk", "header_missing")],
)
def test_hostile_files_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    if content.startswith(b"PK"):
        with pytest.raises(InvalidInput), reading.open_table(path, "x.xlsx"):
            pass
        return
    with pytest.raises(InvalidInput) as refusal, reading.open_table(path):
        pass
    assert refusal.value.code == code


def test_a_wrong_mapping_says_what_is_wrong(rules: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        mapping.parse({**rules, "fields": {"row_id": {"columns": ["编号"]}, "colour": {}}})
    assert "unknown fields: colour" in str(refusal.value.fields)


def test_columns_are_guessed_by_their_names() -> None:
    guessed = mapping.guess(["编号", "开始时间", "故障现象", "联系电话", "客户名称"])
    assert guessed == {
        "row_id": "编号", "reported_at": "开始时间", "description": "故障现象", "contact_phone": "联系电话",
        "customer_name": "客户名称",
    }  # fmt: skip


def test_ctrl_c_lets_the_rows_at_hand_end_and_the_same_command_goes_on(
    rules: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv_file(tmp_path, *(f"{n},2016-08-24,2016-08-25,浙江,空调,x" for n in range(1, 121)))
    rules_file = tmp_path / "rules.json"
    rules_file.write_text(json.dumps(rules), "utf-8")
    command = Command()
    take, pressed = runs._take_batch, iter([True])

    def press(**batch: Any) -> None:
        if next(pressed, False):
            os.kill(os.getpid(), signal.SIGINT)
        take(**batch)

    monkeypatch.setattr(runs, "_take_batch", press)
    with pytest.raises(CommandError) as stopped:
        call_command(command, str(path), "--mapping", str(rules_file))
    assert (stopped.value.returncode, ImportRun.objects.get().state, Case.objects.count()) == (130, "cancelled", 50)
    call_command("import_cases", str(path), "--mapping", str(rules_file))
    assert "120 rows: 70 became cases, 50 known already, 0 refused" in capsys.readouterr().out


def test_the_command_reports_and_writes_the_refused_rows(
    rules: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = csv_file(tmp_path, "1,2016-08-24,2016-08-25,浙江,空调,x", BAD[0][0])
    rules_file, errors = tmp_path / "rules.json", tmp_path / "errors.csv"
    rules_file.write_text(json.dumps(rules), "utf-8")
    call_command("import_cases", str(path), "--mapping", str(rules_file), "--errors", str(errors))
    assert "2 rows: 1 became cases, 0 known already, 1 refused" in capsys.readouterr().out
    assert "3,开始时间,yesterday,time_unreadable" in errors.read_text("utf-8-sig")
    with pytest.raises(CommandError):
        call_command("import_cases", str(tmp_path / "none.csv"), "--mapping", str(rules_file))
