"""What every page's frame needs. Computed only when ``base.html`` asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from callout.foundation.ui import navigation


class Frame:
    """Navigation, theme, language and words of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.languages = settings.LANGUAGES
        self.demo = settings.DEMO

    @cached_property
    def sections(self) -> list[navigation.NavSection]:
        """The navigation this person may use."""
        return navigation.sections(self.request.user) if self.signed_in else []

    @cached_property
    def current(self) -> navigation.NavItem | None:
        """The entry of this page."""
        return navigation.current([i for s in self.sections for i in s.items], self.request.path)

    @property
    def signed_in(self) -> bool:
        """False on the sign-in page and on public pages."""
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated)

    @property
    def theme(self) -> str:
        """auto, light or dark, as the person chose."""
        return self.request.user.theme if self.signed_in else "auto"

    @property
    def html_language(self) -> str:
        """BCP 47 tag for ``<html lang>``."""
        return "en" if (get_language() or "").startswith("en") else "zh-Hans"

    @property
    def has_notifications(self) -> bool:
        """True when the notification panel is installed."""
        return bool(self.notifications_url)

    @cached_property
    def notifications_url(self) -> str:
        """Address of the notification panel's fragment, empty when there is none."""
        return _optional("notifications:panel")

    @cached_property
    def live_url(self) -> str:
        """Address of the event stream, empty when there is none."""
        return _optional("live") if self.signed_in else ""

    @cached_property
    def words(self) -> dict[str, str]:
        """Texts that scripts put into the page."""
        return {
            "left": gettext("{time} left"),
            "late": gettext("{time} late"),
            "days": gettext("{n} d"),
            "now": gettext("just now"),
            "minutesAgo": gettext("{n} min ago"),
            "hoursAgo": gettext("{n} h ago"),
            "undo": gettext("Undo"),
            "close": gettext("Close"),
            "selected": gettext("{n} selected"),
            "offline": gettext("No connection. What you see may be old."),
            "failed": gettext("The server did not answer. Nothing was saved; try again."),
            "denied": gettext("You may not do this."),
            "expired": gettext("The page is too old. Reload it and try again."),
        }


def _optional(url_name: str) -> str:
    """The address, or nothing when the app that serves it is not installed."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": Frame(request)}
