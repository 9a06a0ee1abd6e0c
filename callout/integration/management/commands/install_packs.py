"""``manage install_packs``: write every registered industry pack and the built-in roles into the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from callout.accounts.roles import install_roles
from callout.integration import packs


class Command(BaseCommand):
    """Install or update the packs' types, codes, catalogue, checklists, service levels and prices."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Install and name what was installed."""
        install_roles()
        self.stdout.write(f"Packs installed: {', '.join(packs.install_all(actor=None))}")
