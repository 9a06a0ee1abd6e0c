"""The states of a call."""

from callout.foundation.transitions import StateMachine, step

CALL = StateMachine(
    "call",
    initial="ringing",
    final=("ended", "missed"),
    steps=[
        step("answer", "ringing", "answered"),
        step("hang up", "answered", "ended"),
        step("give up", "ringing", "missed"),
    ],
)
