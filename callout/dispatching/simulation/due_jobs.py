"""The worker's part of a played day: jobs run here and now, in the worker's order, when the simulated clock says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from callout.foundation import due_jobs
from callout.foundation.jobs import app

PLAYED = ("dispatching.", "workorders.")  # the rest are messages and reports, which nobody reads here

Instead = Mapping[str, Callable[[int], None]]


def run_due(now: datetime, instead: Instead) -> int:
    """Run what is due until nothing is; answers how many jobs there were, played or not.

    ``instead`` maps names of subscribers to what a policy does with the event (its id) in their place.
    """
    done = 0
    while row := due_jobs.take(now):
        done += 1
        task, arguments = row
        subscriber = arguments.get("subscriber", "")
        if subscriber in instead:
            for event_id in arguments["event_ids"]:
                instead[subscriber](event_id)
        elif (subscriber or task).startswith(PLAYED):
            app.tasks[task].func(**arguments)
    return done


def run_periodic(name: str) -> None:
    """Run a job of the clock now."""
    app.tasks[name].func(timestamp=0)
