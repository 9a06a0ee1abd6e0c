"""Typst: a template and plain data become a PDF. Fonts are ours (see frontend/scripts/fonts.mjs) or the system's."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError

FOLDER = Path(__file__).parent
FONTS = FOLDER / "data" / "fonts"
FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei")


class FontsMissing(BusinessError):
    """No typeface with Chinese characters is installed. Code: ``document_fonts_missing``."""

    status = 503

    def __init__(self) -> None:
        message = _("No Chinese typeface found: run “make islands” or install fonts-noto-cjk.")
        super().__init__("document_fonts_missing", message)


@lru_cache(maxsize=1)
def _fonts() -> tuple[typst.Fonts, str]:
    """Loaded fonts and the family to use; our own folder first, because it is the same everywhere."""
    own = any(FONTS.glob("*.ttf"))
    fonts = typst.Fonts(include_system_fonts=not own, font_paths=[str(FONTS)] if own else [])
    family = next((name for name in FAMILIES if name in fonts.families()), None)
    if family is None:
        raise FontsMissing
    return fonts, family


def typeset(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes], *, title: str) -> bytes:
    """The PDF (A-2u) of ``template`` (a .typ file of this app).

    ``data`` is plain JSON. ``pictures`` are files the template may name, by file name (PNG, JPEG, WebP or SVG of ours).
    """
    fonts, family = _fonts()
    with tempfile.TemporaryDirectory(prefix="callout-pdf-") as name:
        folder = Path(name)
        for file_name, content in pictures.items():
            (folder / file_name).write_bytes(content)
        source = folder / template
        source.write_bytes((FOLDER / "typst" / template).read_bytes())
        (folder / "data.json").write_text(json.dumps({**data, "family": family, "document_title": title}), "utf-8")
        compiled = typst.Compiler(str(source), root=str(folder), font_paths=fonts).compile(
            format="pdf", pdf_standards="a-2u"
        )
    if not isinstance(compiled, bytes):
        raise TypeError("typst gave no PDF")
    return compiled
