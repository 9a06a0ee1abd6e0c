"""The jobs of planning. What they need is imported when they run: the web process knows them only by name."""

from __future__ import annotations

from callout.foundation.jobs import LOW, job


@job(name="dispatching.plan_day", queue="planning", priority=LOW)
def work(run_id: int) -> None:
    """Carry out one plan that was asked for."""
    from callout.dispatching.planning.runs import execute

    execute(run_id)


@job(name="dispatching.reoptimise", queue="planning", priority=LOW, retry=False)
def reoptimise(region_id: int) -> None:
    """Plan what is left of a region's day anew, as its policy says; the next event asks again."""
    from callout.dispatching.planning.continuous import look_again

    look_again(region_id)
