"""Runs a command while the data base is up: ``python -m callout.runtime.beside python -m bench.pages``."""

from __future__ import annotations

import subprocess
import sys

from callout.runtime.commands import data_base


def main() -> int:
    """The command's own exit code."""
    with data_base():
        return subprocess.run(sys.argv[1:]).returncode


if __name__ == "__main__":
    sys.exit(main())
