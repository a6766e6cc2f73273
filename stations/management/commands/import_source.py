"""`import_source UID`: runs one source from its address or from files, undoes a run, lists the sources."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from stations.ingest.fetch import fetched
from stations.ingest.live import run_live
from stations.ingest.runs import RunFailed
from stations.ingest.static import Input, run
from stations.ingest.undo import undo
from stations.models import ImportRun
from stations.sources.base import Feed, SourceFile
from stations.sources.registry import all_feeds
from stations.sources.store import scope_parts
from voltway.lib.fetch import FetchError


class Command(BaseCommand):
    """Import charging stations from a source."""

    help = "Import a source: from its own address, or from --file PATH. Without a source: list them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("uid", nargs="?", help="the source, for example us-afdc")
        parser.add_argument("--file", type=Path, action="append", metavar="PATH", help="read files instead of fetching")
        parser.add_argument("--reference", type=Path, metavar="PATH", help="a second file that the format needs")
        parser.add_argument(
            "--complete", nargs="?", const="*", default=None, metavar="SCOPE",
            help="the file is the whole source, or the whole of a country or state (US, US-MA): what is absent vanishes",
        )  # fmt: skip
        parser.add_argument("--status", action="store_true", help="read live states instead of places")
        parser.add_argument("--accept-shrink", action="store_true", help="publish although many stations vanish")
        parser.add_argument("--undo", type=int, metavar="RUN", help="take a run back")

    def handle(self, *, uid: str | None, **options: Any) -> None:
        """Run one import and print its report. Raises CommandError with the reason when it fails."""
        if options["undo"]:
            self._undo(options["undo"])
            return
        if not uid:
            self._list()
            return
        feed = all_feeds().get(uid)
        if feed is None:
            raise CommandError(f"there is no source {uid!r}; the sources are: {', '.join(all_feeds())}")
        try:
            scope_parts(options["complete"] or "*")
            self._print(self._run(feed, options))
        except (RunFailed, FetchError, OSError, ValueError) as error:
            raise CommandError(f"{uid}: {error}") from error

    def _run(self, feed: Feed, options: dict[str, Any]) -> ImportRun:
        now = datetime.now(UTC)
        with _Bar() as bar:
            if options["file"]:
                files = tuple(SourceFile(path, options["reference"]) for path in options["file"])
                complete = options["complete"] or ""
                given = Input(files, options["file"][0].name, complete, accept_shrink=options["accept_shrink"])
                return self._pass(feed, given, now, bar, live=options["status"])
            with fetched(feed, status=options["status"], progress=bar) as given:
                given = _with_word(given, accept_shrink=options["accept_shrink"])
                return self._pass(feed, given, now, bar, live=options["status"])

    def _pass(self, feed: Feed, given: Input, now: datetime, bar: "_Bar", *, live: bool) -> ImportRun:
        if live:
            return run_live(source=feed.uid, given=given, now=now)
        return run(source=feed.uid, given=given, now=now, progress=bar)

    def _undo(self, run_id: int) -> None:
        found = ImportRun.objects.filter(pk=run_id).select_related("source").first()
        if found is None:
            raise CommandError(f"there is no run {run_id}")
        try:
            counts = undo(run=found, now=datetime.now(UTC))
        except RunFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Run {run_id} of {found.source.uid} is undone: {_words(counts)}")

    def _list(self) -> None:
        for feed in all_feeds().values():
            where = "fetched from its address" if feed.url else "given as a file"
            self.stdout.write(f"{feed.uid:18} {feed.title} ({where}; {feed.licence.name})")

    def _print(self, run: ImportRun) -> None:
        report = run.report
        self.stdout.write(f"Run {run.pk} of {run.source.uid}: {run.get_state_display()} in {report['seconds']} s")
        self.stdout.write(f"  read      {report['read']:,} rows")
        for name in ("outcomes", "mended", "skipped", "refused"):
            if report[name]:
                self.stdout.write(f"  {name:9} {_words(report[name])}")
        if report["duplicates"]:
            self.stdout.write(f"  repeated  {report['duplicates']:,} rows with an id that came before")
        if run.error:
            self.stdout.write(self.style.WARNING(f"  {run.error}. To accept it: --accept-shrink"))
        elif not _changed(report):
            self.stdout.write("  Nothing has changed.")


class _Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done in a stage: bytes while fetching and reading, then records."""
        if stage != self._stage:
            self.__exit__()
            unit = " records" if stage == "publish" else "B"
            # disable=None: no bar where the output is no terminal.
            self._bar = tqdm(total=total or None, desc=stage, unit=unit, unit_scale=True, disable=None, leave=False)
            self._stage = stage
        if self._bar is not None:
            self._bar.update(done - self._bar.n)


def _with_word(given: Input, *, accept_shrink: bool) -> Input:
    return Input(given.files, given.origin, given.complete, given.fetched_at, accept_shrink)


def _changed(report: dict[str, Any]) -> bool:
    return any(report["outcomes"].get(name) for name in ("new", "changed", "returned", "vanished", "states"))


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(counts.items()) if count)
