"""``callout simulate``: play days by several ways of dispatching and compare what they cost.

``callout simulate`` makes a data base of its own. Where there is data nothing is played, and what was played is undone.
"""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from callout.dispatching.simulation import report
from callout.dispatching.simulation.compare import POLICIES, Result, Size, compare
from callout.dispatching.simulation.play import Stopped
from callout.dispatching.simulation.world import DataBaseInUse


class Command(BaseCommand):
    """Play days through the real services; every policy meets the same requests, lengths and absences."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """How much to play, with which luck, by which policies."""
        parser.add_argument("--days", type=int, default=1, help="days with requests (default 1)")
        parser.add_argument("--engineers", type=int, default=12, help="engineers in two towns (default 12)")
        parser.add_argument("--orders", type=int, default=60, help="requests a day in the mean (default 60)")
        parser.add_argument("--seeds", type=int, default=5, help="how many seeds (default 5)")
        parser.add_argument("--seed", type=int, default=1, help="the first of them (default 1)")
        parser.add_argument("--policy", action="append", choices=POLICIES, help="only this one; may be repeated")
        parser.add_argument("--json", action="store_true", help="a line of JSON for each policy and seed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Play, telling on standard error how far it is; Ctrl-C ends it with what is known by then."""
        if min(options[name] for name in ("days", "orders", "seeds")) < 1 or options["engineers"] < 2:
            raise CommandError("At least one day, one order, one seed and two engineers.")
        self._stopped, self._told = False, ""
        signal.signal(signal.SIGINT, self._stop)
        size = Size(options["days"], options["engineers"], options["orders"])
        seeds = range(options["seed"], options["seed"] + options["seeds"])
        results: list[Result] = []
        try:
            for result in compare(size, seeds, options["policy"] or POLICIES, self._tell):
                results.append(result)
                if options["json"]:
                    self.stdout.write(report.line(result, size))
        except DataBaseInUse as refusal:
            raise CommandError(str(refusal)) from refusal
        except Stopped:
            self.stderr.write("stopped")
        if results and not options["json"]:
            self.stdout.write(report.table(results))

    def _stop(self, number: int, frame: object) -> None:
        self._stopped = True

    def _tell(self, policy: str, seed: int, share: float) -> None:
        if self._stopped:
            raise Stopped
        told = f"{policy} {seed}: {int(share * 10) * 10}%"
        if told != self._told:
            self._told = told
            self.stderr.write(told)
