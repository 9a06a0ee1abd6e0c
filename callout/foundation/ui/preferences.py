"""What a person set for themselves on screens: theme, language, columns and views of lists."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from callout.foundation.actions import business_action


def recall(user: Any, *path: str, default: Any = None) -> Any:
    """The stored value under ``path``, or the default."""
    found: Any = user.preferences
    for key in path:
        if not isinstance(found, dict) or key not in found:
            return default
        found = found[key]
    return found


@business_action
def remember(*, actor: Any, path: tuple[str, ...], value: Any) -> None:
    """Store a JSON value under ``path`` of the actor's preferences; None forgets it."""
    user = get_user_model().objects.select_for_update().get(pk=actor.pk)
    place = user.preferences
    for key in path[:-1]:
        place = place.setdefault(key, {})
    if value is None:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = value
    user.save(update_fields=["preferences"])
    actor.preferences = user.preferences


@business_action
def choose(*, actor: Any, field: str, value: str) -> None:
    """Set the actor's ``theme`` or ``language``."""
    setattr(actor, field, value)
    actor.save(update_fields=[field])
