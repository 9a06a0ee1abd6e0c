"""Errors that a user may see: each has a stable code, a sentence and optionally the field it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

Text = str | Promise


class BusinessError(Exception):
    """An action was refused. ``code`` is stable (API clients rely on it); ``message`` is translated.

    ``fields`` maps a field's name to its own message; ``status`` is the HTTP answer.
    """

    status = 409

    def __init__(self, code: str, message: Text, *, fields: Mapping[str, Text] | None = None) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.fields = dict(fields or {})


class InvalidInput(BusinessError):
    """What came in is wrong and says where."""

    status = 422


class NotAllowed(BusinessError):
    """The actor may not do this."""

    status = 403


class NotFound(BusinessError):
    """No such thing, or none the actor may see."""

    status = 404
