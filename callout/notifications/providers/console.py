"""No gateway: the message log shows what would have been sent."""

from __future__ import annotations

from callout.notifications.providers import Outcome, Outgoing, Sent


class Console:
    """Takes everything."""

    name = "console"
    instant = True

    def send(self, message: Outgoing) -> Outcome:
        """Nothing leaves the system."""
        return Sent()


def make() -> Console:
    """The provider."""
    return Console()
