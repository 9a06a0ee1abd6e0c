"""Sections that other apps add to a detail page: the customer's page does not know cases, calls or agreements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Panel:
    """``context(user, thing)`` gives what ``template`` shows, or None when there is nothing to show."""

    name: str
    label: str | Promise
    permission: str
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    order: int = 100
    side: bool = False


class Panels:
    """The panels of one kind of detail page, registered at start."""

    def __init__(self) -> None:
        self._panels: dict[str, Panel] = {}

    def register(self, *panels: Panel) -> None:
        """Add panels; a second registration of a name replaces the first."""
        self._panels.update({panel.name: panel for panel in panels})

    def draw(self, request: HttpRequest, thing: Any, *, side: bool = False) -> list[str]:
        """The panels this person may see, as HTML, in order."""
        wanted = sorted((p for p in self._panels.values() if p.side == side), key=lambda panel: panel.order)
        return [html for panel in wanted if (html := self._draw(request, panel, thing))]

    def _draw(self, request: HttpRequest, panel: Panel, thing: Any) -> str:
        user: Any = request.user
        context = panel.context(user, thing) if user.may(panel.permission) else None
        if context is None:
            return ""
        return render_to_string(panel.template, {"panel": panel, "thing": thing, **context}, request)


CUSTOMER_PANELS = Panels()
