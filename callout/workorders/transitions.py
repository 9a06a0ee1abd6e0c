"""How work orders and bookings move."""

from callout.foundation.transitions import StateMachine, step

WORK_ORDER = StateMachine(
    "work_order",
    initial="unscheduled",
    final=("posted", "cannot_complete", "cancelled"),
    steps=[
        step("book", "unscheduled on_hold cannot_complete", "scheduled"),
        step("unbook", "scheduled in_progress", "unscheduled"),
        step("set out", "scheduled", "in_progress"),
        step("carry over", "in_progress", "on_hold"),
        step("resume", "on_hold", "in_progress"),
        step("give up", "in_progress on_hold", "cannot_complete"),
        step("complete", "in_progress", "completed"),
        step("done elsewhere", "unscheduled", "completed"),
        step("post", "completed", "posted"),
        step("cancel", "unscheduled scheduled in_progress on_hold", "cancelled"),
    ],
)

BOOKING = StateMachine(
    "booking",
    initial="proposed",
    final=("declined", "completed", "partial", "failed", "cancelled"),
    steps=[
        step("dispatch", "proposed", "dispatched"),
        step("accept", "dispatched", "accepted"),
        step("decline", "proposed dispatched accepted", "declined"),
        step("set out", "accepted", "travelling"),
        step("arrive", "travelling", "on_site"),
        step("pause", "on_site", "paused"),
        step("resume", "paused", "on_site"),
        step("complete", "on_site", "completed"),
        step("carry over", "on_site paused", "partial"),
        step("fail", "travelling on_site paused", "failed"),
        step("cancel", "proposed dispatched accepted travelling", "cancelled"),
    ],
)
