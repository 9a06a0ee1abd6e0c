"""Finished and running cases of the past, taken over in bulk: from another system, or as demo data.

A past case is played along the same state tables, clocks, entitlement and charge rules as a live one, but in memory,
and thousands are written at once. Its events are stored without telling any subscriber: nobody gets a message about
last year.
"""

from callout.workorders.history.past import PastCase, PastStep, PastUse, PastVisit
from callout.workorders.history.write import Taken, link_repeats, take_over

__all__ = ["PastCase", "PastStep", "PastUse", "PastVisit", "Taken", "link_repeats", "take_over"]
