"""Doors to other systems: REST API, webhooks, imports."""
