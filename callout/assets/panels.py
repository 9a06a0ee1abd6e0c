"""Sections that other apps add to an asset's page: contracts, cases, service records."""

from callout.customers.panels import Panels

ASSET_PANELS = Panels()
