"""``callout demo``: fill an empty data base with an invented company and its last months."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from callout.demo.generate import DataBaseInUse, generate


class Command(BaseCommand):
    """Make demo data: same seed, same company; the history ends now."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Seed, size, days of history, and whether an older demo may be thrown away."""
        parser.add_argument("--seed", type=int, default=7, help="another number makes another company (default 7)")
        parser.add_argument("--scale", type=float, default=1.0, help="size: 1.0 is 3,000 customers (default)")
        parser.add_argument("--days", type=int, default=90, help="days of history (default 90)")
        parser.add_argument("--reset", action="store_true", help="delete an older demo first; refused for real data")

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate, telling each step with its time."""
        try:
            generate(
                seed=options["seed"], scale=options["scale"], days=options["days"], reset=options["reset"], say=self.say
            )
        except DataBaseInUse as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        """One line of progress."""
        self.stdout.write(text)
        self.stdout.flush()
