"""GeoParquet 1.1: points as WKB, the metadata that other programs look for, types, and EVSEs as nested lists."""

import json
import struct
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from tests.unit.stations.exports.conftest import Export
from tests.world import CCS2, CHADEMO, NETWORK, REGISTER, evse, plug, publish, station


def test_positions_are_wkb_points_with_longitude_first(export: Export) -> None:
    publish(REGISTER, station("a", (52.5, 13.25)), station("b", (-33.9, -70.1), country=None))
    table = parquet.read_table(export("parquet"))
    # Little-endian, a point, x, y.
    points = [struct.unpack("<BIdd", value) for value in table["geometry"].to_pylist()]
    assert points == [(1, 1, 13.25, 52.5), (1, 1, -70.1, -33.9)]
    assert table.schema.field("geometry").type == pa.binary()


def test_geo_metadata_names_the_column_its_encoding_bounds_and_reference_system(export: Export) -> None:
    publish(REGISTER, station("a", (52.5, 13.25)), station("b", (-33.9, -70.1), country=None))
    geo = json.loads(parquet.read_schema(export("parquet")).metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert (geo["version"], geo["primary_column"], list(geo["columns"])) == ("1.1.0", "geometry", ["geometry"])
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
    assert column["bbox"] == [-70.1, -33.9, 13.25, 52.5]
    assert column["crs"]["id"] == {"authority": "OGC", "code": "CRS84"}
    assert [axis["direction"] for axis in column["crs"]["coordinate_system"]["axis"]] == ["east", "north"]


def test_a_file_without_stations_has_no_bounds(export: Export) -> None:
    path = export("parquet")
    assert parquet.read_table(path).num_rows == 0
    assert "bbox" not in json.loads(parquet.read_schema(path).metadata[b"geo"])["columns"]["geometry"]


def test_cells_have_types(export: Export) -> None:
    seen = datetime(2025, 12, 1, 8, 30, tzinfo=UTC)
    publish(REGISTER, station("a", name="=1+1", last_updated=seen, renewable=True))
    (row,) = parquet.read_table(export("parquet")).to_pylist()
    # No spreadsheet runs a typed cell: it stays as it is.
    assert (row["name"], row["renewable"], row["wheelchair"]) == ("=1+1", True, None)
    assert row["last_updated"] == seen
    assert isinstance(row["max_electric_power"], int)


def test_evses_and_connectors_are_nested(export: Export) -> None:
    publish(
        NETWORK,
        station(
            "a", (52.5, 13.4),
            evse("1", plug(CCS2, 150), plug(CHADEMO, None, "2"), status="AVAILABLE", minutes_ago=2),
            evse("2", plug(CCS2, 150), capabilities=("RFID_READER",)),
        ),
        station("b", (52.6, 13.4), evses=()),
        station("c", (52.7, 13.4)),
    )  # fmt: skip
    rows: list[Any] = parquet.read_table(export("parquet")).to_pylist()
    assert [[e["uid"] for e in row["evses"]] for row in rows] == [["1", "2"], [], ["1"]]
    first, second = rows[0]["evses"]
    assert [(c["standard"], c["max_electric_power"]) for c in first["connectors"]] == [(CCS2, 150_000), (CHADEMO, None)]
    assert (first["status"], first["status_updated"]) == ("AVAILABLE", datetime(2026, 1, 14, 11, 58, tzinfo=UTC))
    assert second["capabilities"] == ["RFID_READER"]
