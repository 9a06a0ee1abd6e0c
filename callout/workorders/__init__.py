"""Visits: work orders, bookings and the service record."""
