"""Imports: a file of rows and a mapping become cases."""
