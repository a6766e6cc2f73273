"""Which stations of a tile answer a query: from the snapshot where its columns can tell, else from the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from stations.documents import catalogue
from stations.documents.fits import ALL_FITS
from stations.search.conditions import (
    Condition,
    conditions,
    fits_mask,
    needs_plugs,
    operator_ids,
    source_ids,
    together,
    traits_mask,
)
from stations.search.hours import schedules_open_at
from stations.search.query import Opening, PlugFilter, StationQuery
from stations.tiles.snapshot import ACCESS_CODES, Snapshot, latest

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Points:
    """The stations of a tile: columns of equal length, in the order of their cells. Power in W, 0 if not known."""

    cell: npt.NDArray[Any]
    public_id: npt.NDArray[Any]
    power: npt.NDArray[Any]
    evses: npt.NDArray[Any]


def points(query: StationQuery, low: int, high: int, *, now: datetime) -> Points:
    """The stations of a range of cells that answer a query; the query's own place and order don't count."""
    if needs_database(query):
        return _from_database(query, low, high, now)
    snapshot = latest()
    part = snapshot.within(low, high)
    passes = _mask(snapshot, part, query, now)
    return Points(
        snapshot.cell[part][passes],
        snapshot.public_id[part][passes],
        snapshot.power[part][passes],
        snapshot.evses[part][passes],
    )


def needs_database(query: StationQuery) -> bool:
    """Whether the query asks for what the snapshot doesn't hold: words, states of the minute, planned plugs."""
    return bool(query.text or query.available or query.hide_faulty or query.planned)


def _mask(snapshot: Snapshot, part: slice, query: StationQuery, now: datetime) -> Mask:
    known = catalogue.current()
    required = traits_mask(query)
    passes: Mask = (snapshot.traits[part] & required) == required
    passes &= np.isin(snapshot.access[part], [ACCESS_CODES[value] for value in query.access])
    if query.operators:
        passes &= np.isin(snapshot.operator[part], operator_ids("operator", query.operators))
    if query.exclude_operators:
        passes &= ~np.isin(snapshot.operator[part], operator_ids("exclude_operator", query.exclude_operators))
    if query.sources:
        passes &= np.isin(snapshot.source[part], source_ids(query.sources, known))
    if known.hidden:
        passes &= ~np.isin(snapshot.source[part], known.hidden)
    if query.open is Opening.NOW:
        always = traits_mask(StationQuery(open=Opening.ALWAYS, planned=True))
        opened = np.isin(snapshot.schedule[part], schedules_open_at(now, known.data_version))
        passes &= opened | ((snapshot.traits[part] & always) != 0)
    if query.min_evses:
        passes &= snapshot.evses[part] >= query.min_evses
    return passes & _plugs_pass(snapshot, part, query)


def _plugs_pass(snapshot: Snapshot, part: slice, query: StationQuery) -> Mask | bool:
    several = (query.min_evses or 0) > 1
    if needs_plugs(query.plug) or (several and query.plug):
        return _exact(snapshot, part, query.plug, query.min_evses or 1)
    mask = fits_mask(query.plug)
    return True if mask == ALL_FITS else (snapshot.fits[part] & mask) != 0


def _exact(snapshot: Snapshot, part: slice, plug: PlugFilter, at_least: int) -> Mask:
    """Stations with enough EVSEs that have such a plug."""
    plugs = slice(int(snapshot.plug_start[part.start]), int(snapshot.plug_start[part.stop]))
    right = np.ones(plugs.stop - plugs.start, dtype=bool)
    power = snapshot.plug_power[plugs]
    if plug.standards:
        codes = np.flatnonzero(np.isin(snapshot.standards, [standard.encode() for standard in plug.standards]))
        right &= np.isin(snapshot.plug_standard[plugs], codes)
    if plug.known_power or plug.min_power is not None or plug.max_power is not None:
        right &= power > 0
    if plug.min_power is not None:
        right &= power >= plug.min_power
    if plug.max_power is not None:
        right &= power <= plug.max_power
    stations, evses = snapshot.plug_station[plugs][right], snapshot.plug_evse[plugs][right]
    if at_least > 1 and len(evses):
        # The plugs of one EVSE follow each other: each EVSE counts once.
        first = np.concatenate(([True], evses[1:] != evses[:-1]))
        stations = stations[first]
    counts = np.bincount(stations - part.start, minlength=part.stop - part.start)
    return counts >= at_least


def _from_database(query: StationQuery, low: int, high: int, now: datetime) -> Points:
    holds = together([Condition("s.cell BETWEEN %s AND %s", (low, high)), *conditions(query, now=now)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.cell, s.public_id, coalesce(s.max_electric_power, 0), s.evse_count FROM stations_station s"
            f" WHERE {holds.sql} ORDER BY s.cell, s.public_id",
            holds.params,
        )
        columns = list(zip(*cursor.fetchall(), strict=True)) or [(), (), (), ()]
    return Points(
        np.array(columns[0], dtype="i8"),
        np.array(columns[1], dtype="S12"),
        np.array(columns[2], dtype="i4"),
        np.array(columns[3], dtype="i4"),
    )
