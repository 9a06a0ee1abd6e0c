"""The field API: registration with a session, everything else with the device's token."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from callout.accounts.access import FIELD_USE, public, requires
from callout.accounts.models import User
from callout.field import bundle, commands, devices, uploads
from callout.field.http import answer, for_device, problem, refused
from callout.field.models import Device, Upload
from callout.field.protocol import Batch
from callout.foundation import files
from callout.foundation.errors import BusinessError, InvalidInput, NotFound
from callout.foundation.models import Attachment
from callout.workforce.models import Engineer

MAX_BATCH = 6 * 1024 * 1024


@require_GET
@public("says only who is signed in")
@ensure_csrf_cookie
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in in this browser, so that a phone handed over does not go on as somebody else."""
    user = request.user
    engineer = (
        Engineer.objects.filter(user=user, active=True).first()
        if user.is_authenticated and user.may(FIELD_USE)
        else None
    )
    return answer({"signed_in": user.is_authenticated, "engineer": engineer.user.username if engineer else None})


@require_POST
@requires(FIELD_USE)
def register(request: HttpRequest) -> HttpResponse:
    """A signed-in engineer's phone gets its token."""
    try:
        name = str(_body(request).get("name", ""))
        device, token = devices.register(actor=cast(User, request.user), name=name)
    except BusinessError as error:
        return refused(error)
    return answer({"device": str(device.uid), "token": token, "engineer": request.user.get_username()}, 201)


@csrf_exempt
@require_POST
@public("checks its own device token")
def wiped(request: HttpRequest) -> HttpResponse:
    """A revoked phone has removed its data."""
    try:
        devices.wiped(request.headers.get("Authorization", ""))
    except BusinessError as error:
        return refused(error)
    return answer({})


@for_device("POST")
def sign_out(request: HttpRequest, device: Device) -> HttpResponse:
    """The engineer gives this phone up; its token ends."""
    devices.revoke(actor=device.engineer.user, device=device)
    return answer({})


@for_device("GET")
def get_bundle(request: HttpRequest, device: Device) -> HttpResponse:
    """Orders and reference data, all or what changed since the cursor."""
    return answer(bundle.build(device, request.GET.get("cursor", "")))


@for_device("POST")
def post_commands(request: HttpRequest, device: Device) -> HttpResponse:
    """A batch of commands; the answer has one outcome for each, in the same order."""
    try:
        batch = Batch.model_validate(_body(request))
    except ValidationError as error:
        raise InvalidInput("batch_invalid", _("The list of commands is not understood.")) from error
    return answer({"outcomes": [asdict(outcome) for outcome in commands.apply_batch(device, batch)]})


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.headers.get("Content-Length") or 0) > MAX_BATCH:
        raise uploads.TooLarge("batch_too_large", _("Too much at once; send fewer commands."))
    try:
        text = request.body.decode()
        data = json.loads(text, parse_constant=_no_constant)
    except RequestDataTooBig as error:
        raise uploads.TooLarge("batch_too_large", _("Too much at once; send fewer commands.")) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput("json_invalid", _("This is not JSON.")) from error
    if not isinstance(data, dict) or "\\u0000" in text:
        raise InvalidInput("json_invalid", _("This is not JSON."))
    return data


def _no_constant(name: str) -> None:
    raise ValueError(name)


@for_device("GET", "PUT")
def file(request: HttpRequest, device: Device, uid: UUID) -> HttpResponse:
    """GET: how much of a file has come. PUT: one piece at ``offset``; order, kind, size and note in the query."""
    if request.method == "GET":
        upload = Upload.objects.filter(uid=uid, device__engineer_id=device.engineer_id).first()
        return answer(_progress(upload) if upload else {"received": 0, "complete": False})
    try:
        upload = uploads.put(device, _piece(request, uid))
    except uploads.OffsetMismatch as error:
        return problem(error.status, error.code, str(error.message), received=error.received)
    return answer(_progress(upload))


def _progress(upload: Upload) -> dict[str, Any]:
    return {"received": upload.received, "complete": upload.attachment_id is not None}


def _piece(request: HttpRequest, uid: UUID) -> uploads.Piece:
    if int(request.headers.get("Content-Length") or 0) > uploads.MAX_CHUNK:
        raise uploads.TooLarge("chunk_too_large", _("This piece is too large."))
    query = request.GET
    try:
        order, size, offset = UUID(query.get("order", "")), int(query.get("size", "")), int(query.get("offset", ""))
    except ValueError as error:
        raise InvalidInput("query_invalid", _("Order, size or offset is missing.")) from error
    return uploads.Piece(
        uid, order, query.get("kind", ""), query.get("note", "").replace("\x00", ""), size, offset, request.body
    )


@for_device("GET")
def document(request: HttpRequest, device: Device, uid: UUID) -> HttpResponse:
    """A picture or document of an order or case the engineer has a visit for."""
    attachment = Attachment.objects.filter(uid=uid, kind__in=("photo", "document")).first()
    if attachment is None or not files.may_open(device.engineer.user, attachment):
        raise NotFound("file_not_found", _("No such file, or none you may see."))
    return HttpResponse(files.open_attachment(attachment), content_type=attachment.content_type)
