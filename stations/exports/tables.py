"""Chunks as Arrow tables, which CSV and Parquet are written from: cells are made and escaped a column at a time."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stations.exports.columns import COLUMNS, Kind, cells
from stations.exports.document import Connector, Evse, Station

# What is freed goes back to the system at once: a worker does other things after an export.
pa.set_memory_pool(pa.system_memory_pool())

_AS_READ = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.DATE: pa.string(),
    Kind.MOMENT: pa.string(),
}
_TYPED = {**_AS_READ, Kind.DATE: pa.date32(), Kind.MOMENT: pa.timestamp("ms", "UTC")}
# A spreadsheet would run a text that begins with one of these. The apostrophe is among them so that the one put before
# a text can be told from a text's own: whoever takes the first one away has every text back as it was.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
_HARMLESS = "'"
_RISKY_SET = pa.array(_RISKY, pa.string())

_TEXTS = pa.list_(pa.string())
_CONNECTOR: tuple[tuple[str, pa.DataType, Callable[[Connector], Any]], ...] = (
    ("id", pa.string(), lambda c: c.id),
    ("standard", pa.string(), lambda c: c.standard),
    ("format", pa.string(), lambda c: c.format),
    ("power_type", pa.string(), lambda c: c.power_type),
    ("max_voltage", pa.int32(), lambda c: c.max_voltage),
    ("max_amperage", pa.int32(), lambda c: c.max_amperage),
    ("max_electric_power", pa.int32(), lambda c: c.max_electric_power),
    ("assumed", _TEXTS, lambda c: c.assumed),
)
_EVSE: tuple[tuple[str, pa.DataType, Callable[[Evse], Any]], ...] = (
    ("uid", pa.string(), lambda e: e.uid),
    ("evse_id", pa.string(), lambda e: e.evse_id),
    ("status", pa.string(), lambda e: e.status),
    ("capabilities", _TEXTS, lambda e: e.capabilities),
    ("parking_restrictions", _TEXTS, lambda e: e.parking_restrictions),
    ("floor_level", pa.string(), lambda e: e.floor_level),
    ("physical_reference", pa.string(), lambda e: e.physical_reference),
    ("assumed", _TEXTS, lambda e: e.assumed),
)
_CONNECTORS_TYPE = pa.list_(pa.struct([(name, kind) for name, kind, _ in _CONNECTOR]))
EVSES_TYPE = pa.list_(
    pa.struct(
        [
            *((name, kind) for name, kind, _ in _EVSE),
            ("status_updated", _TYPED[Kind.MOMENT]),
            ("connectors", _CONNECTORS_TYPE),
        ]
    )
)

PLAIN_SCHEMA = pa.schema([(column.name, _AS_READ[column.kind]) for column in COLUMNS])
TYPED_SCHEMA = pa.schema([(column.name, _TYPED[column.kind]) for column in COLUMNS])


def read(stations: Sequence[Station[Any]]) -> list[pa.Array]:
    """Cells in the types of `PLAIN_SCHEMA`."""
    made = cells(stations)
    return [pa.array(made[field.name], field.type) for field in PLAIN_SCHEMA]


def plain(read: Sequence[pa.Array]) -> pa.RecordBatch:
    """Cells as a spreadsheet may open them: texts that it would run are made harmless, numbers stay numbers."""
    harmless = [
        _harmless(array) if column.kind is Kind.TEXT else array for column, array in zip(COLUMNS, read, strict=True)
    ]
    return pa.record_batch(harmless, schema=PLAIN_SCHEMA)


def typed(read: Sequence[pa.Array]) -> list[pa.Array]:
    """Cells in the types of `TYPED_SCHEMA`."""
    return [
        array if array.type == field.type else array.cast(field.type)
        for array, field in zip(read, TYPED_SCHEMA, strict=True)
    ]


def evses(stations: Sequence[Station[Evse]]) -> pa.Array:
    """The EVSEs of each station with their connectors, as `EVSES_TYPE`."""
    per_station = [station.evses for station in stations]
    flat = [evse for listed in per_station for evse in listed]
    updated = pa.array([evse.status_updated for evse in flat], pa.string()).cast(_TYPED[Kind.MOMENT])
    members = [pa.array(list(map(read, flat)), kind) for _, kind, read in _EVSE]
    made = pa.StructArray.from_arrays([*members, updated, _connectors(flat)], fields=list(EVSES_TYPE.value_type))
    return pa.ListArray.from_arrays(_offsets(per_station), made, type=EVSES_TYPE)


def _connectors(flat: Sequence[Evse]) -> pa.Array:
    per_evse = [evse.connectors for evse in flat]
    plugs = [connector for listed in per_evse for connector in listed]
    members = [pa.array(list(map(read, plugs)), kind) for _, kind, read in _CONNECTOR]
    made = pa.StructArray.from_arrays(members, fields=list(_CONNECTORS_TYPE.value_type))
    return pa.ListArray.from_arrays(_offsets(per_evse), made, type=_CONNECTORS_TYPE)


def _offsets(lists: Sequence[Sequence[Any]]) -> pa.Array:
    return pa.array(accumulate(map(len, lists), initial=0), pa.int32())


def _harmless(texts: pa.Array) -> pa.Array:
    risky = pc.is_in(pc.utf8_slice_codeunits(texts, 0, 1), value_set=_RISKY_SET)
    if not pc.any(risky).as_py():
        return texts
    return pc.if_else(risky, pc.binary_join_element_wise(_HARMLESS, texts, ""), texts)
