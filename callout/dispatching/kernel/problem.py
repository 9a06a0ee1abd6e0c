"""What a day of dispatch is to the kernel: visits, duties, places and what things cost. Plain data, no Django.

Times are whole units of one's own choice (the product uses seconds) from a common zero; costs are in units of travel
time unless a duty's ``rate`` says otherwise. Fields with a default are soft or rare: a problem that uses none of those
that ``is_plain`` names is searched much faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = float("inf")


@dataclass(frozen=True, slots=True)
class Visit:
    """One order to serve: where (index of a place), how long, when it may begin, what it takes, what leaving it costs.

    ``later``: further windows in which it may begin, in their order. After ``due`` each unit of a late begin costs
    ``lateness``. ``promised`` is the window told to the customer: nobody comes before it, coming after it costs
    ``moved`` once. ``tools`` must be at hand, ``load`` is taken from the van (parts).
    """

    place: int
    length: int
    earliest: int
    latest: int
    unserved: float
    load: tuple[int, ...] = ()
    later: tuple[tuple[int, int], ...] = ()
    due: int | None = None
    lateness: float = 0.0
    promised: tuple[int, int] | None = None
    moved: float = 0.0
    tools: frozenset[int] = frozenset()

    @property
    def is_plain(self) -> bool:
        """Whether it uses nothing rare."""
        return not self.later and self.due is None and self.promised is None and not self.tools


@dataclass(frozen=True, slots=True)
class Duty:
    """One engineer's working time: from ``start_place`` at ``opens`` until ``end_place`` at ``closes``.

    ``rate`` is the cost of one unit of travel time, ``capacity`` what he has along (parts of his van, weight), ``rest``
    a break (length, earliest and latest begin) wherever he then is. He may stay until ``limit`` when each unit after
    ``closes`` costs ``overtime``. ``fetch`` (place, length): where he may once get every tool and any number of parts.
    ``working`` is the cost of one unit from leaving to being home; he leaves as late as he may. Each unit of travel and
    visits beyond ``fair`` costs ``beyond``.
    """

    start_place: int
    end_place: int
    opens: int
    closes: int
    rate: float = 1.0
    capacity: tuple[int, ...] = ()
    most: int = 10_000
    rest: tuple[int, int, int] | None = None
    limit: int | None = None
    overtime: float = 0.0
    tools: frozenset[int] = frozenset()
    fetch: tuple[int, int] | None = None
    working: float = 0.0
    fair: int | None = None
    beyond: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Whether it uses nothing rare."""
        return self.limit is None and self.fetch is None and not self.working and self.fair is None

    @property
    def last(self) -> int:
        """When he must be home."""
        return self.closes if self.limit is None else self.limit


@dataclass(frozen=True, slots=True)
class Link:
    """``second`` begins ``least`` to ``most`` units after ``first`` (both 0: at once); ``apart``: by another duty."""

    first: int
    second: int
    least: int = 0
    most: int | None = 0
    apart: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole plan to make.

    ``travel``: (places, places) travel times. ``costs``: (duties, visits) what it costs beyond travel that a duty
    serves a visit (territory, preference, another engineer than promised); FORBIDDEN where it may not (skill,
    certificate, product, excluded). Visits that are linked or ``together`` (by one duty) are served all or none.
    ``held``: visits that each duty does first, in this order (frozen horizon). ``speed``: (from, factor) by time of
    day; a way takes its time in ``travel`` multiplied by the factors it passes through. ``worst_late`` is the cost of
    one unit of the latest visit's lateness.
    """

    visits: Sequence[Visit]
    duties: Sequence[Duty]
    travel: NDArray[np.int32]
    costs: NDArray[np.float32]
    fixed: Mapping[int, int] = field(default_factory=dict)
    """Visits that must stay with a duty (locked, started): visit → duty."""
    links: Sequence[Link] = ()
    together: Sequence[Sequence[int]] = ()
    held: Sequence[Sequence[int]] = ()
    speed: Sequence[tuple[int, float]] = ()
    worst_late: float = 0.0

    def allows(self, duty: int, visit: int) -> bool:
        """True when the duty may serve the visit at all."""
        return bool(np.isfinite(self.costs[duty, visit])) and self.fixed.get(visit, duty) == duty

    @property
    def is_plain(self) -> bool:
        """Whether the fast search knows everything in it."""
        rare = self.links or self.together or any(self.held) or self.speed or self.worst_late
        return not rare and all(v.is_plain for v in self.visits) and all(d.is_plain for d in self.duties)


@dataclass(frozen=True, slots=True)
class Step:
    """What a duty does and when it begins: ``visit`` is None for a rest and for fetching at the depot."""

    kind: str
    begin: int
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Visits of each duty in their order, and those that nobody serves. ``cost`` is the sum of all terms.

    ``days``: (leaving, steps) of each duty; empty for a plain problem, where everybody simply begins when he can.
    """

    routes: tuple[tuple[int, ...], ...]
    unserved: tuple[int, ...]
    cost: float
    days: tuple[tuple[int, tuple[Step, ...]], ...] = ()
