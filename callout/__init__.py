"""Callout (一票到底): the open-source after-sales service platform."""

__version__ = "0.1.0"
