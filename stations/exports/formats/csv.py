"""CSV for spreadsheets and scripts: a zip of `stations.csv` and `manifest.json`, for a table has no place for it."""

import zipfile
from contextlib import suppress
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from stations.exports.base import Chunk, Format, Writer
from voltway.lib.behind import Behind

TABLE, MANIFEST = "stations.csv", "manifest.json"
# Half as much work as the usual level, for files that are a tenth larger.
_LEVEL = 3


class Csv(Format):
    """One row a station."""

    name = "csv"
    label = "CSV"
    words = _("One row a station, for spreadsheets. A zip with the table and a manifest.")
    media_type = "application/zip"
    suffix = ".csv.zip"

    def writer(self, file: BinaryIO) -> Writer:
        return _CsvWriter(file)


class _CsvWriter(Writer):
    def __init__(self, file: BinaryIO) -> None:
        from pyarrow import csv

        from stations.exports import tables

        self._tables = tables
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._table = self._zip.open(TABLE, "w", force_zip64=True)
        self._csv = csv.CSVWriter(self._table, tables.PLAIN_SCHEMA)
        # Escaping, writing and packing need no interpreter: they are done while the next rows are read.
        self._behind = Behind(self._write)

    def add(self, chunk: Chunk) -> None:
        self._behind.put(self._tables.read(chunk.flat))

    def finish(self, manifest: bytes) -> None:
        self._behind.finish()
        self._csv.close()
        self._table.close()
        self._zip.writestr(MANIFEST, manifest)
        self._zip.close()

    def _write(self, cells: list[Any]) -> None:
        self._csv.write_batch(self._tables.plain(cells))

    def abandon(self) -> None:
        self._behind.abandon()
        # Each of them would write its end into a file that perhaps takes no more.
        for part in (self._csv, self._table, self._zip):
            with suppress(OSError, ValueError):
                part.close()
