"""How a case moves."""

from callout.foundation.transitions import StateMachine, step

OPEN = "new triaged in_service waiting reopened"

CASE = StateMachine(
    "case",
    initial="new",
    final=("closed", "cancelled", "merged"),
    steps=[
        step("triage", "new", "triaged"),
        step("start service", "triaged reopened", "in_service"),
        step("wait", "in_service", "waiting"),
        step("resume", "waiting", "in_service"),
        step("resolve", "in_service waiting", "resolved"),
        step("close", "resolved", "closed"),
        step("reopen", "resolved closed", "reopened"),
        step("cancel", OPEN, "cancelled"),
        step("merge", OPEN, "merged"),
    ],
)
