"""What every API operation shares: errors as RFC 9457 problem documents with a stable code, and input rules."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from callout.foundation.errors import BusinessError
from callout.foundation.plans import planned_for_values

log = logging.getLogger("callout.api")


Text = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Number = Annotated[str, StringConstraints(max_length=24, pattern=r"^[A-Za-z0-9-]+$")]
Identifier = Annotated[int, Field(ge=1, le=2**53)]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC))
]  # bounds keep every later sum of times inside what the data base can store

MAX_BODY = 1024 * 1024
T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Input(Schema):
    """Base of request bodies: unknown fields are refused, texts are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Paging(Schema):
    """Keyset paging: ``after`` is the ``next`` of the page before."""

    after: Identifier | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Page(Schema, Generic[T]):
    """One page of a list; ``next`` is empty on the last one."""

    items: list[T]
    next: int | None


def page(rows: QuerySet[M], paging: Paging, show: Callable[[M], Any], *, oldest_first: bool = False) -> dict[str, Any]:
    """The page of ``rows`` after ``paging.after``, newest first; ``show`` makes each item."""
    if paging.after:
        rows = rows.filter(pk__gt=paging.after) if oldest_first else rows.filter(pk__lt=paging.after)
    with planned_for_values():
        found = list(rows.order_by("pk" if oldest_first else "-pk")[: paging.limit + 1])
    more = len(found) > paging.limit
    return {"items": [show(row) for row in found[: paging.limit]], "next": found[paging.limit - 1].pk if more else None}


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

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem(413, "too_large", _("The request is larger than allowed."))

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 403:  # ninja refuses a session's request so when its CSRF token is missing
            return problem(403, "csrf_failed", _("A session needs the CSRF token to write; or use an API token."))
        return problem(error.status_code, "bad_request", str(error))


PREFIX = "/api/"
_PLAIN = {
    400: ("bad_request", gettext_lazy("The request cannot be read.")),
    403: ("not_allowed", gettext_lazy("Not allowed.")),
    404: ("not_found", gettext_lazy("Not found, or not in your area.")),
    405: ("method_not_allowed", gettext_lazy("This address does not take that method.")),
    413: ("too_large", gettext_lazy("The request is larger than allowed.")),
    415: ("not_json", gettext_lazy("Send JSON with Content-Type: application/json.")),
    500: ("internal", gettext_lazy("Something went wrong here; it is in the log under the request id.")),
}


class ApiProblems:
    """Middleware: under /api/ every refusal is a problem document; bodies are small and JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        refused = _refused(request)
        if refused:
            return _plain(refused)
        response = self.get_response(request)
        known = response.status_code in _PLAIN and response.get("Content-Type") != "application/problem+json"
        return _plain(response.status_code, response) if known else response


def _refused(request: HttpRequest) -> int:
    """413 or 415 for a body that is too large or no JSON, else 0."""
    length = request.headers.get("Content-Length", "0")
    if length.isdigit() and int(length) > MAX_BODY:
        return 413
    has_body = length not in ("", "0") or "Transfer-Encoding" in request.headers
    return 415 if has_body and request.content_type != "application/json" else 0


def _plain(status: int, response: HttpResponse | None = None) -> HttpResponse:
    code, title = _PLAIN[status]
    answer = problem(status, code, str(title))
    if response is not None and "Allow" in response:
        answer["Allow"] = response["Allow"]
    return answer
