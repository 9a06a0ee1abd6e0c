"""Log lines: JSON for machines, plain text for people; both carry the request or job and who acts."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from callout.foundation import context

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_JOB = "job:"


def current_context() -> dict[str, Any]:
    """Request id or job name and acting user id, as far as there are any."""
    request = context.request_id.get()
    found: dict[str, Any] = {}
    if request.startswith(_JOB):
        found["job"] = request.removeprefix(_JOB)
    elif request:
        found["request"] = request
    if (actor := context.actor_id.get()) is not None:
        found["actor"] = actor
    return found


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC, ISO 8601), level, logger, message, context, the record's extras, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON; values JSON does not know are written as text."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **current_context(),
            **_extras(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """Time, level, logger, message, then ``key=value`` of context and extras; for a terminal."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name} {message}", datefmt="%H:%M:%S", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without its traceback, which the base class puts below."""
        pairs = {**current_context(), **_extras(record)}
        return " ".join([super().formatMessage(record), *(f"{name}={value}" for name, value in pairs.items())])


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
