"""Short messages after an action: queued as Django messages, shown as toasts on a page or after an htmx answer."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

_LEVELS = {"success": messages.SUCCESS, "info": messages.INFO, "warning": messages.WARNING, "error": messages.ERROR}


def notify(request: HttpRequest, text: str, *, level: str = "success", undo_url: str = "") -> None:
    """Show ``text`` once. ``undo_url`` adds an Undo button which posts there; errors stay until closed."""
    messages.add_message(request, _LEVELS[level], text, extra_tags=undo_url, fail_silently=True)


class ToastMiddleware:
    """Hands queued messages to htmx as a ``toast`` event, unless the browser is sent to another page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then hand over what was queued."""
        response = self.get_response(request)
        leaves = response.status_code in (301, 302, 303) or "HX-Redirect" in response or "HX-Refresh" in response
        if getattr(request, "htmx", False) and not leaves:
            toasts = [
                {"text": str(m), "level": m.level_tag, "undo": m.extra_tags} for m in messages.get_messages(request)
            ]
            if toasts:
                _trigger(response, "toast", {"toasts": toasts})
        return response


def _trigger(response: HttpResponse, name: str, detail: dict[str, object]) -> None:
    present = response.get("HX-Trigger", "")
    events = json.loads(present) if present.startswith("{") else {word: "" for word in present.split(",") if word}
    response["HX-Trigger"] = json.dumps({**events, name: detail})
