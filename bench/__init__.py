"""Benchmarks: each prints its figures with the machine they were measured on."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.config.settings")
