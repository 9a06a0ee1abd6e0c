"""Sections that apps above add to the pages of outlets and engineers."""

from __future__ import annotations

from callout.customers.panels import Panels

OUTLET_PANELS = Panels()
ENGINEER_PANELS = Panels()
