"""Tiles: another library reads back what was put in, whatever the points and columns."""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voltway.lib.mvt import Column, Layer, encode

int32s = st.integers(-(2**31) + 1, 2**31 - 1)
points = st.lists(st.tuples(int32s, int32s), min_size=1, max_size=30)
values: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    "count": st.integers(-(2**63), 2**64 - 1),
    "share": st.floats(allow_nan=False, allow_infinity=False),
    "flag": st.booleans(),
}


def read(tile: bytes) -> dict[str, Any]:
    """The layers as the reference library sees them, y downward as in the bytes."""
    layers: dict[str, Any] = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    return layers


def features(tile: bytes, layer: str) -> list[tuple[tuple[int, int], dict[str, Any]]]:
    found = read(tile)[layer]["features"]
    assert all(feature["geometry"]["type"] == "Point" for feature in found)
    return [(tuple(feature["geometry"]["coordinates"]), feature["properties"]) for feature in found]


def test_points_and_columns_arrive() -> None:
    layer = Layer(
        "stations",
        x=[0, 17, 4095],
        y=[4095, 0, 2048],
        columns={"id": ["a", "b", "c"], "kw": [150, None, 22], "share": [0.5, 1.0, None], "open": [True, False, None]},
    )
    assert features(encode([layer]), "stations") == [
        ((0, 4095), {"id": "a", "kw": 150, "share": 0.5, "open": True}),
        ((17, 0), {"id": "b", "share": 1.0, "open": False}),
        ((4095, 2048), {"id": "c", "kw": 22}),
    ]


def test_a_layer_says_its_version_and_extent() -> None:
    layers = read(encode([Layer("a", [1], [2]), Layer("b", [3], [4], extent=512)]))
    assert [(name, layer["version"], layer["extent"]) for name, layer in layers.items()] == [
        ("a", 2, 4096),
        ("b", 2, 512),
    ]


@given(points, st.data())
def test_whatever_goes_in_comes_out(places: list[tuple[int, int]], data: st.DataObject) -> None:
    count = len(places)
    columns = {
        name: data.draw(st.lists(st.none() | kind, min_size=count, max_size=count)) for name, kind in values.items()
    }
    rows = [{n: c[i] for n, c in columns.items() if c[i] is not None} for i in range(count)]
    tile = encode([Layer("any", [x for x, _ in places], [y for _, y in places], columns)])
    assert features(tile, "any") == list(zip(places, rows, strict=True))


@given(points)
def test_numpy_columns_give_the_same_bytes_as_lists(places: list[tuple[int, int]]) -> None:
    x, y = ([place[axis] for place in places] for axis in (0, 1))
    columns: dict[str, Column] = {"n": x, "share": [float(v) for v in y], "far": [v > 0 for v in x]}
    arrays: dict[str, Column] = {name: np.array(column) for name, column in columns.items()}
    assert encode([Layer("l", np.array(x, np.int32), np.array(y), arrays)]) == encode([Layer("l", x, y, columns)])


def test_true_one_and_one_point_nought_stay_different() -> None:
    tile = encode([Layer("l", [1], [1], {"flag": [True], "count": [1], "share": [1.0], "text": ["1"]})])
    [(_, found)] = features(tile, "l")
    assert {name: type(value) for name, value in found.items()} == {
        "flag": bool,
        "count": int,
        "share": float,
        "text": str,
    }


def test_a_value_that_repeats_is_written_once() -> None:
    name = "a very long name of an operator"
    tile = encode([Layer("l", [1] * 50, [2] * 50, {"operator": [name] * 50, "owner": [name] * 50})])
    assert tile.count(name.encode()) == 1
    assert tile.count(b"operator") == 2


def test_values_are_written_in_the_order_of_the_points() -> None:
    tile = encode([Layer("l", [1] * 4, [2] * 4, {"id": ["delta", "alpha", "delta", "charlie"]})])
    assert tile.index(b"delta") < tile.index(b"alpha") < tile.index(b"charlie")


def test_nothing_to_show_is_an_empty_tile() -> None:
    assert encode([]) == b""
    assert encode([Layer("stations", [], [], {"kw": []}), Layer("clusters", np.array([]), [])]) == b""


def test_a_column_of_nothing_leaves_no_key() -> None:
    tile = encode([Layer("l", [1, 2], [1, 2], {"price": [None, None], "kw": [11, None]})])
    assert features(tile, "l") == [((1, 1), {"kw": 11}), ((2, 2), {})]
    assert b"price" not in tile


def test_many_columns_and_long_texts_are_counted_right() -> None:
    columns: dict[str, Column] = {f"column {i}": [f"{i}" * 9_000] for i in range(200)}
    [(_, found)] = features(encode([Layer("l", [5], [6], columns)]), "l")
    assert found == {name: column[0] for name, column in columns.items()}


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([1, "1"], r"'kw'.*\['int', 'str'\]"),
        ([1, 1.0], r"'kw'.*\['float', 'int'\]"),
        ([1, True], r"'kw'.*\['bool', 'int'\]"),
        ([b"1", None], r"'kw'.*\['bytes'\]"),
    ],
)
def test_a_column_of_mixed_types_is_refused_by_name(column: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        encode([Layer("l", [1, 2], [1, 2], {"kw": column})])


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1 << 64, -(1 << 63) - 1])
def test_a_number_that_no_tile_holds_is_refused_by_value(number: float) -> None:
    with pytest.raises(ValueError, match=str(number)):
        encode([Layer("l", [1], [1], {"kw": [number]})])


@pytest.mark.parametrize("x", [1 << 31, -(1 << 31) - 1, 1 << 40])
def test_a_point_beyond_32_bits_is_refused_by_value(x: int) -> None:
    with pytest.raises(ValueError, match=str(x)):
        encode([Layer("l", [x], [1])])


def test_a_point_between_units_is_refused() -> None:
    with pytest.raises(TypeError, match="float64"):
        encode([Layer("l", [0.5], [1])])  # type: ignore[list-item]


@pytest.mark.parametrize(("y", "column"), [([1], [1, 2]), ([1, 2], [1, 2, 3])])
def test_unequal_columns_are_refused_by_name(y: list[int], column: list[int]) -> None:
    with pytest.raises(ValueError, match=r"layer 'l' has 2 points but \d of"):
        encode([Layer("l", [1, 2], y, {"kw": column})])
