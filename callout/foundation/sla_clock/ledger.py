"""What is written down about a clock, and its canonical form for a receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from callout.foundation.business_time import Calendar, Target

VERSION = 1


class Kind(StrEnum):
    """What happened to the clock."""

    STARTED = "started"
    POLICY_CHANGED = "policy_changed"
    MET = "met"
    CANCELLED = "cancelled"
    RESUMED = "resumed"
    PAUSED = "paused"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: ``at`` is aware (kept in UTC), ``reason`` a code, ``target`` only for a new policy."""

    kind: Kind
    at: datetime
    reason: str = ""
    target: Target | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"a naive datetime has no place in a ledger: {self.at.isoformat()}")
        if (self.kind == Kind.POLICY_CHANGED) != (self.target is not None):
            raise ValueError("a policy change, and nothing else, brings a target")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, empty fields left out; :meth:`from_dict` reads it."""
        data: dict[str, Any] = {"kind": str(self.kind), "at": self.at.isoformat().replace("+00:00", "Z")}
        if self.reason:
            data["reason"] = self.reason
        if self.target:
            data["target"] = self.target.as_dict()
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The entry of :meth:`as_dict`. Raises ValueError or KeyError for other data."""
        target = Target.from_dict(data["target"]) if "target" in data else None
        return cls(Kind(data["kind"]), datetime.fromisoformat(data["at"]), data.get("reason", ""), target)

    def sort_key(self) -> tuple[datetime, int, str]:
        """A total order: by instant, then by kind, then by content."""
        return self.at, _RANK[self.kind], json.dumps(self.as_dict(), sort_keys=True)


_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Ledger:
    """All that a recomputation needs: the first target, the calendars by name, the entries (sorted, each once)."""

    target: Target
    calendars: Mapping[str, Calendar] = field(hash=False)
    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(sorted(set(self.entries), key=Entry.sort_key)))

    def canonical(self) -> bytes:
        """The ledger as JSON in UTF-8 with sorted keys and no spaces: equal ledgers, equal bytes."""
        data = {
            "version": VERSION,
            "target": self.target.as_dict(),
            "calendars": {name: calendar.as_dict() for name, calendar in self.calendars.items()},
            "entries": [entry.as_dict() for entry in self.entries],
        }
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def digest(self) -> str:
        """SHA-256 of :meth:`canonical` in hexadecimal, to print on the receipt."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """The ledger of :meth:`canonical`. Raises ValueError or KeyError for other data or another version."""
        data = json.loads(text)
        if data["version"] != VERSION:
            raise ValueError(f"unknown version of the ledger: {data['version']!r}")
        calendars = {name: Calendar.from_dict(calendar) for name, calendar in data["calendars"].items()}
        return cls(Target.from_dict(data["target"]), calendars, tuple(map(Entry.from_dict, data["entries"])))
