"""Orders for several people: who goes along with the lead. Mates of his crew first, then the nearest of his outlet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from callout.dispatching import rules
from callout.dispatching.network import EngineerInfo, Network
from callout.foundation.geo import haversine_km

if TYPE_CHECKING:
    from callout.dispatching.choose import Busy, Option, Order

ANOTHER_CREW = 15.0


def complete(
    order: Order, options: Sequence[Option], network: Network, busy: Mapping[int, Sequence[Busy]]
) -> Iterator[Option]:
    """The options whose lead finds enough helpers at that time, with them; a
    helper outside the crew costs ANOTHER_CREW."""
    for option in options:
        free = [e for e in option.outlet.engineers if _free(e, option, order, network, busy.get(e.pk, ()))]
        free.sort(key=lambda e: (not _mates(e, option.engineer), haversine_km(e.home, order.place), e.pk))
        helpers = tuple(free[: order.people - 1])
        if len(helpers) < order.people - 1:
            continue
        strangers = sum(not _mates(e, option.engineer) for e in helpers)
        terms = {**option.terms, "crew": strangers * ANOTHER_CREW} if strangers else option.terms
        yield replace(option, helpers=helpers, terms=terms)


def _mates(a: EngineerInfo, b: EngineerInfo) -> bool:
    return a.crew_id is not None and a.crew_id == b.crew_id


def _free(engineer: EngineerInfo, option: Option, order: Order, network: Network, busy: Sequence[Busy]) -> bool:
    """True when he works and is not taken from setting out to the end; he needs neither skill nor tools of his own."""
    if engineer.pk == option.engineer.pk or engineer.pk in order.excluded or engineer.pk in order.declined:
        return False
    begins = option.starts - timedelta(minutes=option.travel_minutes)
    if any(row.starts < option.ends and row.ends > begins for row in busy):
        return False
    if rules.break_is_left(network.breaks.get(engineer.shift_id, ()), busy, begins, option.ends):
        return False
    day = timedelta(hours=24)
    spans = network.working_spans(engineer.shift_id, option.starts - day, option.ends + day)
    return any(opens <= option.starts and option.ends <= closes for opens, closes in spans)
