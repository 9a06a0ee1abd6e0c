"""Compiles translations (.po to .mo) when the source is newer. ``python -m callout.runtime.messages``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]


def catalogues() -> Iterator[Path]:
    """Every .po file of the product and its packs."""
    for package in ("callout", "packs"):
        yield from sorted((ROOT / package).glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_stale() -> int:
    """Compile what is missing or out of date; returns how many files were written."""
    count = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            draft = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)
            count += 1
    return count


if __name__ == "__main__":
    print(f"{compile_stale()} translation files compiled")
