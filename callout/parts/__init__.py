"""Spare parts, stock in stores and vans, movements and requests."""
