"""How a parts request moves."""

from callout.foundation.transitions import StateMachine, step

PART_REQUEST = StateMachine(
    "part_request",
    initial="requested",
    final=("received", "rejected", "cancelled"),
    steps=[
        step("approve", "requested", "approved"),
        step("reject", "requested approved", "rejected"),
        step("ship", "approved", "shipped"),
        step("receive", "shipped", "received"),
        step("cancel", "requested approved", "cancelled"),
    ],
)
