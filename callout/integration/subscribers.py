"""Reactions to events: webhooks."""

from callout.integration.webhooks import subscriber  # noqa: F401 - registers itself
