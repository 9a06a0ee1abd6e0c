"""Plausible data of an invented company, made through the services."""
