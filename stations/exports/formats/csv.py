"""CSV for spreadsheets and scripts: a zip of `stations.csv` and `manifest.json`, for a table has no place for it."""

import zipfile
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from stations.exports.base import Format, Writer
from stations.exports.tables import TableWriter

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


class _CsvWriter(TableWriter):
    def __init__(self, file: BinaryIO) -> None:
        from pyarrow import csv

        from stations.exports import cells, documents

        super().__init__()
        self._cells, self._documents = cells, documents
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._table = self._zip.open(TABLE, "w", force_zip64=True)
        self._csv = csv.CSVWriter(self._table, cells.PLAIN_SCHEMA)

    def _read(self, documents: Sequence[bytes]) -> Any:
        parsed = self._documents.parse(documents, self._documents.POINTS)
        return self._cells.harmless(self._cells.read(parsed))

    def _write(self, rows: Any) -> None:
        self._csv.write_batch(rows)

    def _end(self, manifest: bytes) -> None:
        self._csv.close()
        self._table.close()
        self._zip.writestr(MANIFEST, manifest)
        self._zip.close()

    def _let_go(self) -> None:
        # Each of them would write its end into a file that perhaps takes no more.
        for part in (self._csv, self._table, self._zip):
            with suppress(OSError, ValueError):
                part.close()
