"""`load_demo`: fills an empty database with the demo world, or removes it."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from stations.ingest.remove import remove_source
from stations.ingest.runs import RunFailed
from stations.ingest.static import Input, run
from stations.models import Source, Station
from stations.sources.base import Feed, SourceFile
from stations.sources.registry import all_feeds


class Command(BaseCommand):
    """Load or remove the demo world."""

    help = "Load invented stations to try VoltWay out; --remove takes them away again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are stations already")
        parser.add_argument("--remove", action="store_true", help="remove the demo stations")

    def handle(self, *, if_empty: bool, remove: bool, **_: object) -> None:
        demos = [feed for feed in all_feeds().values() if feed.demo]
        try:
            if remove:
                sources = Source.objects.filter(uid__in=[feed.uid for feed in demos])
                self.stdout.write(f"Removed {sum(map(remove_source, sources)):,} demo stations.")
            elif if_empty and _has_data(demos):
                self.stdout.write("There are stations already.")
            else:
                self.stdout.write(f"Loaded {_load(demos):,} demo stations.")
        except RunFailed as error:
            raise CommandError(str(error)) from error


def _has_data(demos: list[Feed]) -> bool:
    """Whether there is anything to show; a demo that was interrupted while it loaded is loaded again."""
    if Station.objects.filter(source__demo=False).exists():
        return True
    loaded = Source.objects.filter(uid__in=[feed.uid for feed in demos], loaded_at__isnull=False)
    return loaded.count() == len(demos)


def _load(demos: list[Feed]) -> int:
    now = datetime.now(UTC)
    given = Input((SourceFile(Path(os.devnull)),), "made on the spot", complete="*", fetched_at=now)
    return sum(int(run(source=feed.uid, given=given, now=now).report["stored"]) for feed in demos)
