"""The service-level clock: a ledger of entries, and a pure replay that both sides of a contract can repeat.

Nothing is stored but the entries; the deadline, what was counted and the receipt follow from them. The rules, in the
order in which they matter:

1. Entries count in the order of their instants, however late they arrive. Exact duplicates count once, entries after
   ``now`` not yet, entries before the first start take effect at the start.
2. An entry that changes nothing in the state it meets (a second start, a resume while running, anything but a
   reopening after the end) is ignored and listed as such. Of entries with the same instant those that change
   something go first, so a pause and a resume of one instant cancel out in both orders.
3. Open time of the target's calendar is counted while running. A pause takes from the count only the open time that
   it covers: ``elapsed + paused_total`` is the open time from start to end.
4. A new target keeps what was counted and is measured on its own calendar from then on. Used up at once, it is due at
   the change. One announced after the end takes effect when the clock is reopened.
5. The clock is late when it runs past ``due_at`` (not at it) or when a new target was already exceeded; a longer
   target heals that. Met, late or cancelled it stands still; reopened it goes on with what it had.
"""

from callout.foundation.sla_clock.clock import instant_of_share, line_spans, replay
from callout.foundation.sla_clock.ledger import Entry, Kind, Ledger
from callout.foundation.sla_clock.state import ClockState, Line, LineKind, State, UnknownCalendar

__all__ = [
    "ClockState",
    "Entry",
    "Kind",
    "Ledger",
    "Line",
    "LineKind",
    "State",
    "UnknownCalendar",
    "instant_of_share",
    "line_spans",
    "replay",
]
