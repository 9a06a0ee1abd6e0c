"""Starts, stops and looks after the processes of an installation: data base, web, worker, backup.

Modules here import nothing from the applications; ``callout.config.env`` is the only thing above that they read.
"""
