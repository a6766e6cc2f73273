"""Drawings: shapes that are as large and lie where their figures say."""

import pytest

from voltway.lib.drawings import HEATS, WIDTH, Ranked, Spot, grid, heat, ranking, spots


def test_bars_of_a_ranking_are_as_long_as_their_values() -> None:
    drawn = ranking("Sessions", [Ranked("Quay", 40, "40"), Ranked("Road", 10, "10"), Ranked("None", 0, "0")])
    assert [shape.width for shape in drawn.shapes] == [WIDTH, WIDTH / 4, 0]
    assert all(shape.y + shape.height <= drawn.height for shape in drawn.shapes)
    assert drawn.shapes[0].told == "Quay: 40"
    assert [words.text for words in drawn.words] == ["Quay", "40", "Road", "10", "None", "0"]


def test_a_long_name_is_cut_and_told_whole() -> None:
    name = "The very long name of a car park behind the railway station"
    drawn = ranking("Sessions", [Ranked(name, 1, "1")])
    assert len(drawn.words[0].text) == 40
    assert drawn.words[0].text.endswith("…")
    assert drawn.shapes[0].told.startswith(name)


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
    assert len(drawn.shapes) == 168
    assert len({(shape.x, shape.y) for shape in drawn.shapes}) == 168
    assert all(shape.x + shape.width <= WIDTH and shape.y + shape.height <= drawn.height for shape in drawn.shapes)
    assert (drawn.shapes[0].tone, drawn.shapes[-1].tone) == ("heat-0", "heat-6")
    assert len(drawn.words) == 8


def test_points_lie_to_each_other_as_on_a_map() -> None:
    north, south = Spot(56, -3, 4, "north"), Spot(55, -1, 1, "south")
    drawn = spots("Gaps", [north, south])
    first, second = drawn.shapes
    assert first.y < second.y
    assert first.x < second.x
    assert first.radius > second.radius
    # At 55.5° two degrees of longitude are as long as 1.13 of latitude.
    assert (second.x - first.x) / (second.y - first.y) == pytest.approx(1.13, abs=0.01)
    assert all(shape.x - shape.radius >= 0 and shape.x + shape.radius <= WIDTH for shape in drawn.shapes)
    assert all(shape.y - shape.radius >= 0 and shape.y + shape.radius <= drawn.height for shape in drawn.shapes)


@pytest.mark.parametrize("points", [[], [Spot(0, 0, 1, "one")], [Spot(90, 0, 0, "pole"), Spot(-90, 180, 0, "other")]])
def test_few_points_or_far_ones_are_drawn(points: list[Spot]) -> None:
    assert len(spots("Gaps", points).shapes) == len(points)
