"""Static files: hashed, compressed and cached for ever once collected; plain names before (development, tests)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage as FileStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "callout.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\);\n?')


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which also joins the parts that ``callout.css`` imports: one request in production."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name when files were collected, else the name itself."""
        return self.hashed_files.get(self.hash_key(self.clean_name(name))) or name

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the style sheet, then hash and compress everything."""
        if STYLES in paths and not dry_run:
            self._join_styles(*paths[STYLES])
            paths = {**paths, STYLES: (self, STYLES)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _join_styles(self, source: FileStorage, name: str) -> None:
        def part(match: re.Match[str]) -> str:
            with self.open(match[1]) as file:
                return file.read().decode()

        with source.open(name) as file:
            joined = _IMPORT.sub(part, file.read().decode())
        Path(self.path(STYLES)).write_text(joined, "utf-8")
