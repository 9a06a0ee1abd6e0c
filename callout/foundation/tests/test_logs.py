"""A log line says what happened, in which request or job, and by whom."""

import json
import logging
import sys

from callout.foundation import context
from callout.foundation.logs import JsonFormatter, TextFormatter


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("callout.test", logging.WARNING, "file.py", 1, message, (), None)
    vars(made).update(extra)
    return made


def test_a_json_line_names_request_actor_and_extras() -> None:
    token = context.request_id.set("abcdef0123456789")
    try:
        with context.acting(7):
            line = json.loads(JsonFormatter().format(record("工单 saved", ms=3.5)))
    finally:
        context.request_id.reset(token)

    assert line["message"] == "工单 saved"
    assert (line["request"], line["actor"], line["ms"]) == ("abcdef0123456789", 7, 3.5)
    assert line["time"].endswith("+00:00")
    assert "job" not in line


def test_a_line_from_a_job_names_the_job() -> None:
    token = context.request_id.set("job:dispatching.plan")
    try:
        line = json.loads(JsonFormatter().format(record("planned")))
        text = TextFormatter().format(record("planned"))
    finally:
        context.request_id.reset(token)

    assert line["job"] == "dispatching.plan"
    assert text.endswith("callout.test planned job=dispatching.plan")


def test_a_traceback_stays_inside_its_json_line() -> None:
    try:
        raise ValueError("bad row")
    except ValueError:
        failed = record("import failed", exc_info=sys.exc_info())

    written = JsonFormatter().format(failed)
    assert "\n" not in written
    assert "ValueError: bad row" in json.loads(written)["traceback"]
