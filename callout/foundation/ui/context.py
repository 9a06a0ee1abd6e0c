"""What every page's frame needs. Computed only when ``base.html`` asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from callout.foundation.ui import navigation

_DEMO_ROLES: dict[str, tuple[str | Promise, str | Promise]] = {
    "agent": (_("Agent"), _("takes calls, opens cases")),
    "dispatcher": (_("Dispatcher"), _("assigns and rebooks")),
    "manager": (_("Manager"), _("reads the morning page")),
    "engineer": (_("Engineer"), _("a day on the phone")),
    "callback_clerk": (_("Call-back clerk"), _("asks whether it helped")),
    "store_keeper": (_("Store keeper"), _("parts and van stock")),
    "administrator": (_("Administrator"), _("users, rules, doors")),
}


@dataclass(frozen=True, slots=True)
class DemoUser:
    """One demo account on the sign-in page: its person, role and what it is for."""

    user: Any
    label: str
    role: str | Promise
    task: str | Promise

    @classmethod
    def of(cls, user: Any) -> DemoUser:
        """From a user whose ``demo_label`` names a role, or is itself what to show."""
        role, task = _DEMO_ROLES.get(user.demo_label, (user.demo_label, ""))
        return cls(user, user.demo_label, role, task)


class Frame:
    """Navigation, theme, language and words of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

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
        user = getattr(self.request, "user", None)
        return user.theme if user and user.is_authenticated else "auto"

    @property
    def html_language(self) -> str:
        """BCP 47 tag for ``<html lang>``."""
        return "en" if (get_language() or "").startswith("en") else "zh-Hans"

    @property
    def dialogs(self) -> SafeString:
        """Palette and keys: the same on every page of everybody who sees the same navigation."""
        seen = (get_language(), tuple(item.slug for section in self.sections for item in section.items))
        if seen not in _DIALOGS:
            _DIALOGS[seen] = render_to_string("components/dialogs.html", {"frame": self})
        return _DIALOGS[seen]

    @cached_property
    def demo_users(self) -> list[DemoUser]:
        """Accounts to look around with, in the order of the work; empty outside a demo."""
        if not settings.DEMO:
            return []
        order = list(_DEMO_ROLES)
        found = [DemoUser.of(user) for user in get_user_model().objects.filter(is_active=True).exclude(demo_label="")]
        return sorted(found, key=lambda person: order.index(person.label) if person.label in order else len(order))

    @cached_property
    def notifications_url(self) -> str:
        """Address of the notification panel's fragment, empty when there is none."""
        return _optional("notifications:panel")

    @cached_property
    def ring_url(self) -> str:
        """Address of the sign that a call rings, for those who take calls; empty for others."""
        may = self.signed_in and self.request.user.may("desk.use")  # type: ignore[union-attr]  # signed in: a User
        return _optional("contact_centre:ring") if may else ""

    @cached_property
    def request_url(self) -> str:
        """Address of the customers' request form, empty when there is none."""
        return _optional("portal:request")

    @cached_property
    def live_url(self) -> str:
        """Address of the event stream, empty when there is none."""
        return _optional("live") if self.signed_in else ""

    @property
    def live_cursor(self) -> str:
        """Where the page stands: its stream tells what happened since."""
        return getattr(self.request, "live_cursor", "")

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


_DIALOGS: dict[tuple[str | None, tuple[str, ...]], SafeString] = {}


def _optional(url_name: str) -> str:
    """The address, or nothing when the app that serves it is not installed."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": Frame(request)}
