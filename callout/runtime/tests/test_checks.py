"""``callout check`` finds what would hurt later, and ``callout settings`` gives no secret away."""

import subprocess
import sys
from pathlib import Path

import pytest

from callout.runtime import checks
from callout.runtime.checks import Finding


def findings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, bool | None]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return {finding.text: finding.ok for finding in checks.check_environment()}


def test_a_misspelt_variable_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        findings(monkeypatch, CALLOUT_HOST="x")["CALLOUT_HOST is not a setting of Callout; see callout settings"]
        is False
    )


def test_debug_fails_and_demo_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings(monkeypatch, CALLOUT_DEBUG="1", CALLOUT_DEMO="1")
    assert sorted(map(str, found.values())) == ["False", "None"]


def test_https_in_one_setting_only_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert False in findings(monkeypatch, CALLOUT_BASE_URL="https://service.example").values()
    assert not findings(monkeypatch, CALLOUT_BASE_URL="https://service.example", CALLOUT_HTTPS="1")


def test_a_key_that_others_may_read_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLOUT_DATA", str(tmp_path))
    key = tmp_path / "secrets" / "callout_data_key"
    key.parent.mkdir()
    key.touch(mode=0o600)
    assert checks.check_secrets().ok
    key.chmod(0o644)
    assert checks.check_secrets() == Finding("secrets", False, "chmod 600 callout_data_key")


def test_a_data_base_that_does_not_answer_is_a_finding() -> None:
    finding = checks.guarded("PostgreSQL", lambda: checks.check_server("postgresql://x@127.0.0.1:1/x"))
    assert finding.ok is False
    assert "does not answer" in finding.text


def test_the_report_fails_only_for_what_is_not_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.report([Finding("a", True, "fine"), Finding("b", None, "look")]) == 0
    assert checks.report([Finding("c", False, "broken")]) == 1
    assert capsys.readouterr().out.splitlines() == ["ok    a: fine", "note  b: look", "FAIL  c: broken"]


def test_settings_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLOUT_METRICS_TOKEN", "very-secret-value")
    shown = subprocess.run([sys.executable, "-m", "callout.runtime.cli", "settings"], capture_output=True, text=True)
    assert "CALLOUT_METRICS_TOKEN" in shown.stdout
    assert "very-secret-value" not in shown.stdout


def test_wrong_use_is_answered_with_help() -> None:
    wrong = subprocess.run([sys.executable, "-m", "callout.runtime.cli", "rnu"], capture_output=True, text=True)
    assert wrong.returncode == 2
    assert "invalid choice: 'rnu'" in wrong.stderr
