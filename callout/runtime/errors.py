"""The one error that the command line prints without a traceback."""

from __future__ import annotations


class RuntimeProblem(Exception):
    """Something the operator can put right; the text says what is wrong and what to do."""
