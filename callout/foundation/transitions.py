"""State machines as tables. The table is the only place that says which change of state is possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError


class HasState(Protocol):
    """Anything with a state column."""

    state: str


class IllegalTransition(BusinessError):
    """The table has no such step. Code: ``illegal_transition``."""

    def __init__(self, machine: str, source: str, target: str) -> None:
        super().__init__("illegal_transition", _("Not possible from “%(source)s”.") % {"source": source})
        self.machine, self.source, self.target = machine, source, target


@dataclass(frozen=True, slots=True)
class Step:
    """From any of ``sources`` to ``target``; ``name`` is the verb shown in the diagram."""

    name: str
    sources: frozenset[str]
    target: str


def step(name: str, sources: str | Iterable[str], target: str) -> Step:
    """A step; ``sources`` may be one state or words parted by blanks."""
    names = sources.split() if isinstance(sources, str) else sources
    return Step(name, frozenset(names), target)


class StateMachine:
    """A frozen table of steps. Registered by name for the diagrams and the conformity test."""

    registry: dict[str, StateMachine] = {}

    def __init__(self, name: str, *, initial: str, final: Iterable[str], steps: Iterable[Step]) -> None:
        self.name = name
        self.initial = initial
        self.final = frozenset(final)
        self.steps = tuple(steps)
        self._targets = {(source, s.target) for s in self.steps for source in s.sources}
        StateMachine.registry[name] = self

    @property
    def states(self) -> frozenset[str]:
        """Every state the table names."""
        return frozenset({self.initial, *self.final, *(a for pair in self._targets for a in pair)})

    def can(self, source: str, target: str) -> bool:
        """True when the table has a step from ``source`` to ``target``."""
        return (source, target) in self._targets

    def targets(self, source: str) -> frozenset[str]:
        """States reachable in one step."""
        return frozenset(target for origin, target in self._targets if origin == source)

    def move(self, obj: HasState, target: str) -> str:
        """Set ``obj.state``; returns the old state. Does not save. Raises IllegalTransition."""
        source = obj.state
        if not self.can(source, target):
            raise IllegalTransition(self.name, source, target)
        obj.state = target
        return source

    def diagram(self) -> str:
        """Mermaid text of the table, for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for s in self.steps:
            lines += [f"    {source} --> {s.target}: {s.name}" for source in sorted(s.sources)]
        lines += [f"    {state} --> [*]" for state in sorted(self.final)]
        return "\n".join(lines)
