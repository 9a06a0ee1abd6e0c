"""Everything a phone needs to work for days without a network."""

from callout.field.bundle.build import build

__all__ = ["build"]
