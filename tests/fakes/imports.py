"""Runs imports for tests, with the clock in the test's hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from stations.ingest.live import run_live
from stations.ingest.static import Input, run
from stations.models import ImportRun
from stations.sources.base import SourceFile
from tests.fakes.feeds import Row, written

START = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)


class Imports:
    """Runs imports, each an hour after the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, START

    def __call__(self, rows: Any, source: str = "xx-rows", **given: Any) -> ImportRun:
        """Import these rows as a file."""
        return self.files(written(self.folder, rows), source=source, **given)

    def files(self, *paths: Path, source: str = "xx-rows", **given: Any) -> ImportRun:
        """Import these files."""
        self.now += timedelta(hours=1)
        files = tuple(SourceFile(path) for path in paths)
        return run(source=source, given=Input(files, "rows.json", **given), now=self.now)

    def states(self, states: list[Row], source: str = "xx-live", fetched_at: datetime | None = None) -> ImportRun:
        """Import live states as a status file."""
        self.now += timedelta(minutes=1)
        file = SourceFile(written(self.folder, states, "states.json"))
        return run_live(source=source, given=Input((file,), "states.json", fetched_at=fetched_at), now=self.now)
