"""A read-only picture of all stations as columns of numbers, sorted by tile cell, for tiles of any zoom.

Low zooms hold every station there is: grouping a million of them takes a database half a second and NumPy some
milliseconds (docs/adr/0001-cells.md). The columns lie in files that all processes of a machine map into memory, so that
they cost it once. Whoever finds a newer version of the data than the files show builds new ones.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import connection

from stations.documents import catalogue
from stations.ocpi import Access

Column = npt.NDArray[Any]

CHUNK = 50_000
ACCESS_CODES = {value.value: code for code, value in enumerate(Access)}
# Files of an older layout are not read.
LAYOUT = 2

_STATIONS = """
SELECT s.id, s.public_id, s.cell, s.fits, s.traits, s.access, s.source_id, coalesce(s.operator_id, 0),
    coalesce(s.schedule_id, 0), coalesce(s.max_electric_power, 0), s.evse_count, s.latitude, s.longitude
FROM stations_station s WHERE s.vanished_at IS NULL ORDER BY s.cell, s.public_id
"""
_STATION_TYPES = np.dtype(
    [("id", "i8"), ("public_id", "S12"), ("cell", "i8"), ("fits", "i8"), ("traits", "i8"), ("access", "i1"),
     ("source", "i4"), ("operator", "i4"), ("schedule", "i4"), ("power", "i4"), ("evses", "i4"),
     ("latitude", "f8"), ("longitude", "f8")]
)  # fmt: skip
_PLUGS = """
SELECT e.station_id, e.id, c.standard, coalesce(c.max_electric_power, 0)
FROM stations_connector c JOIN stations_evse e ON e.id = c.evse_id
WHERE e.status NOT IN ('REMOVED', 'PLANNED') ORDER BY e.station_id, e.id
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Columns of the stations, in the order of their cells, and of their plugs, in the order of the stations.

    Power in watts, 0 where it is not known. `plug_station` holds positions in the station columns; the plugs of the
    stations i…j are `plug_start[i]`…`plug_start[j]`.
    """

    id: Column
    cell: Column
    public_id: Column
    fits: Column
    traits: Column
    access: Column
    source: Column
    operator: Column
    schedule: Column
    power: Column
    evses: Column
    latitude: Column
    longitude: Column
    plug_start: Column
    plug_station: Column
    plug_evse: Column
    plug_standard: Column
    plug_power: Column
    standards: Column

    def __len__(self) -> int:
        return len(self.cell)

    def within(self, low: int, high: int) -> slice:
        """The stations of a range of cells, both ends included."""
        first, last = np.searchsorted(self.cell, [low, high + 1])
        return slice(int(first), int(last))


_loaded: tuple[int, Snapshot] | None = None


def latest() -> Snapshot:
    """The snapshot of the data as it is now; of a little earlier while another process builds a newer one."""
    global _loaded
    version = catalogue.versions()[0]
    if _loaded is None or _loaded[0] != version:
        _loaded = version, _open(version)
    return _loaded[1]


def build(version: int) -> Path:
    """Write the files of a version, if nobody has; older ones are removed. Returns their folder."""
    folder = _folder(version)
    with _building():
        if not folder.exists():
            unfinished = folder.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            snapshot = _read()
            for column in fields(Snapshot):
                np.save(unfinished / f"{column.name}.npy", getattr(snapshot, column.name))
            unfinished.rename(folder)
            _forget_older(folder)
    return folder


def _open(version: int) -> Snapshot:
    folder = build(version)
    columns = {column.name: np.load(folder / f"{column.name}.npy", mmap_mode="r") for column in fields(Snapshot)}
    return Snapshot(**columns)


def _folder(version: int) -> Path:
    base: Path = settings.CONFIG.data_dir / "snapshots"
    return base / f"{_database_name()}-{LAYOUT}-{version}"


def _database_name() -> str:
    """Tests and benches have databases of their own beside the real one."""
    return "".join(c if c.isalnum() else "-" for c in str(connection.settings_dict["NAME"]))[-60:].strip("-")


def _forget_older(folder: Path) -> None:
    """Files that another process has mapped stay readable to it after they are removed."""
    prefix = folder.name.rsplit("-", 1)[0] + "-"
    for other in folder.parent.iterdir():
        if other.name.startswith(prefix) and other != folder:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _building() -> Iterator[None]:
    """One process of a machine builds; the others wait for it and find its files."""
    base: Path = settings.CONFIG.data_dir / "snapshots"
    base.mkdir(parents=True, exist_ok=True)
    with (base / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read() -> Snapshot:
    table = _stations()
    ids = table["id"]
    by_id = np.argsort(ids)
    plugs, standards = _plugs()
    # From station ids to positions in the columns, then into the order of the columns.
    position = (
        by_id[np.searchsorted(ids, plugs["station"], sorter=by_id).clip(max=max(len(ids) - 1, 0))] if len(ids) else ids
    )
    known = ids[position] == plugs["station"] if len(ids) else np.zeros(len(plugs), dtype=bool)
    position, plugs = position[known], plugs[known]
    order = np.argsort(position, kind="stable")
    position, plugs = position[order], plugs[order]
    return Snapshot(
        **{name: np.ascontiguousarray(table[name]) for name in table.dtype.names or ()},
        plug_start=np.searchsorted(position, np.arange(len(ids) + 1)).astype("i8"),
        plug_station=position.astype("i4"),
        plug_evse=np.ascontiguousarray(plugs["evse"]),
        plug_standard=np.ascontiguousarray(plugs["standard"]),
        plug_power=np.ascontiguousarray(plugs["power"]),
        standards=standards,
    )


def _stations() -> npt.NDArray[Any]:
    parts = [
        np.array([(*r[:1], r[1].encode(), *r[2:5], ACCESS_CODES[r[5]], *r[6:]) for r in rows], dtype=_STATION_TYPES)
        for rows in _chunks(_STATIONS)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=_STATION_TYPES)


def _plugs() -> tuple[npt.NDArray[Any], Column]:
    types = np.dtype([("station", "i8"), ("evse", "i8"), ("standard", "i2"), ("power", "i4")])
    codes: dict[str, int] = {}
    parts = [
        np.array([(r[0], r[1], codes.setdefault(r[2], len(codes)), r[3]) for r in rows], dtype=types)
        for rows in _chunks(_PLUGS)
    ]
    table = np.concatenate(parts) if parts else np.empty(0, dtype=types)
    return table, np.array(list(codes) or [""], dtype="S40")


def _chunks(sql: str) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            yield rows
