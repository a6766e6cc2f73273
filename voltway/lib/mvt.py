"""Mapbox Vector Tiles (version 2) that hold nothing but points: the few bytes a map needs, written at once.

General encoders take shapes apart one by one; for stations a tile is columns of numbers, so columns come in here and
the protobuf messages are put together from bytes that were looked up. The numbers of fields and types are those of the
vector tile specification 2.1.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXTENT = 4096

PropertyValue = str | int | float | bool | None
Numbers = Sequence[int] | NDArray[np.integer[Any]]
Column = Sequence[PropertyValue] | NDArray[Any]


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


# Nearly all numbers of a tile (coordinates, lengths, indexes) are below this; the rest are worked out.
_LOOKED_UP = 1 << 14
_VARINTS = [_varint(number) for number in range(_LOOKED_UP)]

# The tag of a protobuf field is its number << 3 with the kind of its content: 0 varint, 1 eight bytes, 2 counted bytes.
_TILE_LAYER = b"\x1a"
_LAYER_NAME, _LAYER_FEATURE, _LAYER_KEY, _LAYER_VALUE = b"\x0a", b"\x12", b"\x1a", b"\x22"
_LAYER_EXTENT, _LAYER_VERSION_2 = b"\x28", b"\x78\x02"
_FEATURE_TAGS = b"\x12"
# A feature of type point whose geometry is `counted` bytes: one MoveTo and its two numbers.
_POINT = [b"\x18\x01\x22" + bytes([1 + counted]) + b"\x09" for counted in range(21)]
_VALUE_STRING, _VALUE_DOUBLE, _VALUE_UINT, _VALUE_SINT, _VALUE_BOOL = b"\x0a", b"\x19", b"\x28", b"\x30", b"\x38"


def _number(number: int) -> bytes:
    return _VARINTS[number] if number < _LOOKED_UP else _varint(number)


def _counted(tag: bytes, content: bytes) -> bytes:
    return tag + _number(len(content)) + content


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _string_value(value: Any) -> bytes:
    text: bytes = value.encode()
    return _VALUE_STRING + _number(len(text)) + text


def _int_value(value: Any) -> bytes:
    if not -(1 << 63) <= value < 1 << 64:
        raise ValueError(f"a number of a tile must fit 64 bits: {value!r}")
    return _VALUE_UINT + _number(value) if value >= 0 else _VALUE_SINT + _number(_zigzag(value))


def _float_value(value: Any) -> bytes:
    if not math.isfinite(value):
        raise ValueError(f"a number of a tile must be finite: {value!r}")
    return _VALUE_DOUBLE + struct.pack("<d", value)


def _bool_value(value: Any) -> bytes:
    return _VALUE_BOOL + (b"\x01" if value else b"\x00")


_VALUES: dict[type, Callable[[Any], bytes]] = {
    str: _string_value,
    int: _int_value,
    float: _float_value,
    bool: _bool_value,
}


@dataclass(frozen=True, slots=True)
class Layer:
    """Points in tile units (0…extent from the north-west corner, a buffer around it allowed), with named columns.

    A column has one value a point, all of one type (str, int, float or bool); None leaves the property out.
    """

    name: str
    x: Numbers
    y: Numbers
    columns: Mapping[str, Column] = field(default_factory=dict)
    extent: int = EXTENT


class _Properties:
    """The keys and the values of a layer, each written once, and the points' references to them."""

    def __init__(self) -> None:
        self.keys: list[bytes] = []
        self.values: dict[bytes, int] = {}

    def references(self, name: str, column: Column) -> list[bytes]:
        """For each value of the column: the index of its key and its own, or nothing for None."""
        rows: Sequence[PropertyValue] = column.tolist() if isinstance(column, np.ndarray) else column
        write = _writer(name, rows)
        if write is None:
            return [b""] * len(rows)
        key = _number(len(self.keys))
        self.keys.append(_counted(_LAYER_KEY, name.encode()))
        index = self.values.setdefault
        known: dict[PropertyValue, bytes] = {}
        for value in dict.fromkeys(rows):
            known[value] = b"" if value is None else key + _number(index(write(value), len(self.values)))
        return [known[value] for value in rows]

    def written(self) -> list[bytes]:
        parts = self.keys
        for value in self.values:
            parts += (_LAYER_VALUE, _number(len(value)), value)
        return parts


def _writer(name: str, rows: Sequence[PropertyValue]) -> Callable[[Any], bytes] | None:
    """How values of the column's one type are written; None if the column is empty."""
    kinds = set(map(type, rows)) - {type(None)}
    if len(kinds) > 1 or not kinds <= _VALUES.keys():
        names = sorted(kind.__name__ for kind in kinds)
        raise TypeError(f"column {name!r} must hold str, int, float or bool, one of them: {names}")
    return _VALUES[kinds.pop()] if kinds else None


def _coordinates(numbers: Numbers) -> list[bytes]:
    rows = np.asarray(numbers) if len(numbers) else np.empty(0, np.int64)
    if rows.dtype.kind not in "iu":
        raise TypeError(f"points of a tile lie on whole units, not on {rows.dtype}")
    wide = rows.astype(np.int64)
    zigzag: list[int] = ((wide << 1) ^ (wide >> 63)).tolist()
    largest = max(zigzag, default=0)
    if largest < _LOOKED_UP:
        return [_VARINTS[number] for number in zigzag]
    if largest >= 1 << 32:
        raise ValueError(f"a point lies too far outside of its tile: {rows[zigzag.index(largest)]!r}")
    return [_number(number) for number in zigzag]


def _features(x: list[bytes], y: list[bytes], tags: Iterable[bytes]) -> list[bytes]:
    """One message a point; written out in a single loop because it runs for every point of every tile."""
    parts: list[bytes] = []
    point, number = _POINT, _number
    for across, down, tag in zip(x, y, tags, strict=True):
        body = point[len(across) + len(down)] + across + down
        if tag:
            body = _FEATURE_TAGS + number(len(tag)) + tag + body
        parts += (_LAYER_FEATURE, number(len(body)), body)
    return parts


def _check_lengths(layer: Layer) -> None:
    count = len(layer.x)
    for name, column in {"y": layer.y, **layer.columns}.items():
        if len(column) != count:
            raise ValueError(f"layer {layer.name!r} has {count} points but {len(column)} of {name!r}")


def _encode_layer(layer: Layer) -> bytes:
    _check_lengths(layer)
    properties = _Properties()
    columns = [properties.references(name, column) for name, column in layer.columns.items()]
    tags = map(b"".join, zip(*columns, strict=True)) if columns else [b""] * len(layer.x)
    features = _features(_coordinates(layer.x), _coordinates(layer.y), tags)
    head = _LAYER_VERSION_2 + _counted(_LAYER_NAME, layer.name.encode())
    return b"".join([head, *features, *properties.written(), _LAYER_EXTENT, _number(layer.extent)])


def encode(layers: Iterable[Layer]) -> bytes:
    """The bytes of a tile. A layer without points is left out, so a tile of nothing is empty.

    Raises TypeError or ValueError for columns of mixed types or unequal lengths and for numbers that no tile can hold.
    """
    return b"".join(_counted(_TILE_LAYER, _encode_layer(layer)) for layer in layers if len(layer.x))
