"""The field API: registration with a session, everything else with the device's token."""

from __future__ import annotations

import base64
import binascii
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
from callout.documents.downloads import record_response
from callout.field import approach, bundle, commands, devices, relay, uploads
from callout.field.http import answer, for_device, problem, refused, revoked
from callout.field.models import Device, Upload
from callout.field.protocol import Batch, Whereabouts
from callout.foundation import files
from callout.foundation.errors import BusinessError, InvalidInput, NotFound
from callout.foundation.models import Attachment, PersonalDataReveal
from callout.notifications import push
from callout.workforce.models import Engineer
from callout.workorders.models import WorkOrder

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
    who = request.user.get_username()
    return answer({"device": str(device.uid), "token": token, "engineer": who, "recovery": device.recovery}, 201)


@require_POST
@requires(FIELD_USE)
def recovery(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The engineer forgot the PIN and signed in again: the key that opens his own phone."""
    try:
        return answer({"recovery": devices.recovery(actor=cast(User, request.user), uid=uid)})
    except devices.Revoked:
        return revoked()
    except BusinessError as error:
        return refused(error)


@require_GET
@public("says only whether a phone, known by its secret number, was revoked")
def locked(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A locked phone has no token at hand: it asks by its number whether it must wipe itself."""
    try:
        devices.check_locked(uid)
    except devices.Revoked:
        return revoked()
    except BusinessError as error:
        return refused(error)
    return answer({})


@csrf_exempt
@require_POST
@public("changes only a revoked phone, known by its secret number")
def wiped(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A revoked phone has removed its data."""
    try:
        devices.wiped(uid)
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


@for_device("POST")
def relay_key(request: HttpRequest, device: Device) -> HttpResponse:
    """The phone's public key comes, the key for its parcels goes."""
    given = str(_body(request).get("public_key", ""))[:200]
    key = relay.exchange_keys(actor=device.engineer.user, device=device, public_key=given)
    return answer({"device": str(device.uid), "key": key})


@for_device("POST")
def parcels(request: HttpRequest, device: Device) -> HttpResponse:
    """A parcel that this phone carried for a colleague's, base64."""
    try:
        data = base64.b64decode(str(_body(request).get("parcel", "")), validate=True)
    except binascii.Error as error:
        raise InvalidInput("relay_parcel_invalid", _("These codes cannot be opened; show them again.")) from error
    return answer(relay.counts(relay.hand_in(courier=device.engineer.user, data=data)))


@for_device("POST", "DELETE")
def push_address(request: HttpRequest, device: Device) -> HttpResponse:
    """POST: this phone takes push messages, at the address its browser gave. DELETE: no longer."""
    user = device.engineer.user
    if request.method == "DELETE":
        push.unsubscribe(actor=user, device=device.uid)
        return answer({})
    given = _body(request)
    endpoint, p256dh, auth = (str(given.get(name, "")) for name in ("endpoint", "p256dh", "auth"))
    push.subscribe(actor=user, device=device.uid, endpoint=endpoint, p256dh=p256dh, auth=auth)
    return answer({})


@for_device("POST")
def position(request: HttpRequest, device: Device) -> HttpResponse:
    """Where a travelling engineer is; 409 ``way_not_shared`` or ``not_travelling`` when nobody may know."""
    try:
        where = Whereabouts.model_validate(_body(request))
    except ValidationError as error:
        raise InvalidInput("position_invalid", _("This position is not understood.")) from error
    row = approach.report(actor=device.engineer.user, engineer=device.engineer, where=where)
    return answer({"metres": row.metres, "minutes": row.minutes})


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
def record_pdf(request: HttpRequest, device: Device, uid: UUID) -> HttpResponse:
    """The signed service record of an own order; ``?lang=zh|en`` is the customer's language. Each look is logged."""
    order = WorkOrder.objects.filter(uid=uid, bookings__engineer_id=device.engineer_id, record__isnull=False).first()
    if order is None:
        raise NotFound("record_not_found", _("There is no service record of yours here."))
    user = device.engineer.user
    PersonalDataReveal.objects.create(user=user, subject="work_order", subject_id=order.pk, field="service_record")
    return record_response(order, request.GET.get("lang", ""))


@for_device("GET")
def document(request: HttpRequest, device: Device, uid: UUID) -> HttpResponse:
    """A picture or document of an order or case the engineer has a visit for."""
    attachment = Attachment.objects.filter(uid=uid, kind__in=("photo", "document")).first()
    if attachment is None or not files.may_open(device.engineer.user, attachment):
        raise NotFound("file_not_found", _("No such file, or none you may see."))
    return HttpResponse(files.open_attachment(attachment), content_type=attachment.content_type)
