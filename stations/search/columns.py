"""Reads all stations, EVSEs and plugs out of the database into the columns of a snapshot."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from stations.ocpi import Access

Column = npt.NDArray[Any]
Columns = dict[str, Column]

# Small, so that rows are gone again before the garbage collector looks at them: that halves the time.
CHUNK = 1_000
ACCESS_CODES = {value.value: code for code, value in enumerate(Access)}
# What a register says of an EVSE for good. Removed ones are left out.
IN_SERVICE, FAULTY, PLANNED = range(3)
_STANDINGS = {"PLANNED": PLANNED, "INOPERATIVE": FAULTY, "OUTOFORDER": FAULTY}

# All of it lies in the index that searches read.
_STATIONS = """
SELECT s.id, s.public_id, s.cell, s.fits, s.traits, s.access, s.source_id, coalesce(s.operator_id, 0),
    coalesce(s.schedule_id, 0), coalesce(s.max_electric_power, 0), s.evse_count, s.latitude, s.longitude
FROM stations_station s WHERE s.vanished_at IS NULL AND s.cell >= 0 ORDER BY s.cell, s.public_id
"""
_STATION_TYPES = {
    "id": "i8", "public_id": "S12", "cell": "i8", "fits": "i8", "traits": "i8", "access": "i1", "source": "i4",
    "operator": "i4", "schedule": "i4", "power": "i4", "evses": "i4", "latitude": "f8", "longitude": "f8",
}  # fmt: skip
_EVSES = "SELECT e.id, e.station_id, e.status FROM stations_evse e WHERE e.status <> 'REMOVED' ORDER BY e.id"
_EVSE_TYPES = {"evse": "i8", "station": "i8", "standing": "i1"}
_PLUGS = "SELECT c.evse_id, c.standard, coalesce(c.max_electric_power, 0) FROM stations_connector c"
_PLUG_TYPES = {"evse": "i8", "standard": "i2", "power": "i4"}


def read() -> Columns:
    stations = _table(_STATIONS, _STATION_TYPES, {"access": ACCESS_CODES})
    stations["station_by_id"] = np.argsort(stations["id"]).astype("i4")
    evses = _evses(stations)
    return {**stations, **evses, **_plugs(evses)}


def positions(ids: Column, by_id: Column, wanted: Column) -> Column:
    """Where each wanted id stands in a column of ids; -1 where it does not. `by_id`: positions in the order of ids."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype="i8")
    place = np.searchsorted(ids, wanted, sorter=by_id).clip(max=len(ids) - 1)
    found = by_id[place].astype("i8")
    return np.where(ids[found] == wanted, found, -1)


def marked(ids: Column, by_id: Column, wanted: Column) -> Column:
    """True for each of a column of ids that is wanted."""
    marks = np.zeros(len(ids), dtype=bool)
    found = positions(ids, by_id, wanted)
    marks[found[found >= 0]] = True
    return marks


def _evses(stations: Columns) -> Columns:
    table = _table(_EVSES, _EVSE_TYPES, {"standing": _STANDINGS})
    order, station = _gathered(positions(stations["id"], stations["station_by_id"], table["station"]))
    evse = table["evse"][order]
    return {
        "evse": evse,
        "evse_by_id": np.argsort(evse).astype("i4"),
        "evse_station": station,
        "evse_standing": table["standing"][order],
        "evse_start": _starts(station, len(stations["id"])),
    }


def _plugs(evses: Columns) -> Columns:
    standards: dict[str, int] = {}
    table = _table(_PLUGS, _PLUG_TYPES, {"standard": standards})
    order, evse = _gathered(positions(evses["evse"], evses["evse_by_id"], table["evse"]))
    return {
        "plug_evse": evse,
        "plug_standard": table["standard"][order],
        "plug_power": table["power"][order],
        "plug_start": _starts(evse, len(evses["evse"])),
        "standards": np.array(list(standards) or [""], dtype="S40"),
    }


def _gathered(owners: Column) -> tuple[Column, Column]:
    """Rows in the order of their owners' positions, without those that have none; and these positions."""
    order = np.argsort(owners, kind="stable")
    order = order[np.searchsorted(owners, 0, sorter=order) :]
    return order, owners[order].astype("i4")


def _starts(owners: Column, count: int) -> Column:
    """Where the rows of each owner begin, and where the last one's end."""
    return np.searchsorted(owners, np.arange(count + 1)).astype("i4")


def _table(sql: str, types: dict[str, str], codes: dict[str, dict[str, int]]) -> Columns:
    """The columns of a SELECT. Words of a column with `codes` are replaced by theirs; empty codes are filled."""
    grows = {name for name, known in codes.items() if not known}
    parts: dict[str, list[Column]] = {name: [] for name in types}
    for rows in _chunks(sql):
        for (name, kind), values in zip(types.items(), zip(*rows, strict=True), strict=True):
            if name in codes:
                values = _coded(values, codes[name], grows=name in grows)
            parts[name].append(np.array(values, dtype=kind))
    return {name: np.concatenate(parts[name]) if parts[name] else np.empty(0, dtype=types[name]) for name in types}


def _coded(values: tuple[str, ...], codes: dict[str, int], *, grows: bool) -> tuple[int, ...]:
    if grows:
        return tuple([codes.setdefault(value, len(codes)) for value in values])
    return tuple([codes.get(value, 0) for value in values])


def _chunks(sql: str) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            yield rows
