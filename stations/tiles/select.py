"""Which stations of a tile answer a query: from the snapshot where its columns can tell, else from the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from stations.documents import catalogue
from stations.documents.catalogue import Catalogue
from stations.documents.fits import ALL_FITS
from stations.search import words
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
from stations.search.space import exact
from stations.tiles.snapshot import ACCESS_CODES, Snapshot, latest
from voltway.lib.geo import Box, distances_m, in_box_mask

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Points:
    """The stations of a tile: columns of equal length, in the order of their cells. Power in W, 0 if not known."""

    cell: npt.NDArray[Any]
    public_id: npt.NDArray[Any]
    power: npt.NDArray[Any]
    evses: npt.NDArray[Any]


def points(query: StationQuery, low: int, high: int, *, now: datetime) -> Points:
    """The stations of a range of cells that answer a query, in any order."""
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
    """Whether the query asks for what the snapshot doesn't hold: states of the minute, planned plugs."""
    return query.available or query.hide_faulty or query.planned


def _mask(snapshot: Snapshot, part: slice, query: StationQuery, now: datetime) -> Mask:
    known = catalogue.current()
    required = traits_mask(query)
    passes: Mask = (snapshot.traits[part] & required) == required
    passes &= np.isin(snapshot.access[part], [ACCESS_CODES[value] for value in query.access or ACCESS_CODES])
    passes &= _runs_by(snapshot, part, query, known)
    passes &= _lies_within(snapshot, part, query)
    if query.open is Opening.NOW:
        passes &= np.isin(snapshot.schedule[part], schedules_open_at(now, known.data_version))
    if query.min_evses:
        passes &= snapshot.evses[part] >= query.min_evses
    if query.text:
        passes &= np.isin(snapshot.id[part], words.all_ids(query.text, known.data_version))
    return passes & _plugs_pass(snapshot, part, query)


def _runs_by(snapshot: Snapshot, part: slice, query: StationQuery, known: Catalogue) -> Mask:
    """Stations of the operators and sources that are asked for."""
    passes = np.ones(part.stop - part.start, dtype=bool)
    if query.operators:
        passes &= np.isin(snapshot.operator[part], operator_ids("operator", query.operators))
    if query.exclude_operators:
        passes &= ~np.isin(snapshot.operator[part], operator_ids("exclude_operator", query.exclude_operators))
    if query.sources:
        passes &= np.isin(snapshot.source[part], source_ids(query.sources, known))
    if known.hidden:
        passes &= ~np.isin(snapshot.source[part], known.hidden)
    return passes


def _lies_within(snapshot: Snapshot, part: slice, query: StationQuery) -> Mask | bool:
    """Stations in the area of the query itself."""
    if not (query.box or query.radius_m is not None):
        return True
    latitudes, longitudes = snapshot.latitude[part], snapshot.longitude[part]
    passes = np.ones(len(latitudes), dtype=bool)
    if query.box:
        box = Box(query.box.west, query.box.south, query.box.east, query.box.north)
        passes &= in_box_mask(latitudes, longitudes, box)
    if query.point and query.radius_m is not None:
        passes &= distances_m(query.point.latitude, query.point.longitude, latitudes, longitudes) <= query.radius_m
    return passes


def _plugs_pass(snapshot: Snapshot, part: slice, query: StationQuery) -> Mask | bool:
    several = (query.min_evses or 0) > 1
    if needs_plugs(query.plug) or (several and query.plug):
        return _exact(snapshot, part, query.plug, query.min_evses or 1)
    mask = fits_mask(query.plug)
    return True if mask == ALL_FITS else (snapshot.fits[part] & mask) != 0


def _exact(snapshot: Snapshot, part: slice, plug: PlugFilter, at_least: int) -> Mask:
    """Stations with enough EVSEs that have such a plug."""
    plugs = slice(int(snapshot.plug_start[part.start]), int(snapshot.plug_start[part.stop]))
    right = _right_plugs(snapshot, plugs, plug)
    stations, evses = snapshot.plug_station[plugs][right], snapshot.plug_evse[plugs][right]
    if at_least > 1 and len(evses):
        # The plugs of one EVSE follow each other: each EVSE counts once.
        first = np.concatenate(([True], evses[1:] != evses[:-1]))
        stations = stations[first]
    counts = np.bincount(stations - part.start, minlength=part.stop - part.start)
    return counts >= at_least


def _right_plugs(snapshot: Snapshot, plugs: slice, plug: PlugFilter) -> Mask:
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
    return right


def _from_database(query: StationQuery, low: int, high: int, now: datetime) -> Points:
    within = Condition("s.cell BETWEEN %s AND %s", (low, high))
    holds = together([within, *conditions(query, now=now), *exact(query)])
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
