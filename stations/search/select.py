"""Which stations of a part of the snapshot answer a query: a tile's, or all of them."""

from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from stations.documents import catalogue, traits
from stations.documents.catalogue import Catalogue
from stations.documents.fits import ALL_FITS
from stations.search import columns, flags
from stations.search.columns import ACCESS_CODES
from stations.search.conditions import fits_mask, needs_plugs, operator_ids, source_ids, traits_mask
from stations.search.hours import schedules_open_at
from stations.search.query import Opening, PlugFilter, StationQuery
from stations.search.snapshot import Snapshot
from voltway.lib.geo import Box, distances_m, in_box_mask

Mask = npt.NDArray[np.bool_]


def passing(query: StationQuery, snapshot: Snapshot, part: slice, *, now: datetime) -> Mask:
    """True for each station of a part of the snapshot that answers the query, wherever its page begins."""
    known = catalogue.current()
    passes = _has_traits(snapshot, part, query)
    passes &= np.isin(snapshot.access[part], [ACCESS_CODES[value] for value in query.access or ACCESS_CODES])
    passes &= _runs_by(snapshot, part, query, known)
    passes &= _lies_within(snapshot, part, query)
    if query.open is Opening.NOW:
        passes &= np.isin(snapshot.schedule[part], schedules_open_at(now, known.data_version))
    if query.text:
        passes &= flags.with_words(snapshot, query.text)[part]
    if query.min_evses and not query.planned:
        passes &= snapshot.evses[part] >= query.min_evses
    return passes & _plugs_pass(snapshot, part, query, now)


def _has_traits(snapshot: Snapshot, part: slice, query: StationQuery) -> Mask:
    own, required = snapshot.traits[part], traits_mask(query)
    passes: Mask = (own & required) == required
    if query.planned:
        passes &= (own & (traits.ACTIVE | traits.PLANNED)) != 0
    if query.hide_faulty:
        passes &= (own & traits.OUT_OF_SERVICE) == 0
    return passes


def _runs_by(snapshot: Snapshot, part: slice, query: StationQuery, known: Catalogue) -> Mask:
    """Stations of the operators and sources that are asked for."""
    passes = np.ones(part.stop - part.start, dtype=bool)
    if query.operators:
        passes &= np.isin(snapshot.operator[part], operator_ids("operator", query.operators, known))
    if query.exclude_operators:
        excluded = operator_ids("exclude_operator", query.exclude_operators, known)
        passes &= ~np.isin(snapshot.operator[part], excluded)
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


def _plugs_pass(snapshot: Snapshot, part: slice, query: StationQuery, now: datetime) -> Mask | bool:
    """Stations with enough EVSEs that have such a plug, one of them in the state that is asked for."""
    several = (query.min_evses or 0) > 1 and bool(query.plug)
    stateful = query.available or query.hide_faulty
    if not (several or stateful or query.planned or needs_plugs(query.plug)):
        mask = fits_mask(query.plug)
        return True if mask == ALL_FITS else (snapshot.fits[part] & mask) != 0
    evses = slice(int(snapshot.evse_start[part.start]), int(snapshot.evse_start[part.stop]))
    right = _right_evses(snapshot, evses, query)
    passes: Mask | bool = True
    if query.plug or query.min_evses:
        passes = _owners(snapshot, part, evses, right) >= (query.min_evses or 1)
    if stateful:
        found = _owners(snapshot, part, evses, right & _in_state(snapshot, evses, query, now)) > 0
        if not (query.available or query.plug):
            # Nobody says that a station whose EVSEs are not known is out of order.
            found |= snapshot.evses[part] == 0
        passes &= found
    return passes


def _owners(snapshot: Snapshot, part: slice, evses: slice, right: Mask) -> npt.NDArray[Any]:
    """How many of the EVSEs each station has."""
    stations = snapshot.evse_station[evses][right]
    return np.bincount(stations - part.start, minlength=part.stop - part.start)


def _right_evses(snapshot: Snapshot, evses: slice, query: StationQuery) -> Mask:
    """EVSEs in service (or planned, if that is asked for) that have such a plug."""
    standing = snapshot.evse_standing[evses]
    right: Mask = np.ones(len(standing), dtype=bool) if query.planned else standing != columns.PLANNED
    if query.plug:
        plugs = slice(int(snapshot.plug_start[evses.start]), int(snapshot.plug_start[evses.stop]))
        plugged = np.zeros(len(standing), dtype=bool)
        plugged[snapshot.plug_evse[plugs][_right_plugs(snapshot, plugs, query.plug)] - evses.start] = True
        right &= plugged
    return right


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


def _in_state(snapshot: Snapshot, evses: slice, query: StationQuery, now: datetime) -> Mask:
    """EVSEs that are free, or not out of order, as far as fresh states tell."""
    right = np.ones(evses.stop - evses.start, dtype=bool)
    if query.available:
        right &= flags.with_states(snapshot, flags.AVAILABLE, now)[evses]
    if query.hide_faulty:
        right &= snapshot.evse_standing[evses] != columns.FAULTY
        right &= ~flags.with_states(snapshot, flags.FAULTY, now)[evses]
    return right
