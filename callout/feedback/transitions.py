"""The life of a call-back."""

from callout.foundation.transitions import StateMachine, step

CALLBACK = StateMachine(
    "callback",
    initial="open",
    final=("done", "given_up", "cancelled"),
    steps=[
        step("answered", "open", "done"),
        step("give up", "open", "given_up"),
        step("cancel", "open", "cancelled"),
    ],
)
