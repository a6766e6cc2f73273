"""`import_sessions`: reads charging sessions from files, and says what became of each."""

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from analytics.models import StaleDay
from analytics.rollups.fold import refresh
from analytics.sessions.cdr import Cdrs
from analytics.sessions.importing import Report, import_sessions
from analytics.sessions.layout import Layout, UnreadableFile, Usual
from analytics.sessions.table import Table, all_maps
from stations.hours.clock import zone
from voltway.lib.batches import RowError


class Command(BaseCommand):
    """Read charging sessions."""

    help = (
        "Read charging sessions: OCPI charge detail records as JSON, or CSV with --map NAME; packed by gzip or not."
        " Reading a file again changes nothing, and a later file completes what an earlier one left open."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--file", type=Path, required=True, action="extend", nargs="+", metavar="PATH")
        parser.add_argument("--map", choices=sorted(all_maps()), help="the layout of a CSV file")
        parser.add_argument("--feed", help="what the sessions belong to, for example de-strom; a map may say it")
        parser.add_argument("--currency", help="of costs that don't say theirs, for example GBP")
        parser.add_argument("--time-zone", help="of times without an offset, and of hours of the day: Europe/London")
        parser.add_argument("--add-up", action="store_true", help="add up now, and not with the next hourly refresh")

    def handle(self, *, file: list[Path], **options: Any) -> None:
        """Import each file in a transaction for each thousand rows, and print what became of it."""
        layout = _layout(options)
        for path in file:
            try:
                report = import_sessions(file=path, layout=layout, now=datetime.now(UTC), tell=self._refused)
            except (OSError, UnreadableFile, DatabaseError) as error:
                raise CommandError(f"{path}: {error}") from error
            self._print(path, report)
        self._add_up(now=options["add_up"])

    def _add_up(self, *, now: bool) -> None:
        """See to the sums, or say when they will be there."""
        if now:
            self.stdout.write(f"{refresh():,} days were added up.")
        elif StaleDay.objects.exists():
            self.stdout.write("Insights show it after the next hourly refresh; --add-up adds up at once.")

    def _refused(self, error: RowError) -> None:
        self.stderr.write(f"  line {error.row}: {error.rule} ({error.field}): {error.message}")

    def _print(self, path: Path, report: Report) -> None:
        self.stdout.write(f"{path.name}: {report.read:,} rows")
        counts = {name: getattr(report, name) for name in ("new", "changed", "same", "older", "repeated", "taken_back")}
        for name, found in (("sessions", counts), ("doubts", report.doubts), ("refused", report.refused)):
            words = ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in found.items() if count)
            if words:
                self.stdout.write(f"  {name:9} {words}")


def _layout(options: dict[str, Any]) -> Layout:
    """Raises CommandError for options that say nothing that can be meant."""
    known = all_maps()[options["map"]] if options["map"] else None
    feed, currency, time_zone = (
        options[name] or getattr(known, name, "") for name in ("feed", "currency", "time_zone")
    )
    usual = Usual(feed, currency.upper(), time_zone)
    if wrong := _wrong(usual, needs_zone=known is not None):
        raise CommandError(wrong)
    return Table(known, usual) if known else Cdrs(usual)


def _wrong(usual: Usual, *, needs_zone: bool) -> str:
    """What can't be meant, in words; "" where all can."""
    if not 0 < len(usual.feed) <= 60:
        return "--feed says what the sessions belong to, in 60 characters at most"
    if usual.currency and not re.fullmatch("[A-Z]{3}", usual.currency):
        return "--currency is a code of three letters, such as GBP"
    if usual.time_zone and zone(usual.time_zone) is None:
        return f"--time-zone: there is no {usual.time_zone}; one is Europe/London"
    if needs_zone and not usual.time_zone:
        return "--time-zone: this layout has times without an offset, and doesn't say where"
    return ""
