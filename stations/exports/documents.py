"""Documents as Arrow arrays: many are parsed at a time, past the interpreter and its lock.

What no column needs is not in the types here, and is skipped.
"""

from collections.abc import Sequence

import pyarrow as pa
from pyarrow import json

# What is freed goes back to the system at once: a worker does other things after an export.
pa.set_memory_pool(pa.system_memory_pool())

_TEXT, _TEXTS, _WHOLE, _FLAG = pa.string(), pa.list_(pa.string()), pa.int32(), pa.bool_()
# Wanted as the JSON that it is: what stands between these keys.
_OPENING, _AFTER_OPENING = b',"opening_times":', b',"price_text":'

_POINT = {
    "status": _TEXT,
    "connectors": pa.list_(pa.struct({"standard": _TEXT, "max_electric_power": _WHOLE})),
}
_CONNECTOR = {
    "id": _TEXT,
    "standard": _TEXT,
    "format": _TEXT,
    "power_type": _TEXT,
    "max_voltage": _WHOLE,
    "max_amperage": _WHOLE,
    "max_electric_power": _WHOLE,
    "assumed": _TEXTS,
}
_EVSE = {
    "uid": _TEXT,
    "evse_id": _TEXT,
    "status": _TEXT,
    "status_updated": pa.timestamp("ms", "UTC"),
    "capabilities": _TEXTS,
    "parking_restrictions": _TEXTS,
    "floor_level": _TEXT,
    "physical_reference": _TEXT,
    "assumed": _TEXTS,
    "connectors": pa.list_(pa.struct(_CONNECTOR)),
}
# EVSEs as a line of a table needs them, and all that is known of them.
POINTS = pa.list_(pa.struct(_POINT))
EVSES = pa.list_(pa.struct(_EVSE))

_SOURCE = dict.fromkeys(
    ("uid", "name", "licence", "licence_url", "attribution", "url", "native_id", "last_seen"), _TEXT
)
_STATION = {
    **dict.fromkeys(("id", "url", "name", "address", "city", "postal_code", "state", "country"), _TEXT),
    "coordinates": pa.struct({"latitude": pa.float64(), "longitude": pa.float64()}),
    **dict.fromkeys(("time_zone", "access", "suboperator", "owner", "parking_type", "price_text"), _TEXT),
    "operator": pa.struct({"slug": _TEXT, "name": _TEXT}),
    "facilities": _TEXTS,
    **dict.fromkeys(("free_of_charge", "no_registration", "wheelchair", "renewable"), _FLAG),
    **dict.fromkeys(("charging_when_closed", "operational", "live_data"), _FLAG),
    **dict.fromkeys(("payment_text", "directions", "notes", "help_phone", "website", "group"), _TEXT),
    **dict.fromkeys(("opened_on", "confirmed_on", "last_updated"), _TEXT),
    **dict.fromkeys(("max_height_cm", "max_electric_power"), _WHOLE),
    "assumed": _TEXTS,
    "sources": pa.list_(pa.struct(_SOURCE)),
    "availability": pa.struct(
        {**dict.fromkeys(("free", "occupied", "faulty", "unknown"), _WHOLE), "updated": _TEXT}
    ),
}  # fmt: skip


def parse(documents: Sequence[bytes], evses: pa.DataType) -> pa.RecordBatch:
    """One or more documents as columns: their members, with `POINTS` or `EVSES` of each. Their times are texts."""
    lines = b"\n".join(documents)
    table = json.read_json(
        pa.BufferReader(lines),
        # One block: the caller's threads share the work, and no document is longer than all.
        read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=json.ParseOptions(
            explicit_schema=pa.schema({**_STATION, "evses": evses}), unexpected_field_behavior="ignore"
        ),
    )
    return table.combine_chunks().to_batches()[0].append_column("opening_times", _opening_times(documents))


def _opening_times(documents: Sequence[bytes]) -> pa.Array:
    found = []
    for document in documents:
        begin = document.index(_OPENING) + len(_OPENING)
        hours = document[begin : document.index(_AFTER_OPENING, begin)]
        found.append(None if hours == b"null" else hours)
    return pa.array(found, _TEXT)
