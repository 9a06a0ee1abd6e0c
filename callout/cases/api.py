"""REST operations on cases."""

from __future__ import annotations

from ninja import Router

router = Router()
