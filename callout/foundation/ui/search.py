"""The command palette: apps register where to look; one fragment shows what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the palette. ``chip`` is (kind, state) or None."""

    url: str
    title: str
    detail: str = ""
    side: str = ""
    chip: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where to look: ``find(user, text, most)`` returns hits the person may see, best first."""

    name: str
    label: str | Promise
    icon: str
    permission: str
    find: Callable[[Any, str, int], Iterable[Hit]]
    order: int = 100


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a source at start."""
    _sources[source.name] = source


def find(user: Any, text: str, most: int = 5) -> list[tuple[Source, list[Hit]]]:
    """Hits by source, empty sources left out."""
    allowed = sorted((s for s in _sources.values() if user.may(s.permission)), key=lambda s: s.order)
    found = [(source, list(source.find(user, text, most))) for source in allowed]
    return [(source, hits) for source, hits in found if hits]
