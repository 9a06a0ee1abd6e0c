"""numba keeps what it compiled until that very file changes, though it holds the code of functions from others."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def drop_stale() -> None:
    """Drop what was compiled before a module changed that holds compiled code or the layout of its arrays."""
    here = Path(__file__).parent
    compiled = list((here / "__pycache__").glob("*.nb[ic]"))
    changed = max(path.stat().st_mtime for path in here.glob("*.py") if _counts(path))
    with suppress(OSError):  # not ours to write, or another process is quicker
        if any(path.stat().st_mtime < changed for path in compiled):
            for path in compiled:
                path.unlink(missing_ok=True)


def _counts(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return path != Path(__file__) and ("@compiled" in text or "njit(" in text or "(NamedTuple)" in text)
