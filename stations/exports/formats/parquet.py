"""Parquet with geo metadata (GeoParquet 1.1): typed columns, EVSEs nested, positions as WKB points."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np
import orjson
from django.utils.translation import gettext_lazy as _

from stations.exports.base import Format, Writer
from stations.exports.tables import TableWriter

GEOMETRY = "geometry"
MANIFEST = b"manifest"
# Rows to a group: what is held in memory, and the least that a reader fetches.
_GROUP = 2_500
# Bytes of a column that are held until they are encoded.
_PAGE = 128 << 10
# Little-endian WKB of a point: byte order, type, x, y.
_WKB_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
# OGC:CRS84 as PROJJSON: longitude before latitude, WGS 84.
_CRS84: dict[str, Any] = {
    "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
    "type": "GeographicCRS",
    "name": "WGS 84 (CRS84)",
    "datum_ensemble": {
        "name": "World Geodetic System 1984 ensemble",
        "members": [
            {"name": "World Geodetic System 1984 (Transit)"},
            {"name": "World Geodetic System 1984 (G730)"},
            {"name": "World Geodetic System 1984 (G873)"},
            {"name": "World Geodetic System 1984 (G1150)"},
            {"name": "World Geodetic System 1984 (G1674)"},
            {"name": "World Geodetic System 1984 (G1762)"},
            {"name": "World Geodetic System 1984 (G2139)"},
        ],
        "ellipsoid": {"name": "WGS 84", "semi_major_axis": 6378137, "inverse_flattening": 298.257223563},
        "accuracy": "2.0",
    },
    "coordinate_system": {
        "subtype": "ellipsoidal",
        "axis": [
            {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
            {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"},
        ],
    },
    "id": {"authority": "OGC", "code": "CRS84"},
}


class Parquet(Format):
    """Typed columns for analysis."""

    name = "parquet"
    label = "GeoParquet"
    words = _(
        "Typed columns, EVSEs and plugs as nested lists, points as geometry: for analysis and geographic software."
    )
    media_type = "application/vnd.apache.parquet"
    suffix = ".parquet"

    def writer(self, file: BinaryIO) -> Writer:
        return _ParquetWriter(file)


class _ParquetWriter(TableWriter):
    def __init__(self, file: BinaryIO) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        from stations.exports import cells, documents

        super().__init__()
        self._pa, self._cells, self._documents = pa, cells, documents
        nested = [pa.field("evses", documents.EVSES), pa.field(GEOMETRY, pa.binary())]
        self._schema = pa.schema([*cells.TYPED_SCHEMA, *nested])
        # Without Arrow's own copy of the schema, so that every reader finds the metadata in one place.
        self._parquet = parquet.ParquetWriter(
            file, self._schema, compression="zstd", data_page_size=_PAGE, store_schema=False
        )
        self._waiting: list[Any] = []
        self._bounds: tuple[float, float, float, float] | None = None

    def _read(self, documents: Sequence[bytes]) -> Any:
        parsed = self._documents.parse(documents, self._documents.EVSES)
        rows = self._cells.typed(self._cells.read(parsed))
        arrays = [*rows, parsed["evses"], self._points(rows["longitude"], rows["latitude"])]
        return self._pa.record_batch(arrays, schema=self._schema)

    def _write(self, rows: Any) -> None:
        """Keep rows until they fill a group."""
        self._widen(rows)
        self._waiting.append(rows)
        if sum(batch.num_rows for batch in self._waiting) >= _GROUP:
            self._write_group()

    def _end(self, manifest: bytes) -> None:
        self._write_group()
        self._parquet.add_key_value_metadata({b"geo": orjson.dumps(self._geo()), MANIFEST: manifest})
        self._parquet.close()

    def _let_go(self) -> None:
        with suppress(OSError, ValueError):
            self._parquet.close()

    def _write_group(self) -> None:
        if self._waiting:
            self._parquet.write_table(self._pa.Table.from_batches(self._waiting), row_group_size=2 * _GROUP)
            self._waiting.clear()

    def _points(self, longitudes: Any, latitudes: Any) -> Any:
        """WKB points as one buffer of records that are all of one length."""
        points = np.empty(len(longitudes), _WKB_POINT)
        points["order"], points["type"] = 1, 1
        points["x"], points["y"] = longitudes, latitudes
        offsets = np.arange(len(points) + 1, dtype=np.int32) * _WKB_POINT.itemsize
        buffers = [None, self._pa.py_buffer(offsets), self._pa.py_buffer(points.tobytes())]
        return self._pa.Array.from_buffers(self._pa.binary(), len(points), buffers)

    def _widen(self, rows: Any) -> None:
        west, south, east, north = self._bounds or (np.inf, np.inf, -np.inf, -np.inf)
        x, y = rows["longitude"].to_numpy(), rows["latitude"].to_numpy()
        self._bounds = (
            min(west, float(x.min())), min(south, float(y.min())),
            max(east, float(x.max())), max(north, float(y.max())),
        )  # fmt: skip

    def _geo(self) -> dict[str, Any]:
        column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"], "crs": _CRS84}
        if self._bounds:
            column["bbox"] = list(self._bounds)
        return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
