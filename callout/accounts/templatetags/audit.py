"""Changed columns in words: ``{% load audit %}{% changes_of entry %}``."""

from __future__ import annotations

from django import template

from callout.accounts import audit
from callout.foundation.models import AuditEntry

register = template.Library()


@register.inclusion_tag("accounts/changes.html")
def changes_of(entry: AuditEntry) -> dict[str, object]:
    """The entry's changes; ``entry.names`` holds the names of what it refers to."""
    return {"changes": audit.changes(entry, getattr(entry, "names", {})), "more": audit.more_changes(entry)}
