"""The shapes of what is sent to be written, and of the answers: for `stations/bulk/`."""

from typing import Any

import msgspec

from stations.ingest.own import Fate
from stations.sources import own_rows
from voltway.lib.batches import Keep

Schema = dict[str, Any]

_OR_NULL = ("string", "null")
_FATES = [str(fate) for fate in Fate]


def _row_shapes() -> dict[str, Schema]:
    """A row and its parts, from the very structs that read them."""
    _, found = msgspec.json.schema_components([own_rows.Station], ref_template="#/components/schemas/Own{name}")
    return {f"Own{name}": shape for name, shape in found.items()}


def _answer() -> Schema:
    row: dict[str, Schema] = {
        "row": {"type": "integer", "minimum": 0, "description": "Its number in the request, from 0."},
        "native_id": {"type": list(_OR_NULL)},
        "id": {"type": list(_OR_NULL), "description": "Public id of the station; null where nothing was written."},
        "outcome": {"type": "string", "enum": _FATES, "description": "WITHHELD: fit, and others were refused."},
        "rule": {"type": list(_OR_NULL), "description": "Constant name of the rule that refused it."},
        "field": {"type": list(_OR_NULL)},
        "message": {"type": list(_OR_NULL)},
    }
    counts = {fate: {"type": "integer", "minimum": 0} for fate in _FATES}
    return {
        "source": {"type": "string", "description": "Uid of the operator's source."},
        "run": {"type": ["integer", "null"], "description": "The import run; null where nothing was written."},
        "counts": _object(counts),
        "data": {"type": "array", "items": _object(row)},
    }


def _object(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    needed = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


REQUEST: Schema = _object(
    {
        "owner": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "description": "Name of the operator whose stations these are.",
        },
        "keep": {
            "type": "string",
            "enum": [str(keep) for keep in Keep],
            "description": "What is written when some rows are refused: the good ones (the default), or nothing.",
        },
        "stations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 10_000,
            "items": {"$ref": "#/components/schemas/OwnStation"},
        },
    },
    optional=("keep",),
)
SHAPES: dict[str, Schema] = {"BulkRequest": REQUEST, "BulkAnswer": _object(_answer()), **_row_shapes()}
