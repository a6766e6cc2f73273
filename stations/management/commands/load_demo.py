"""`load_demo`: fills an empty database with the demo world, or removes it."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand

from stations.ingest.remove import remove_source
from stations.ingest.static import Input, run
from stations.models import Source, Station
from stations.sources.base import SourceFile
from stations.sources.registry import all_feeds


class Command(BaseCommand):
    """Load or remove the demo world."""

    help = "Load invented stations to try VoltWay out; --remove takes them away again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are stations already")
        parser.add_argument("--remove", action="store_true", help="remove the demo stations")

    def handle(self, *, if_empty: bool, remove: bool, **_: object) -> None:
        """Load, or remove, and say so."""
        demos = [feed for feed in all_feeds().values() if feed.demo]
        if remove:
            removed = sum(
                remove_source(source) for source in Source.objects.filter(uid__in=[feed.uid for feed in demos])
            )
            self.stdout.write(f"Removed {removed:,} demo stations.")
        elif not (if_empty and Station.objects.exists()):
            now = datetime.now(UTC)
            given = Input((SourceFile(Path(os.devnull)),), "made on the spot", complete="*", fetched_at=now)
            runs = [run(source=feed.uid, given=given, now=now) for feed in demos]
            self.stdout.write(f"Loaded {sum(done.report['stored'] for done in runs):,} demo stations.")
