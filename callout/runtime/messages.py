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


def stale() -> list[Path]:
    """The .po files whose .mo file is missing or older."""
    return [path for path in catalogues() if not _is_current(path, path.with_suffix(".mo"))]


def _is_current(source: Path, compiled: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def compile_stale() -> int:
    """Compile what is missing or out of date; returns how many files were written."""
    sources = stale()
    for source in sources:
        draft = source.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(source.with_suffix(".mo"))
    return len(sources)


if __name__ == "__main__":
    print(f"{compile_stale()} translation files compiled")
