"""Drawings: shapes that are as large and lie where their figures say."""

import pytest

from voltway.lib.drawings import HEATS, WIDTH, Drawing, grid, heat


@pytest.mark.parametrize(
    ("value", "most", "expected"), [(0, 9, 0), (0, 0, 0), (1, 100, 1), (100, 100, HEATS - 1), (1, 1, 4)]
)
def test_the_class_of_a_cell_grows_with_its_value(value: int, most: int, expected: int) -> None:
    assert heat(value, most) == expected


def test_classes_never_fall_while_values_rise() -> None:
    classes = [heat(value, 500) for value in range(501)]
    assert classes == sorted(classes)
    assert set(classes) == set(range(HEATS))


def test_cells_of_a_grid_stand_apart_and_inside() -> None:
    values = [[x * y for x in range(24)] for y in range(7)]
    told = [[f"{x} {y}" for x in range(24)] for y in range(7)]
    drawn = grid("Week", ["0:00", *[""] * 23], [str(day) for day in range(7)], values, told)
    cells, key = drawn.shapes[:168], drawn.shapes[168:]
    assert len({(shape.x, shape.y) for shape in drawn.shapes}) == 168 + len(key)
    assert all(shape.x + shape.width <= WIDTH and shape.y + shape.height <= drawn.height for shape in drawn.shapes)
    assert (cells[0].tone, cells[-1].tone) == ("heat-0", "heat-6")
    assert max(shape.y for shape in cells) < min(shape.y for shape in key)
    assert all(0 < words.y <= drawn.height for words in drawn.words)


def key(drawn: Drawing, cells: int) -> dict[str, str]:
    """What the key says of each class."""
    return {shape.tone: shape.told for shape in drawn.shapes[cells:]}


@pytest.mark.parametrize("most", [0, 1, 2, 5, 6, 97, 500])
def test_the_key_says_of_every_value_which_class_it_has(most: int) -> None:
    told = key(grid("Week", [""], [""], [[most]], [[""]]), 1)
    assert told.pop("heat-0") == "0"
    said = {}
    for tone, words in told.items():
        low, _dash, high = words.partition("–")
        said.update(dict.fromkeys(range(int(low), int(high or low) + 1), tone))
    assert said == {value: f"heat-{heat(value, most)}" for value in range(1, most + 1)}


def test_the_key_says_what_nothing_stands_for() -> None:
    drawn = grid("Drivers", [""], [""], [[0]], [[""]], nothing="below 5")
    assert key(drawn, 1) == {"heat-0": "below 5"}
    assert "below 5" in [words.text for words in drawn.words]
