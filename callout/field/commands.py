"""Applies what phones did, as of when it happened: exactly once, in order per visit, each failure explained."""

from __future__ import annotations

import logging
from collections import ChainMap
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from callout.field import beside, chatting, diagnosing, handlers
from callout.field.models import Command, Device
from callout.field.protocol import PAYLOADS, VISIT_COMMANDS, Batch, CommandIn, Shape
from callout.foundation.errors import BusinessError, InvalidInput
from callout.workorders.bookings import CLOCK_TOLERANCE

log = logging.getLogger("callout.field")

APPLIED, REJECTED, CONFLICT = Command.Status.APPLIED.value, Command.Status.REJECTED.value, Command.Status.CONFLICT.value
HELD, FAILED = "held", "failed"
OLDEST = timedelta(days=30)
HANDLERS = ChainMap(handlers.HANDLERS, beside.HANDLERS, chatting.HANDLERS, diagnosing.HANDLERS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command: applied, rejected, conflict, held (behind a failed one) or failed (try again)."""

    operation: str
    status: str
    code: str = ""
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)


def apply_batch(device: Device, batch: Batch) -> list[Outcome]:
    """Apply each command in its own transaction. After a failure the later steps of the same visit are held."""
    stopped: dict[UUID, str] = {}
    outcomes = []
    for raw in batch.commands:
        outcome, visit = _one(device, raw, batch.skew_ms, stopped)
        if visit and outcome.status in (REJECTED, CONFLICT, FAILED):
            stopped.setdefault(visit, outcome.operation)
        outcomes.append(outcome)
    return outcomes


def _one(device: Device, raw: dict[str, Any], skew_ms: int, stopped: dict[UUID, str]) -> tuple[Outcome, UUID | None]:
    """The outcome, and the visit that must wait if it failed."""
    try:
        command = CommandIn.model_validate(raw)
    except ValidationError as error:
        return Outcome(str(raw.get("operation", "")), REJECTED, "command_invalid", _explain(error)), _visit_in(raw)
    visit = command.booking if command.type in VISIT_COMMANDS else None
    operation = str(command.operation)
    if visit in stopped:
        known = Command.objects.filter(operation=command.operation).first()
        if known:
            return _repeat(device, command, known), visit
        return Outcome(
            operation, HELD, "held", _("Waits for an earlier step of this visit."), {"behind": stopped[visit]}
        ), visit
    try:
        return _apply_once(device, command, skew_ms), visit
    except Exception:
        log.exception("command %s %s failed", command.type, operation)
        return Outcome(
            operation, FAILED, "server_error", _("The server could not do this now; it is tried again.")
        ), visit


def _visit_in(raw: dict[str, Any]) -> UUID | None:
    try:
        return UUID(str(raw.get("booking")))
    except ValueError:
        return None


def _apply_once(device: Device, command: CommandIn, skew_ms: int) -> Outcome:
    """Apply unless the operation is known. The row is inserted first, so a simultaneous repeat waits for it."""
    try:
        with transaction.atomic():
            return _outcome(_apply(device, command, skew_ms))
    except IntegrityError:
        known = Command.objects.filter(operation=command.operation).first()
        if known is None:
            raise
        return _repeat(device, command, known)


def _repeat(device: Device, command: CommandIn, known: Command) -> Outcome:
    if known.engineer_id != device.engineer_id or known.fingerprint != command.fingerprint():
        return Outcome(
            str(command.operation),
            REJECTED,
            "operation_reused",
            _("This operation number was used for something else."),
        )
    return _outcome(known)


def _apply(device: Device, command: CommandIn, skew_ms: int) -> Command:
    row = Command.objects.create(
        operation=command.operation,
        device=device,
        engineer=device.engineer,
        type=command.type,
        order_uid=command.order,
        happened_at=command.at,
        skew_ms=skew_ms,
        payload=command.kept(),
        fingerprint=command.fingerprint(),
        status=APPLIED,
    )
    try:
        with transaction.atomic():
            row.result = _handle(device, command)
            row.code, row.message = str(row.result.pop("code", "")), str(row.result.pop("message", ""))[:200]
    except handlers.Clash as clash:
        row.status, row.code, row.message, row.result = CONFLICT, clash.code, str(clash.message)[:200], clash.both
    except BusinessError as error:
        row.status, row.code, row.message = REJECTED, error.code, str(error.message)[:200]
        row.result = {"fields": {name: str(text) for name, text in error.fields.items()}}
    row.save(update_fields=["status", "code", "message", "result"])
    return row


def _handle(device: Device, command: CommandIn) -> dict[str, Any]:
    shape = PAYLOADS.get(command.type)
    if shape is None:
        raise InvalidInput("command_unknown", _("This app is too new or too old for the server."))
    at = _checked_time(command.at)
    try:
        payload: Shape = shape.model_validate(command.payload)
    except ValidationError as error:
        raise InvalidInput("payload_invalid", _explain(error)) from error
    return HANDLERS[command.type](handlers.Given(device, command, payload, at))


def _checked_time(at: datetime) -> datetime:
    """The time it happened, never later than now. Raises InvalidInput for a forged one."""
    now = timezone.now()
    if at > now + CLOCK_TOLERANCE:
        raise InvalidInput("time_in_future", _("This time lies in the future; check the phone's clock."))
    if at < now - OLDEST:
        raise InvalidInput("time_too_old", _("This happened more than 30 days ago."))
    return min(at, now)


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return _("Not understood: %(place)s") % {"place": place or first["type"]}


def _outcome(row: Command) -> Outcome:
    return Outcome(str(row.operation), row.status, row.code, row.message, row.result)
