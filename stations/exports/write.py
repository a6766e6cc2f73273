"""Writes an export: one search, one format, one file that is there whole or not at all."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import connection

from stations.documents import catalogue
from stations.exports import rows
from stations.exports.base import Format, Writer
from stations.exports.manifest import Manifest
from stations.search.query import StationQuery
from voltway.lib.bulk import unmapped
from voltway.lib.whole_file import whole_file

# SQLite's page cache while it reads an export's rows, in KiB below zero.
_CACHE = -4096
# Called with how many stations are done, of how many; what it raises ends the export without a file.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """`left_out`: stations whose licence is closed or unknown."""

    rows: int
    left_out: int
    size: int


def write_export(
    *, query: StationQuery, form: Format, path: Path, now: datetime, progress: Progress = lambda *_: None
) -> Written:
    """Write the stations that pass a search, except those whose licence does not let them be passed on.

    Raises InvalidParameters for operators and sources nobody has, OSError for a disk that takes no more; then there
    is no file.
    """
    version = catalogue.versions()
    with _sparing():
        ids, left_out = rows.chosen(query, now=now)
    manifest = Manifest(query, form.name, now, version, left_out=left_out)
    return write_ids(ids, manifest, form=form, path=path, progress=progress)


def write_ids(
    ids: rows.Ids, manifest: Manifest, *, form: Format, path: Path, progress: Progress = lambda *_: None
) -> Written:
    """Write the stations of these ids; the manifest is filled up."""
    with _sparing(), whole_file(path) as file:
        _fill(file, form, manifest, ids, progress)
    return Written(manifest.rows, manifest.left_out.total(), path.stat().st_size)


def _fill(file: BinaryIO, form: Format, manifest: Manifest, ids: rows.Ids, progress: Progress) -> None:
    writer = form.writer(file)
    try:
        _add_all(writer, manifest, ids, progress)
        writer.finish(manifest.as_json())
    except BaseException:
        writer.abandon()
        raise


def _add_all(writer: Writer, manifest: Manifest, ids: rows.Ids, progress: Progress) -> None:
    done, total = 0, len(ids)
    progress(done, total)
    for chunk in rows.read(ids, now=manifest.made_at):
        if chunk.documents:
            writer.add(chunk)
            manifest.count(chunk.documents)
        done = min(done + rows.CHUNK, total)
        progress(done, total)


@contextmanager
def _sparing() -> Iterator[None]:
    """Rows are read once, in the order in which they lie: SQLite need not keep what it has read, in either way."""
    with unmapped(), _uncollected():
        if connection.vendor != "sqlite":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size")
            usual = int(cursor.fetchone()[0])
            cursor.execute(f"PRAGMA cache_size = {_CACHE}")
            try:
                yield
            finally:
                cursor.execute(f"PRAGMA cache_size = {usual}")


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: what an export makes has none, and is made faster than it is looked through."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
