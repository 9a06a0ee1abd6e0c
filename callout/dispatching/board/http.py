"""How the board's addresses are spoken to: checked JSON in, JSON out, refusals as problem documents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views import View
from pydantic import Field, ValidationError

from callout.accounts.access import ORDERS_DISPATCH
from callout.accounts.models import User
from callout.foundation.api import Identifier, Input, Short, problem
from callout.foundation.errors import BusinessError

Seconds = Annotated[int, Field(ge=946_684_800, le=4_102_444_800)]
Minutes = Annotated[int, Field(ge=5, le=24 * 60)]
Version = Annotated[int, Field(ge=1, le=2**31)]

I_ = TypeVar("I_", bound=Input)


class Place(Input):
    """Where an order is to go: an engineer, a time, perhaps another length; ``version`` of the booking one saw."""

    engineer: Identifier
    starts: Seconds
    minutes: Minutes | None = None
    version: Version | None = None

    @property
    def at(self) -> datetime:
        """The start."""
        return datetime.fromtimestamp(self.starts, UTC)

    @property
    def length(self) -> timedelta | None:
        """The wanted length; None keeps it."""
        return timedelta(minutes=self.minutes) if self.minutes else None


class TakeBack(Input):
    """Why the order is taken from its engineer."""

    reason: Short
    version: Version | None = None


class Lock(Input):
    """Fix a booking or set it free."""

    locked: bool
    version: Version | None = None


class Asked(Input):
    """Waiting orders one wants to know more of, as ``1,2,3``."""

    orders: Annotated[str, Field(pattern=r"^\d{1,15}(,\d{1,15}){0,39}$")]

    @property
    def ids(self) -> list[int]:
        """Their ids, at most forty."""
        return [int(each) for each in self.orders.split(",")]


class Reoptimise(Input):
    """What happens with better plans."""

    region: Identifier
    mode: Literal["off", "propose", "apply"]


class OpenDraft(Input):
    """A draft of some days of a place."""

    where: Short
    day: Short
    days: Annotated[int, Field(ge=1, le=7)] = 1
    title: Short = ""


class Fill(Input):
    """Waiting orders the machine shall place in a draft."""

    orders: Annotated[list[Identifier], Field(min_length=1, max_length=40)]


class Held(Input):
    """Where somebody looks, and what he holds."""

    where: Short
    order: Identifier | None = None


class Question(Input):
    """The query of a what-if."""

    engineer: Identifier
    starts: Seconds
    minutes: Minutes | None = None
    draft: Identifier | None = None


class BoardView(View):
    """Base: dispatchers only; what is refused answers with a stable code and words."""

    permission = ORDERS_DISPATCH

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Run the method, turning refusals into problem documents."""
        try:
            response = super().dispatch(request, *args, **kwargs)
        except BusinessError as error:
            response = problem(error.status, error.code, str(error.message))
        response["Cache-Control"] = "private, no-cache"
        return response

    @property
    def user(self) -> User:
        """Who dispatches."""
        return User.of(self.request)

    def body(self, schema: type[I_]) -> I_:
        """The checked request body. Raises ``invalid_input``."""
        return self._checked(lambda: schema.model_validate_json(self.request.body or b"{}"))

    def query(self, schema: type[I_]) -> I_:
        """The checked query string. Raises ``invalid_input``."""
        return self._checked(lambda: schema.model_validate(self.request.GET.dict()))

    def _checked(self, read: Any) -> Any:
        try:
            return read()
        except ValidationError as error:
            fields = {".".join(map(str, item["loc"])): str(item["msg"]) for item in error.errors()}
            refusal = BusinessError("invalid_input", _("Something in the request is not right."), fields=fields)
            refusal.status = 422
            raise refusal from error


def answer(data: Any, status: int = 200) -> HttpResponse:
    """JSON, with Chinese as it is."""
    return JsonResponse(data, status=status, safe=False, json_dumps_params={"ensure_ascii": False})
