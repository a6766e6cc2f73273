"""`look_at_quality`: looks at the quality of sources now, whatever was looked at today."""

import argparse
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.quality.look import look_at
from stations.models import Source


class Command(BaseCommand):
    """Look at sources."""

    help = (
        "Look at the quality of sources now: of all that are loaded, or of those that are named. A second look on a"
        " day replaces the first. The hourly refresh looks at each source once a day, after a run."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--source", action="extend", nargs="+", default=[], metavar="UID")

    def handle(self, *, source: list[str], **_: Any) -> None:
        """Look, and say how many there were."""
        loaded = Source.objects.filter(loaded_at__isnull=False).order_by("uid")
        if missing := sorted(set(source) - set(loaded.values_list("uid", flat=True))):
            raise CommandError(f"no such source is loaded: {', '.join(missing)}")
        done = look_at(loaded.filter(uid__in=source) if source else loaded, now=datetime.now(UTC))
        self.stdout.write(f"{done:,} sources were looked at.")
