"""``callout plan``: plan a day of a region anew, with progress; Ctrl-C gives it up and leaves the plan as it was."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from callout.accounts.models import Region
from callout.dispatching.planning import runs
from callout.foundation.errors import BusinessError


class Command(BaseCommand):
    """Plan a day of a region as a whole: proposed as a draft on the board, or applied."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, which day, how long to search, and whether to apply the plan."""
        parser.add_argument("--region", required=True, help="code of the region")
        parser.add_argument("--day", default="tomorrow", help="today, tomorrow (default) or YYYY-MM-DD")
        parser.add_argument("--seconds", type=int, default=30, help="processor time of the search (default 30)")
        parser.add_argument("--apply", action="store_true", help="put the plan into force instead of proposing it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Search in this process's child, telling how far it is."""
        region = Region.objects.filter(code=options["region"]).first()
        day = self._day(options["day"])
        if region is None or day is None:
            raise CommandError("Unknown region." if region is None else "A day is today, tomorrow or YYYY-MM-DD.")
        stopped = False

        def give_up(number: int, frame: object) -> None:
            nonlocal stopped
            stopped = True

        signal.signal(signal.SIGINT, give_up)
        try:
            run = runs.begin(
                actor=None, region_id=region.pk, day=day, seconds=options["seconds"], apply=options["apply"]
            )
        except BusinessError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        run = runs.execute(run.pk, lambda share: not (self._tell(share) or stopped))
        self.stdout.write(
            f"{run.state}: {run.orders} orders, {run.engineers} engineers, {run.answer or 'nothing'},"
            f" {run.moved} moved, {run.refused} refused"
        )

    def _day(self, text: str) -> Any:
        today = timezone.localdate()
        known = {"today": today, "tomorrow": today + timedelta(days=1)}
        try:
            return known.get(text) or parse_date(text)
        except ValueError:
            return None

    def _tell(self, share: float) -> bool:
        self.stderr.write(f"{share:4.0%}")
        return False
