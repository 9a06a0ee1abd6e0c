"""What a person may see: permissions and hidden words in templates."""

from __future__ import annotations

from typing import Any

from django import template

from callout.foundation.ui import formats

register = template.Library()


@register.filter
def may(user: Any, permission: str) -> bool:
    """``{% if request.user|may:"cases.edit" %}``."""
    return bool(user.is_authenticated and user.may(permission))


@register.filter
def hidden(value: str) -> str:
    """The first character and stars."""
    return formats.mask_text(value or "")
