"""What every API operation shares: errors as RFC 9457 problem documents with a stable code, and input rules."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict

from callout.foundation.errors import BusinessError

log = logging.getLogger("callout.api")


class Input(Schema):
    """Base of request bodies: unknown fields are refused, texts are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def problem(
    status: int, code: str, title: str, *, fields: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """An RFC 9457 problem document; ``code`` is stable, ``title`` is in the caller's language."""
    body: dict[str, Any] = {
        "type": f"urn:callout:problem:{code}",
        "status": status,
        "code": code,
        "title": title,
        **more,
    }
    if fields:
        body["fields"] = dict(fields)
    return JsonResponse(body, status=status, content_type="application/problem+json")


def install_problem_handlers(api: NinjaAPI) -> None:
    """Turn every refusal of the API into a problem document."""

    @api.exception_handler(BusinessError)
    def refused(request: HttpRequest, error: BusinessError) -> HttpResponse:
        fields = {name: str(text) for name, text in error.fields.items()}
        return problem(error.status, error.code, str(error.message), fields=fields)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {".".join(map(str, item["loc"][1:])) or str(item["loc"][0]): item["msg"] for item in error.errors}
        return problem(422, "invalid_input", _("Something in the request is not right."), fields=fields)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, "not_authenticated", _("Send a valid token."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, "not_allowed", _("This needs the permission “%(name)s”.") % {"name": error})

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not_found", _("Not found, or not in your area."))

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "bad_request", str(error))
