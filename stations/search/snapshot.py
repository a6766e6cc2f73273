"""A read-only picture of all stations as columns of numbers, sorted by tile cell: for tiles and wide searches.

Low zooms hold every station there is: grouping a million of them takes a database half a second and NumPy some
milliseconds (docs/adr/0001-cells.md). The columns lie in files that all processes of a machine map into memory, so that
they cost it once. Whoever finds a newer version of the data than the files show builds new ones.
"""

import fcntl
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import connection

from stations.documents import catalogue
from stations.search import columns

logger = logging.getLogger(__name__)

# Files of an older layout are not read.
LAYOUT = 3
# A picture of so few stations is made in less time than it takes to say that it is not new.
SMALL = 50_000

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Columns of the stations in the order of their cells, of their EVSEs in that order, and of the EVSEs' plugs.

    `evse_station` and `plug_evse` are positions in the columns above them; the EVSEs of the stations i…j are
    `evse_start[i]`…`evse_start[j]`, and the plugs of EVSEs likewise. `…_by_id` are positions in the order of ids.
    Power in watts, 0 where it is not known.
    """

    version: int
    id: Column
    station_by_id: Column
    public_id: Column
    cell: Column
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
    evse_start: Column
    evse: Column
    evse_by_id: Column
    evse_station: Column
    evse_standing: Column
    plug_start: Column
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

    def stations_of(self, ids: Column) -> Column:
        """True for each station whose id is among them."""
        return columns.marked(self.id, self.station_by_id, ids)

    def evses_of(self, ids: Column) -> Column:
        """True for each EVSE whose id is among them."""
        return columns.marked(self.evse, self.evse_by_id, ids)


_COLUMNS = [column.name for column in fields(Snapshot) if column.name != "version"]
_held: Snapshot | None = None
_renewing = Lock()


def latest() -> Snapshot:
    """The picture of the data as it is now; the one before, if that takes a while, until a thread has made the new one.

    Ask it for its version: what is made from it is as old.
    """
    global _held
    version = catalogue.versions()[0]
    # A process that has just begun takes the picture that others still show, rather than wait for the new one.
    held = _held or _made_before(version)
    if held is not None and held.version != version and len(held) > SMALL:
        _held = held
        _renew(version)
        return held
    if held is None or held.version != version:
        held = _open(version)
    _held = held
    return held


def refresh() -> None:
    """Write the files of the data as it is now, before a reader asks for them."""
    build(catalogue.versions()[0])


def held_version() -> int:
    """The version of the picture that this process shows; 0 while it has none."""
    return 0 if _held is None else _held.version


def build(version: int) -> Path:
    """Write the files of a version, if nobody has; older ones are removed. Returns their folder."""
    folder = _folder(version)
    with _building():
        if not folder.exists():
            unfinished = folder.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            for name, column in columns.read().items():
                np.save(unfinished / f"{name}.npy", column)
            unfinished.rename(folder)
            _forget_older(version)
    return folder


def _renew(version: int) -> None:
    """Build and open a version in a thread, unless one is at it."""
    if _renewing.acquire(blocking=False):
        Thread(target=_renewed, args=(version,), name="snapshot", daemon=True).start()


def _renewed(version: int) -> None:
    global _held
    try:
        _held = _open(version)
    except Exception:
        # The next request tries again; until then the picture before is shown.
        logger.exception("snapshot.failed")
    finally:
        connection.close()
        _renewing.release()


def _open(version: int) -> Snapshot:
    try:
        return _read(build(version), version)
    except FileNotFoundError:
        # Another process has made a newer one meanwhile, and removed this one between its making and its reading.
        return _read(build(version), version)


def _read(folder: Path, version: int) -> Snapshot:
    return Snapshot(version, **{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _COLUMNS})


def _made_before(version: int) -> Snapshot | None:
    """The newest picture there is of this version or an earlier one."""
    made = sorted(stamp for stamp in _there() if stamp[0] == LAYOUT and stamp[1] <= version)
    try:
        return _read(_folder(made[-1][1]), made[-1][1]) if made else None
    except FileNotFoundError:
        return None


def _base() -> Path:
    base: Path = settings.CONFIG.data_dir / "snapshots"
    return base


def _folder(version: int) -> Path:
    return _base() / f"{_database_name()}-{LAYOUT}-{version}"


def _there() -> dict[tuple[int, int], Path]:
    """(layout, version) → folder of every finished picture of this database."""
    named = re.compile(rf"{re.escape(_database_name())}-(\d+)-(\d+)")
    folders = _base().iterdir() if _base().is_dir() else ()
    found = ((named.fullmatch(folder.name), folder) for folder in folders)
    return {(int(match[1]), int(match[2])): folder for match, folder in found if match}


def _database_name() -> str:
    """Tests and benches have databases of their own beside the real one."""
    return "".join(c if c.isalnum() else "-" for c in str(connection.settings_dict["NAME"]))[-60:].strip("-")


def _forget_older(version: int) -> None:
    """Files that another process has mapped stay readable to it after they are removed.

    Newer ones stay: whoever was slow to build an old picture must not take the new one from the others.
    """
    older = [folder for stamp, folder in _there().items() if stamp < (LAYOUT, version)]
    # What nobody finished: whoever builds is alone, so these builders are dead.
    for folder in (*older, *_base().glob(f"{_database_name()}-*.new")):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _building() -> Iterator[None]:
    """One process of a machine builds; the others wait for it and find its files."""
    _base().mkdir(parents=True, exist_ok=True)
    with (_base() / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
