"""The files of Open Charge Map as one stream: the API's array, one JSON a line, and ids with their reference data.

An export of MongoDB wraps dates, ids and numbers: {"$date": "2020-09-16T05:35:30Z"}, {"$numberInt": "5"}.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

import ijson
import orjson

from stations.sources.base import SourceFile
from stations.sources.families.beginning import beginning

# People's names, comments and photos: not ours to keep.
_PERSONAL: Final = ("UserComments", "MediaItems", "SubmittedByUser")
UNREADABLE: Final = "unreadable_line"
_EXCERPT: Final = 300
_MANY_LINES: Final = re.compile(rb"\{[ \t\r]*\n")

# In the compact form an object is replaced by its id; the reference data lists the objects.
_TABLES: Final = {
    "DataProvider": ("DataProviderID", "DataProviders"),
    "OperatorInfo": ("OperatorID", "Operators"),
    "UsageType": ("UsageTypeID", "UsageTypes"),
    "StatusType": ("StatusTypeID", "StatusTypes"),
}
_NUMBERS: Final = {"$numberInt": int, "$numberLong": int, "$numberDouble": float, "$numberDecimal": float}

Poi = dict[str, Any]


def pois(file: SourceFile) -> Iterator[Poi]:
    """The records of a file, without what is personal and with the objects that the compact form leaves out."""
    tables = _tables(file)
    for poi in _read(file):
        if isinstance(poi, dict):
            for key in _PERSONAL:
                poi.pop(key, None)
            yield _expanded(poi, tables)


def _read(file: SourceFile) -> Iterator[Any]:
    with file.open() as stream:
        start = beginning(stream)
        if start.startswith(b"["):
            yield from ijson.items(stream, "item", use_float=True)
        elif _MANY_LINES.match(start):
            # One record a file, over many lines, as in the export with a file for each place.
            yield from ijson.items(stream, "", multiple_values=True, use_float=True)
        else:
            yield from _lines(stream)


def _lines(stream: BinaryIO) -> Iterator[Any]:
    for line in stream:
        text = line.strip()
        if text:
            try:
                yield orjson.loads(text)
            except orjson.JSONDecodeError:
                yield {UNREADABLE: text[:_EXCERPT].decode("utf-8", "replace")}


def _tables(file: SourceFile) -> dict[str, dict[Any, Any]]:
    if file.reference is None:
        return {}
    with SourceFile(file.reference).open() as stream:
        reference = plain(orjson.loads(stream.read()))
    keys = {**{key: table for key, (_, table) in _TABLES.items()}, "Country": "Countries"}
    return {key: {item["ID"]: item for item in reference.get(table) or ()} for key, table in keys.items()}


def _expanded(poi: Poi, tables: Mapping[str, dict[Any, Any]]) -> Poi:
    if not tables:
        return poi
    for key, (id_key, _) in _TABLES.items():
        if poi.get(key) is None:
            poi[key] = tables[key].get(poi.get(id_key))
    address = poi.get("AddressInfo")
    if isinstance(address, dict) and address.get("Country") is None:
        address["Country"] = tables["Country"].get(address.get("CountryID"))
    return poi


def plain(value: Any) -> Any:
    """The value without MongoDB's wrappings; dates become ISO 8601 text."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, inner),) = value.items()
        if key.startswith("$"):
            return _unwrapped(key, inner)
    return {key: plain(inner) for key, inner in value.items()}


def _unwrapped(key: str, inner: Any) -> Any:
    if key == "$date":
        told = plain(inner)
        # Milliseconds since 1970 in the older form.
        return datetime.fromtimestamp(told / 1000, UTC).isoformat() if isinstance(told, int | float) else told
    return _NUMBERS[key](inner) if key in _NUMBERS else inner
