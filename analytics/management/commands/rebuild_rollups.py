"""`rebuild_rollups`: makes the sums of sessions and events anew from their rows."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from analytics.rollups.fold import rebuild


class Command(BaseCommand):
    """Make roll-ups anew."""

    help = (
        "Make the sums of charging sessions and events by hour and day anew from their rows. It changes nothing where"
        " all is well, and may be stopped at any time: each day is a transaction. Sums of events whose rows are"
        " deleted stay."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="only this day and later")

    def handle(self, *, since: date | None, **_: Any) -> None:
        """Rebuild, and say how many days there were."""
        self.stdout.write(f"{rebuild(since=since):,} days were added up.")
