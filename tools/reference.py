"""Writes docs/reference from the code: state machines, settings, permissions and roles, events, commands.

``python tools/reference.py`` writes, ``python tools/reference.py check`` fails when a page is out of date.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"


def states() -> str:
    """One diagram per state machine."""
    from callout.foundation.transitions import StateMachine

    parts = ["# State machines\n\nMade from each app's `transitions.py`; no other step is possible.\n"]
    for name, machine in sorted(StateMachine.registry.items()):
        parts.append(f"## {name.replace('_', ' ').capitalize()}\n\n```mermaid\n{machine.diagram()}\n```\n")
    return "\n".join(parts)


def settings() -> str:
    """The environment variables."""
    from callout.config.env import ENVIRONMENT

    rows = [
        f"| `{v.name}` | {f'`{v.default}`' if v.default else ''} | {v.help}{' Secret.' if v.secret else ''} |"
        for v in ENVIRONMENT
    ]
    head = "# Settings\n\nEverything a deployment may change is an environment variable.\n\n"
    head += "| Name | Default | Meaning |\n|---|---|---|"
    return "\n".join([head, *rows, ""])


def permissions() -> str:
    """Permissions, and which built-in role holds which."""
    from callout.accounts.access import DEFAULT_ROLES, PERMISSIONS

    lines = ["# Permissions and roles\n", "| Permission | Lets a person |", "|---|---|"]
    lines += [f"| `{p.code}` | {p.label} |" for p in PERMISSIONS.values()]
    lines += ["\n## Built-in roles\n", "| Role | Reach | Permissions |", "|---|---|---|"]
    for _code, zh, en, held, own in DEFAULT_ROLES:
        reach = "own rows" if own else "the unit it is held in"
        lines.append(f"| {en} {zh} | {reach} | {' '.join(f'`{p}`' for p in sorted(held))} |")
    return "\n".join([*lines, ""])


def events() -> str:
    """Event types, as webhooks and the events feed name them."""
    import dataclasses

    from callout.foundation.events import DomainEvent, event_types

    common = {field.name for field in dataclasses.fields(DomainEvent)}
    lines = [
        "# Events\n",
        "Every event carries the ids of case, work order, region, outlet and engineer where it has them.\n",
    ]
    lines += ["| Type | When | Also carries |", "|---|---|---|"]
    for name, cls in sorted(event_types.items()):
        own = [field.name for field in dataclasses.fields(cls) if field.name not in common]
        lines.append(f"| `{name}` | {(cls.__doc__ or '').splitlines()[0]} | {', '.join(f'`{n}`' for n in own)} |")
    return "\n".join([*lines, ""])


PAGES: dict[str, Callable[[], str]] = {
    "states": states,
    "settings": settings,
    "permissions": permissions,
    "events": events,
}


def main() -> int:
    """Write the pages, or with ``check`` compare them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.config.settings")
    django.setup()
    from django.utils import translation

    stale = []
    with translation.override("en"):
        for name, make in PAGES.items():
            path, text = FOLDER / f"{name}.md", make()
            if not path.exists() or path.read_text("utf-8") != text:
                stale.append(path.name)
                if sys.argv[1:] != ["check"]:
                    path.write_text(text, "utf-8")
    if stale and sys.argv[1:] == ["check"]:
        sys.stdout.write(f"Out of date: {', '.join(stale)}. Run: python tools/reference.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
