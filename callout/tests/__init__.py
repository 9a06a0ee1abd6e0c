"""Tests over all apps at once."""
