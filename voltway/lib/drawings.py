"""Drawings as SVG that are no bars over days: rankings, grids of cells, points on a map; components/drawing.html draws.

Places and sizes are worked out here. A table with the figures stands below each; what a pointer is told is in `told`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Final

WIDTH: Final = 720
# Of a line of a ranking: its words, and the bar below.
_LINE, _WORDS, _BAR = 46, 20, 14
# Characters that fit into a line where words are written largest, on a phone.
_LONGEST: Final = 40
# Of a grid: room for the names of rows, and for those of columns.
_SIDE, _HEAD, _CELL_HEIGHT = 74, 28, 30
# Classes of a grid's cells, by the colours of chart.css.
HEATS: Final = 7
_MARGIN, _SMALLEST, _LARGEST = 24, 4, 22
_MAP_HEIGHT: Final = 420


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle, or with a radius a circle around x and y."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    told: str = ""
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `anchor` is SVG's text-anchor."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the template draws."""

    title: str
    height: float
    shapes: list[Shape]
    words: list[Words]
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of a ranking; `figure` is `value` as it is written."""

    name: str
    value: float
    figure: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a map, whose circle's area is `value`."""

    latitude: float
    longitude: float
    value: float
    told: str


def ranking(title: str, lines: Sequence[Ranked], *, whole: float = 0) -> Drawing:
    """A bar across for each line; `whole` goes over the whole width, without it the longest."""
    most = whole or max((line.value for line in lines), default=0) or 1
    shapes, words = [], []
    for number, line in enumerate(lines):
        y = number * _LINE
        name = line.name if len(line.name) <= _LONGEST else f"{line.name[: _LONGEST - 1]}…"
        words += [Words(0, y + _WORDS - 4, name), Words(WIDTH, y + _WORDS - 4, line.figure, "end")]
        width = round(max(0, line.value) / most * WIDTH, 1)
        shapes.append(Shape(0, y + _WORDS + 2, width, _BAR, "tone-main", f"{line.name}: {line.figure}"))
    return Drawing(title, max(1, len(lines)) * _LINE, shapes, words)


def grid(
    title: str,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Sequence[Sequence[int]],
    told: Sequence[Sequence[str]],
) -> Drawing:
    """A cell for each value, the darker the more; of `columns` those that are not empty are written."""
    most = max((value for row in values for value in row), default=0)
    step = (WIDTH - _SIDE) / max(1, len(columns))
    shapes = [
        Shape(
            round(_SIDE + x * step, 1), _HEAD + y * _CELL_HEIGHT, round(step - 2, 1), _CELL_HEIGHT - 2,
            f"heat-{heat(value, most)}", told[y][x],
        )
        for y, row in enumerate(values)
        for x, value in enumerate(row)
    ]  # fmt: skip
    words = [Words(round(_SIDE + x * step, 1), _HEAD - 8, name) for x, name in enumerate(columns) if name]
    words += [Words(0, _HEAD + y * _CELL_HEIGHT + 19, name) for y, name in enumerate(rows)]
    return Drawing(title, _HEAD + len(rows) * _CELL_HEIGHT, shapes, words)


def heat(value: int, most: int) -> int:
    """The class of a value: 0 is nothing, the last one the most there is."""
    return 0 if value <= 0 or most <= 0 else 1 + min(HEATS - 2, int((HEATS - 1) * value / (most + 1)))


def spots(title: str, points: Sequence[Spot]) -> Drawing:
    """Points where they lie to each other; a degree is as long in both directions in their middle."""
    if not points:
        return Drawing(title, 1, [], [])
    middle = (min(point.latitude for point in points) + max(point.latitude for point in points)) / 2
    narrow = max(0.05, cos(radians(middle)))
    across, down = [point.longitude * narrow for point in points], [-point.latitude for point in points]
    wide, high = max(across) - min(across), max(down) - min(down)
    scale = min((WIDTH - 2 * _MARGIN) / max(wide, 0.1), (_MAP_HEIGHT - 2 * _MARGIN) / max(high, 0.1))
    most = max(point.value for point in points) or 1
    left, top = (WIDTH - wide * scale) / 2, (_MAP_HEIGHT - high * scale) / 2
    shapes = [
        Shape(
            round(left + (x - min(across)) * scale, 1), round(top + (y - min(down)) * scale, 1), 0, 0, "tone-spot",
            point.told, round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(point.value / most), 1),
        )
        for point, x, y in zip(points, across, down, strict=True)
    ]  # fmt: skip
    return Drawing(title, _MAP_HEIGHT, shapes, [])
