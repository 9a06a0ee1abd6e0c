"""Loads the modules in which apps declare things: events' subscribers, navigation, jobs."""

from __future__ import annotations

from django.utils.module_loading import autodiscover_modules


def load_business_modules() -> None:
    """Import ``subscribers``, ``tasks``, ``navigation`` and ``transitions`` of every installed app, once, at start."""
    autodiscover_modules("transitions")
    autodiscover_modules("subscribers")
    autodiscover_modules("tasks")
    autodiscover_modules("navigation")
