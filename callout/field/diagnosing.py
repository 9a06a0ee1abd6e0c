"""What an engineer found with the phone's workbench, each step once and as of when it was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from callout.diagnosis import services
from callout.field import protocol
from callout.field.handlers import Given, order_of, where_of


def _read_log(given: Given) -> dict[str, Any]:
    payload = cast(protocol.LogRead, given.payload)
    told = payload.model_dump(exclude={"name", "version"})
    finding = services.take_log(
        actor=given.actor, where=where_of(given, order_of(given)), name=payload.name, told=told, version=payload.version
    )
    return {"verdict": finding.verdict}


def _compare(given: Given) -> dict[str, Any]:
    payload = cast(protocol.Compared, given.payload)
    finding = services.compare_told(
        actor=given.actor,
        where=where_of(given, order_of(given)),
        values=payload.values,
        versions=payload.versions,
        version=payload.version,
        serial=payload.serial,
    )
    return {"verdict": finding.verdict}


def _measure_curve(given: Given) -> dict[str, Any]:
    payload = cast(protocol.CurveMeasured, given.payload)
    finding = services.record_curve(
        actor=given.actor,
        where=where_of(given, order_of(given)),
        curve=payload.curve,
        points=payload.points,
        version=payload.version,
    )
    return {"verdict": finding.verdict}


HANDLERS: dict[str, Callable[[Given], dict[str, Any]]] = {
    "read_log": _read_log,
    "compare": _compare,
    "measure_curve": _measure_curve,
}
