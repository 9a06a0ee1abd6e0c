"""Hypothesis profiles: ``bounded`` for every run, ``--hypothesis-profile=deep`` before a release."""

from hypothesis import settings

settings.register_profile("bounded", max_examples=60, deadline=None)
settings.register_profile("deep", max_examples=2000, deadline=None)
settings.load_profile("bounded")
