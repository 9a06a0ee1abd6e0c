"""The workbench in the office: every tab in both languages, each action, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from callout import testing
from callout.diagnosis.bench import TABS
from callout.diagnosis.models import Finding, RemoteSession
from callout.diagnosis.tests.conftest import World


@pytest.fixture
def desk(client: Client, world: World) -> Client:
    """The agent is signed in."""
    client.force_login(world.agent)
    return client


def address(world: World, action: str = "") -> str:
    return f"/cases/{world.case.number}/diagnosis/{action}"


def press(desk: Client, world: World, action: str, **given: Any) -> Any:
    return desk.post(address(world, action), given, headers={"HX-Request": "true"})


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "故障诊断"), ("en", "Known so far")])
def test_every_tab_opens_in_both_languages(desk: Client, world: World, tab: str, language: str, word: str) -> None:
    desk.cookies["callout_language"] = language
    page = desk.get(address(world), {"tab": tab})
    assert page.status_code == 200
    assert word in page.content.decode()


def test_a_click_answers_and_the_outcome_is_shown(desk: Client, world: World) -> None:
    desk.cookies["callout_language"] = "en"
    given = {"tree": "cooling", "step": "runs", "answer": "1", "version": "1"}
    page = press(desk, world, "answer/", **given).content.decode()
    assert "Capacitor weak" in page
    assert world.town.part.number in page
    assert "沈悦" in page
    assert Finding.objects.get().actor == world.agent
    assert "Capacitor weak" in desk.get(f"/cases/{world.case.number}/").content.decode()


def test_a_wrong_measurement_is_told_and_not_kept(desk: Client, world: World) -> None:
    press(desk, world, "answer/", tree="cooling", step="runs", answer="0")
    answer = press(desk, world, "answer/", tree="cooling", step="volts", answer="viele")
    assert answer.status_code == 422
    assert "toast" in answer["HX-Trigger"]
    assert Finding.objects.count() == 1


def test_a_log_is_dropped_and_read(desk: Client, world: World) -> None:
    file = SimpleUploadedFile("s9208.log", b"08:00 link down\n08:01 link down\n")
    page = press(desk, world, "log/", file=file).content.decode()
    assert "s9208.log" in page
    assert "08:00 link down" in page
    assert press(desk, world, "log/").status_code == 422


def test_comparison_codes_curve_and_remote_work(desk: Client, world: World) -> None:
    desk.cookies["callout_language"] = "en"
    assert "differs" in press(desk, world, "compare/", text="board: 1.0", serial="").content.decode()
    assert "X7" in press(desk, world, "fault/", code="x7").content.decode()
    assert "too low" in press(desk, world, "curve/", curve="drop", points="10 3").content.decode()
    assert press(desk, world, "remote/", means="video", agreed_by="张").status_code == 200
    session = RemoteSession.objects.get()
    assert "End session" in desk.get(address(world), {"tab": "remote"}).content.decode()
    assert "Restarted" in press(desk, world, "remote/end/", session=session.pk, done="Restarted").content.decode()
    assert Finding.objects.count() == 3


def test_only_ones_own_remote_session_is_ended(desk: Client, world: World) -> None:
    press(desk, world, "remote/", means="video")
    desk.force_login(testing.user("agent", region=world.town.region))
    answer = press(desk, world, "remote/end/", session=RemoteSession.objects.get().pk, done="x")
    assert answer.status_code == 404
    assert RemoteSession.objects.get().ended_at is None


@pytest.mark.parametrize("action", ["", "answer/", "fault/", "log/", "compare/", "curve/", "remote/", "remote/end/"])
def test_other_regions_and_other_roles_find_nothing(client: Client, world: World, action: str) -> None:
    call = client.post if action else client.get
    client.force_login(testing.user("agent", region=testing.town("宁波").region))
    assert call(address(world, action)).status_code == 404
    client.force_login(testing.user("store_keeper", region=world.town.region))
    assert call(address(world, action)).status_code == 403
    assert not Finding.objects.exists()


def test_more_findings_cost_no_more_queries(desk: Client, world: World) -> None:
    def opened() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(address(world))
        return len(queries)

    press(desk, world, "answer/", tree="cooling", step="runs", answer="1")
    opened()
    few = opened()
    for _ in range(10):
        press(desk, world, "answer/", tree="cooling", step="runs", answer="1")
    assert opened() == few <= 22


def test_the_interface_answers_and_reads(desk: Client, world: World) -> None:
    base = f"/api/v1/cases/{world.case.number}"
    body = {"tree": "cooling", "step": "runs", "answer": "1"}
    token = desk.get(address(world)).context["csrf_token"]
    made = desk.post(
        f"{base}/diagnosis/answers", body, content_type="application/json", headers={"X-CSRFToken": str(token)}
    )
    assert made.status_code == 201, made.content
    known = desk.get(f"{base}/diagnosis").json()
    assert known["trees"][0]["outcome"] is True
    assert known["trees"][0]["parts"] == [world.town.part.number]
    assert [row["answer"] for row in known["findings"]] == ["1"]
    assert desk.get(f"{base}/similar").json() == []
    assert desk.get(f"{base}/remote-sessions").json() == []
