"""The cells of tables, a column at a time for many stations."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from stations.exports.columns import COLUMNS, Kind
from voltway.lib.tables import RISKY

SEPARATOR = "; "
_NO_TEXT = pa.scalar(None, pa.string())
_ALWAYS = '"twentyfourseven":true'
_GONE = pa.array(["PLANNED", "REMOVED"])

_AS_READ = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.DATE: pa.string(),
    Kind.MOMENT: pa.string(),
}
_TYPED = {**_AS_READ, Kind.DATE: pa.date32(), Kind.MOMENT: pa.timestamp("ms", "UTC")}
PLAIN_SCHEMA = pa.schema([(column.name, _AS_READ[column.kind]) for column in COLUMNS])
TYPED_SCHEMA = pa.schema([(column.name, _TYPED[column.kind]) for column in COLUMNS])

# Whoever takes the first apostrophe away has every text back as it was.
_RISKY = pa.array(RISKY)
_HARMLESS = "'"


def read(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The columns of stations parsed by `documents.parse`, as `PLAIN_SCHEMA` has them."""
    cells = {name: batch[name] for name in batch.schema.names} | _derived(batch)
    return pa.record_batch([cells[name] for name in PLAIN_SCHEMA.names], schema=PLAIN_SCHEMA)


def harmless(cells: pa.RecordBatch) -> pa.RecordBatch:
    """The same as a spreadsheet may open them: texts that it would run are made harmless, numbers stay numbers."""
    mended = [
        _harmless(array) if column.kind is Kind.TEXT else array for column, array in zip(COLUMNS, cells, strict=True)
    ]
    return pa.record_batch(mended, schema=PLAIN_SCHEMA)


def typed(cells: pa.RecordBatch) -> pa.RecordBatch:
    """The same with dates and times that are no texts, as `TYPED_SCHEMA` has them."""
    return cells.cast(TYPED_SCHEMA)


def _derived(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Cells that are no member of a document."""
    site, operator, opening = batch["coordinates"], batch["operator"], batch["opening_times"]
    states, source = batch["availability"], pc.list_element(batch["sources"], 0)
    return {
        "url": pc.binary_join_element_wise(settings.SITE_URL, batch["url"], ""),
        "latitude": pc.struct_field(site, "latitude"),
        "longitude": pc.struct_field(site, "longitude"),
        "operator": pc.struct_field(operator, "name"),
        "operator_slug": pc.struct_field(operator, "slug"),
        "open_24_7": pc.match_substring(opening, _ALWAYS),
        "facilities": _joined(batch["facilities"]),
        "assumed": _joined(batch["assumed"]),
        **_summed_up(batch["evses"]),
        **{f"{name}_evses": pc.struct_field(states, name) for name in ("free", "occupied", "faulty", "unknown")},
        "status_updated": pc.struct_field(states, "updated"),
        "source": pc.struct_field(source, "uid"),
        "source_name": pc.struct_field(source, "name"),
        "source_url": pc.struct_field(source, "url"),
        **{name: pc.struct_field(source, name) for name in ("native_id", "licence", "licence_url", "last_seen")},
        "attribution": _attributions(batch["sources"]),
    }


def _attributions(sources: pa.Array) -> pa.Array:
    """The source's, and drivers' behind it where they corrected something."""
    ends = np.cumsum(pc.list_value_length(sources).to_numpy())
    offsets = pa.array(np.concatenate(([0], ends)), pa.int32())
    return _joined(pa.ListArray.from_arrays(offsets, pc.struct_field(pc.list_flatten(sources), "attribution")))


def _summed_up(evses: pa.Array) -> dict[str, pa.Array]:
    """EVSEs in service, EVSEs planned, standards, and plugs in words.

    Plugs are those in service; where there are none, those planned.
    """
    count, points = len(evses), pc.list_flatten(evses)
    station = pc.list_parent_indices(evses).to_numpy()
    status = pc.struct_field(points, "status")
    is_planned = pc.equal(status, "PLANNED").fill_null(False).to_numpy(zero_copy_only=False)
    serves = ~pc.is_in(status, _GONE).to_numpy(zero_copy_only=False)
    serving = np.bincount(station[serves], minlength=count)
    is_shown = np.where(serving[station] > 0, serves, is_planned)
    plugs = pc.struct_field(points, "connectors")
    point = pc.list_parent_indices(plugs).to_numpy()
    flat = pc.list_flatten(plugs)
    shown = pa.table(
        {
            "station": station[point],
            "standard": pc.struct_field(flat, "standard"),
            "watts": pc.struct_field(flat, "max_electric_power"),
        }
    ).filter(pa.array(is_shown[point]))
    return {
        "evse_count": pa.array(serving, pa.int32()),
        "planned_evse_count": pa.array(np.bincount(station[is_planned], minlength=count), pa.int32()),
        "standards": _standards(shown, count),
        "plugs": _plugs(shown, count),
    }


def _standards(plugs: pa.Table, count: int) -> pa.Array:
    known = plugs.filter(pc.is_valid(plugs["standard"])).group_by(["station", "standard"], use_threads=False)
    ordered = known.aggregate([]).sort_by([("station", "ascending"), ("standard", "ascending")])
    return _per_station(ordered["station"], ordered["standard"], count)


def _plugs(plugs: pa.Table, count: int) -> pa.Array:
    """Plugs that are alike together, strongest first: "2 x IEC_62196_T2_COMBO 150 kW; 1 x CHADEMO"."""
    alike = plugs.group_by(["station", "standard", "watts"], use_threads=False).aggregate([([], "count_all")])
    # What is not known counts as the weakest; among equals the first by name comes first.
    order = pa.table(
        {
            "station": alike["station"],
            "watts": pc.fill_null(alike["watts"], 0),
            "standard": pc.fill_null(alike["standard"], ""),
        }
    )
    alike = alike.take(
        pc.sort_indices(order, [("station", "ascending"), ("watts", "descending"), ("standard", "ascending")])
    )
    words = pc.binary_join_element_wise(
        alike["count_all"].cast(pa.string()),
        " x ",
        pc.fill_null(alike["standard"], "unknown"),
        _power(alike["watts"]),
        "",
    )
    return _per_station(alike["station"], words, count)


def _power(watts: pa.ChunkedArray) -> pa.Array:
    """ " 150 kW", and nothing where the power is not known. Few powers are many plugs'."""
    coded = watts.combine_chunks().dictionary_encode()
    words = pa.array([f" {each / 1000:g} kW" for each in coded.dictionary.to_pylist()], pa.string())
    return pc.fill_null(words.take(coded.indices), "")


def _per_station(station: pa.ChunkedArray, words: pa.ChunkedArray, count: int) -> pa.Array:
    """The words of each station in one text; they stand in the order of their stations."""
    ends = np.cumsum(np.bincount(station.to_numpy(), minlength=count))
    offsets = pa.array(np.concatenate(([0], ends)), pa.int32())
    return _joined(pa.ListArray.from_arrays(offsets, words.combine_chunks()))


def _joined(lists: pa.Array) -> pa.Array:
    is_empty = pc.equal(pc.list_value_length(lists), 0)
    return pc.if_else(is_empty, _NO_TEXT, pc.binary_join(lists, SEPARATOR))


def _harmless(texts: pa.Array) -> pa.Array:
    risky = pc.is_in(pc.utf8_slice_codeunits(texts, 0, 1), value_set=_RISKY)
    if not pc.any(risky).as_py():
        return texts
    return pc.if_else(risky, pc.binary_join_element_wise(_HARMLESS, texts, ""), texts)
