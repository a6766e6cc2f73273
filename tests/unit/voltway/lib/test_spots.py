"""Points on a map: they lie to each other, and to the degrees, as they do there."""

import re

import pytest

from voltway.lib.drawings import WIDTH
from voltway.lib.spots import Spot, spots


def test_points_lie_to_each_other_as_on_a_map() -> None:
    north, south = Spot(56, -3, 4, "north"), Spot(55, -1, 1, "south")
    drawn = spots("Gaps", [north, south])
    first, second = (shape for shape in drawn.shapes if shape.radius)
    assert first.y < second.y
    assert first.x < second.x
    assert first.radius > second.radius
    # At 55.5° two degrees of longitude are as long as 1.13 of latitude.
    assert (second.x - first.x) / (second.y - first.y) == pytest.approx(1.13, abs=0.01)
    assert all(shape.x - shape.radius >= 0 and shape.x + shape.radius <= WIDTH for shape in (first, second))
    assert all(shape.y - shape.radius >= 0 and shape.y + shape.radius <= drawn.height for shape in (first, second))


def test_lines_of_the_grid_are_at_their_degrees() -> None:
    """A point at round degrees lies where the lines that say so cross."""
    drawn = spots("Gaps", [Spot(56, -3, 1, ""), Spot(54, 1, 1, "")])
    lines = [shape for shape in drawn.shapes if shape.tone == "tone-line"]
    named = {words.text: line for words, line in zip(drawn.words, lines, strict=True)}
    first, second = (shape for shape in drawn.shapes if shape.radius)
    assert (named["56°N"].y, named["54°N"].y) == (first.y, second.y)
    across = {text: line.x for text, line in named.items() if re.search("[EW]$", text)}
    assert all(0 <= x <= WIDTH for x in across.values())
    assert [across[text] for text in ("2°W", "2°E")] == sorted(across[text] for text in ("2°W", "2°E"))
    assert named["0°"].height > named["0°"].width


@pytest.mark.parametrize("points", [[], [Spot(0, 0, 1, "one")], [Spot(90, 0, 0, "pole"), Spot(-90, 180, 0, "other")]])
def test_few_points_or_far_ones_are_drawn(points: list[Spot]) -> None:
    drawn = spots("Gaps", points)
    assert len([shape for shape in drawn.shapes if shape.radius]) == len(points)
    assert len(drawn.words) <= 20
