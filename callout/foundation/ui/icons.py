"""Icons: one sprite, built from the names in ``frontend/icons.txt``."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "build/icons.svg"


@lru_cache(maxsize=1024)
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """An icon of the sprite; without ``label`` it is hidden from screen readers."""
    # Kept, since a list draws a hundred of the same few.
    classes = f"icon {css}".strip()
    address = f"{static(SPRITE)}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, address)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, address)
