"""`import_source UID`: runs one source from its address or from files, releases or undoes a run, lists the sources."""

import argparse
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from stations.ingest.again import read_again
from stations.ingest.fetch import fetched
from stations.ingest.kept import discard
from stations.ingest.live import run_live
from stations.ingest.release import release
from stations.ingest.runs import RunFailed
from stations.ingest.static import Input, run
from stations.ingest.undo import undo
from stations.models import ImportRun
from stations.sources.base import Feed, SourceFile
from stations.sources.registry import all_feeds
from stations.sources.store import scope_parts
from voltway.lib.fetch import FetchError

# What a file on the command line may say of itself, and no fetch.
_OF_FILES = ("reference", "complete")
# What is done to a run.
_DEEDS = ("undo", "release", "discard", "refused")


class Command(BaseCommand):
    """Import charging stations from a source."""

    help = (
        "Import a source: from its own address, or from --file PATH. Without a source: list them. A file never makes"
        " absent stations vanish unless --complete says that it is the whole."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("uid", nargs="?", help="the source, for example us-afdc")
        parser.add_argument(
            "--file", type=Path, action="extend", nargs="+", metavar="PATH",
            help="read this file, or several as one, instead of fetching",
        )  # fmt: skip
        parser.add_argument("--reference", type=Path, metavar="PATH", help="a second file that the format needs")
        parser.add_argument(
            "--complete", nargs="?", const="*", default=None, metavar="SCOPE",
            help="the files are the whole source, or the whole of a country or state (--complete=US, --complete=US-MA):"
            " what is absent from them vanishes",
        )  # fmt: skip
        parser.add_argument("--status", action="store_true", help="read live states instead of places")
        parser.add_argument("--again", action="store_true", help="read the source even if it says that nothing is new")
        parser.add_argument("--accept-shrink", action="store_true", help="publish although many stations vanish")
        parser.add_argument("--undo", type=int, metavar="RUN", help="take a run back")
        parser.add_argument("--release", type=int, metavar="RUN", help="publish what a run read that is held back")
        parser.add_argument("--refused", type=int, metavar="RUN", help="read the refused rows of a run again")
        parser.add_argument("--discard", type=int, metavar="RUN", help="let go of what a run read that is held back")

    def handle(self, *, uid: str | None, **options: Any) -> None:
        """Run one import and print its report. Raises CommandError with the reason when it fails."""
        deeds = {name: options[name] for name in _DEEDS if options[name] is not None}
        with _told(uid or "import"):
            if len(deeds) > 1:
                raise CommandError(f"one of {', '.join(f'--{name}' for name in deeds)} at a time")
            for name, run_id in deeds.items():
                getattr(self, f"_{name}")(_run_of(run_id, uid))
            if deeds:
                return
            if uid:
                feed = _feed(uid)
                _check(options)
                self._print(self._run(feed, options))
            else:
                self._list()

    def _run(self, feed: Feed, options: dict[str, Any]) -> ImportRun:
        now = datetime.now(UTC)
        with _Bar() as bar:
            if options["file"]:
                return self._pass(feed, _given(options), now, bar, live=options["status"])
            with fetched(feed, status=options["status"], again=options["again"], progress=bar) as given:
                given = replace(given, accept_shrink=options["accept_shrink"])
                return self._pass(feed, given, now, bar, live=options["status"])

    def _pass(self, feed: Feed, given: Input, now: datetime, bar: "_Bar", *, live: bool) -> ImportRun:
        if live:
            return run_live(source=feed.uid, given=given, now=now)
        return run(source=feed.uid, given=given, now=now, progress=bar)

    def _undo(self, run: ImportRun) -> None:
        with _Bar() as bar:
            undoing = undo(run=run, now=datetime.now(UTC), progress=bar)
        self.stdout.write(f"Run {run.pk} of {run.source.uid} is undone:")
        self._print(undoing)

    def _release(self, run: ImportRun) -> None:
        with _Bar() as bar:
            done = release(run=run, now=datetime.now(UTC), progress=bar)
        self.stdout.write(f"What run {run.pk} of {run.source.uid} read is published:")
        self._print(done)

    def _refused(self, run: ImportRun) -> None:
        with _Bar() as bar:
            again = read_again(run=run, now=datetime.now(UTC), progress=bar)
        self.stdout.write(f"The refused rows of run {run.pk} of {run.source.uid} were read again:")
        self._print(again)

    def _discard(self, run: ImportRun) -> None:
        if not discard(run=run):
            raise CommandError(
                f"run {run.pk} is {run.get_state_display()}: only one that is held back can be discarded"
            )
        self.stdout.write(f"Run {run.pk} of {run.source.uid} is discarded.")

    def _list(self) -> None:
        for feed in all_feeds().values():
            where = "fetched from its address" if feed.url else "given as a file"
            self.stdout.write(f"{feed.uid:18} {feed.title} ({where}; {feed.licence.name})")

    def _print(self, run: ImportRun) -> None:
        report = run.report
        self.stdout.write(f"Run {run.pk} of {run.source.uid}: {run.get_state_display()} in {report['seconds']} s")
        if report["not_modified"]:
            self.stdout.write(
                "  The source says that it is not modified since it was read last; --again reads it anyway."
            )
        if report["read"]:
            self.stdout.write(f"  read      {report['read']:,} rows")
        for name in ("outcomes", "mended", "skipped", "refused"):
            if words := _words(report[name]):
                self.stdout.write(f"  {name:9} {words}")
        if report["duplicates"]:
            self.stdout.write(f"  repeated  {report['duplicates']:,} rows with an id that came before")
        if report["older"]:
            self.stdout.write(
                self.style.WARNING(
                    f"  older     {report['older']:,} of the changed records were there in a later edition, which this"
                    f" input has replaced. To go back: --undo {run.pk}"
                )
            )
        if report["took_over"]:
            runs = ", ".join(map(str, report["took_over"]))
            self.stdout.write(f"  carried on what run {runs} had begun before it was interrupted")
        if run.error:
            self.stdout.write(
                self.style.WARNING(f"  {run.error}. To accept it: --release {run.pk}, or --accept-shrink")
            )
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
        """Show that `done` of `total` are done in a stage: pages while fetching, bytes while reading, then records."""
        if stage != self._stage:
            self.__exit__()
            unit = {"fetch": " pages", "read": "B"}.get(stage, " records")
            # disable=None: no bar where the output is no terminal.
            self._bar = tqdm(total=total or None, desc=stage, unit=unit, unit_scale=True, disable=None, leave=False)
            self._stage = stage
        if self._bar is not None:
            self._bar.update(done - self._bar.n)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Make a CommandError of what an operator can mend: no traceback for a full disk or a broken file."""
    try:
        yield
    except (RunFailed, FetchError, OSError, ValueError, DatabaseError, sqlite3.Error) as error:
        raise CommandError(f"{what}: {error}") from error


def _run_of(run_id: int, uid: str | None) -> ImportRun:
    found = ImportRun.objects.filter(pk=run_id).select_related("source").first()
    if found is None:
        raise CommandError(f"there is no run {run_id}")
    if uid and uid != found.source.uid:
        raise CommandError(f"run {run_id} is of {found.source.uid}, not of {uid}")
    return found


def _feed(uid: str) -> Feed:
    if uid not in all_feeds():
        raise CommandError(f"there is no source {uid!r}; the sources are: {', '.join(all_feeds())}")
    return all_feeds()[uid]


def _check(options: dict[str, Any]) -> None:
    """Raises CommandError for options that don't go together or can't be meant."""
    try:
        scope_parts(options["complete"] or "*")
    except ValueError as error:
        raise CommandError(f"--complete: {error}") from error
    if options["status"] and (options["complete"] or options["accept_shrink"]):
        raise CommandError("--status reads live states: --complete and --accept-shrink are for places")
    for name in _OF_FILES:
        if options[name] and not options["file"]:
            raise CommandError(f"--{name} speaks of a file: give it with --file PATH")
    for path in (*(options["file"] or ()), options["reference"]):
        if path and not path.is_file():
            raise CommandError(f"there is no file {path}")


def _given(options: dict[str, Any]) -> Input:
    files = tuple(SourceFile(path, options["reference"]) for path in options["file"])
    origin = ", ".join(path.name for path in options["file"])
    return Input(files, origin, options["complete"] or "", accept_shrink=options["accept_shrink"])


def _changed(report: dict[str, Any]) -> bool:
    unchanging = ("unchanged", "touched", "states_unchanged")
    return bool(report["took_over"]) or any(n for name, n in report["outcomes"].items() if name not in unchanging)


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(counts.items()) if count)
