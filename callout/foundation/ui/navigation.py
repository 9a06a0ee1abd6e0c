"""The side navigation. Each app's ``navigation.py`` registers its entries; people see those they may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECTIONS: dict[str, str | Promise] = {"work": "", "records": _("Records"), "manage": _("Manage")}


@cache
def _address(url_name: str) -> str:
    # Kept, since every page draws every entry several times.
    return reverse(url_name)


@dataclass(frozen=True, slots=True)
class Badge:
    """A number beside an entry, for example ``12 late``; ``late`` draws it in red."""

    text: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. ``badge(user)`` may query; it runs in its own request. ``keys`` is the letter after G."""

    section: str
    url_name: str
    label: str | Promise
    icon: str
    permission: str
    order: int = 100
    badge: Callable[[Any], Badge | None] | None = None
    keys: str = ""

    @property
    def url(self) -> str:
        """Address of the page."""
        return _address(self.url_name)

    @property
    def counts(self) -> bool:
        """True when a number stands beside it (templates would call ``badge``)."""
        return self.badge is not None

    @property
    def slug(self) -> str:
        """The entry's id in the page."""
        return self.url_name.replace(":", "-")


@dataclass(frozen=True, slots=True)
class NavSection:
    """A heading (empty for the first) and its entries."""

    label: str | Promise
    items: list[NavItem]


_items: dict[str, NavItem] = {}


def register(*items: NavItem) -> None:
    """Add entries at start; a second registration of a ``url_name`` replaces the first."""
    for item in items:
        if item.section not in SECTIONS:
            raise ValueError(f"unknown section {item.section!r} of {item.url_name}")
        _items[item.url_name] = item


def registered() -> list[NavItem]:
    """Every entry, in the order of the page."""
    sections = list(SECTIONS)
    return sorted(_items.values(), key=lambda item: (sections.index(item.section), item.order, item.url_name))


def visible(user: Any) -> list[NavItem]:
    """The entries this person may use."""
    return [item for item in registered() if user.may(item.permission)]


def sections(user: Any) -> list[NavSection]:
    """The same, under their headings; no empty heading."""
    items = visible(user)
    grouped = [NavSection(label, [i for i in items if i.section == name]) for name, label in SECTIONS.items()]
    return [section for section in grouped if section.items]


def current(items: list[NavItem], path: str) -> NavItem | None:
    """The entry whose address is the longest beginning of ``path``; the start page only when it is the page."""
    fitting = [item for item in items if path == item.url or (item.url != "/" and path.startswith(item.url))]
    return max(fitting, key=lambda item: len(item.url), default=None)
