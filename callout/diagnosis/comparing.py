"""A device's versions and configuration beside those of a healthy unit.

The same as ``frontend/src/field/diagnosis/compare.ts``, see ``tests/vectors.json``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from callout.foundation.errors import InvalidInput

MAX_TEXT = 20_000
MAX_ENTRIES = 300
_ENTRY = re.compile(r"^[ \t]*([\w./ -]{1,60}?)[ \t]*[:= \t][ \t]*([^ \t].{0,119}?)[ \t]*$")
_SECRET = re.compile(r"password|passwd|secret|community|token|cipher|key", re.ASCII | re.IGNORECASE)


def parse(text: str) -> dict[str, str]:
    """``name: value``, ``name = value`` or ``name value``, one a line; ``#`` and ``!`` begin remarks; secrets are left
    out. Raises InvalidInput (configuration_too_large)."""
    if len(text) > MAX_TEXT:
        raise InvalidInput("configuration_too_large", _("Paste at most %(limit)s characters.") % {"limit": MAX_TEXT})
    found: dict[str, str] = {}
    for line in text.splitlines():
        entry = None if line.lstrip(" \t").startswith(("#", "!")) else _ENTRY.match(line)
        if entry and entry[1].strip(" ") and not _SECRET.search(entry[1]):
            found[entry[1].strip(" ")] = entry[2]
    return dict(list(found.items())[:MAX_ENTRIES])


def without_secrets(values: Mapping[str, str]) -> dict[str, str]:
    """Values read elsewhere, without those that should not have been sent."""
    return {name: value for name, value in values.items() if not _SECRET.search(name)}


def compare(healthy: Mapping[str, Mapping[str, str]], ours: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Rows of what the healthy unit has, differences first: part, name, both values and ``same``, ``differs`` or
    ``missing`` (not given for ours). What only ours has is no fault and stays out."""
    rows = []
    for part in ("versions", "configuration"):
        mine = {_plain(name): value for name, value in ours.get(part, {}).items()}
        for name, value in healthy.get(part, {}).items():
            own = mine.get(_plain(name), "")
            state = "missing" if not own else "same" if _plain(own) == _plain(value) else "differs"
            rows.append({"part": part, "name": name, "healthy": value, "ours": own, "state": state})
    order = {"differs": 0, "missing": 1, "same": 2}
    return sorted(rows, key=lambda row: order[str(row["state"])])


def _plain(text: str) -> str:
    return re.sub(r"[ \t_-]+", "", text).lower()
