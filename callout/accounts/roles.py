"""The roles that every installation begins with."""

from __future__ import annotations

from callout.accounts.access import DEFAULT_ROLES
from callout.accounts.models import Role


def install_roles() -> dict[str, Role]:
    """Write the built-in roles that are missing; those there keep what people gave them."""
    return {
        code: Role.objects.get_or_create(
            code=code,
            defaults={"name_zh": zh, "name_en": en, "permissions": allowed, "own_only": own, "built_in": True},
        )[0]
        for code, zh, en, allowed, own in DEFAULT_ROLES
    }
