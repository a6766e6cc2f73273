"""`clean_up`: forgets superseded records and refused rows of old runs, and files of old exports."""

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from stations.exports import files
from stations.ingest.retention import clean_up


class Command(BaseCommand):
    """Drop what is no longer needed."""

    help = (
        "Drop what is kept of old runs so that they can be undone and looked into: superseded records and refused rows"
        " older than RECORD_RETENTION_DAYS, and files of exports older than EXPORT_KEEP_DAYS. Runs keep their reports,"
        " and stations that have vanished stay."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        days = settings.CONFIG.record_retention_days
        parser.add_argument("--days", type=int, default=days, help=f"keep so many days (default: {days})")

    def handle(self, *, days: int, **_: Any) -> None:
        now = datetime.now(UTC)
        counts = clean_up(now=now, keep=timedelta(days=max(0, days))) | {"files of exports": files.clean_up(now=now)}
        self.stdout.write("Dropped " + ", ".join(f"{count:,} {name}" for name, count in counts.items()) + ".")
