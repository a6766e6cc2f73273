"""Drawings as SVG that are no bars over days: shapes and words, and grids of cells; components/drawing.html draws.

Places and sizes are worked out here. A table with the figures stands below each; what a pointer is told is in `told`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

WIDTH: Final = 720
# Of a grid: room for the names of rows, and for those of columns; of its key: room above it, and for words below.
_SIDE, _HEAD, _CELL_HEIGHT = 74, 28, 30
_KEY_ABOVE, _KEY_WORDS = 20, 24
# Classes of a grid's cells, by the colours of chart.css.
HEATS: Final = 7


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


def grid(
    title: str,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Sequence[Sequence[int]],
    told: Sequence[Sequence[str]],
    *,
    nothing: str = "0",
) -> Drawing:
    """A cell for each value, the darker the more, and a key below; of `columns` those that are not empty are written.

    `nothing`: what the key says of a 0.
    """
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
    below = _HEAD + len(rows) * _CELL_HEIGHT + _KEY_ABOVE
    key_shapes, key_words = _key(most, below, nothing)
    return Drawing(title, below + _CELL_HEIGHT + _KEY_WORDS, shapes + key_shapes, words + key_words)


def _key(most: int, y: float, nothing: str) -> tuple[list[Shape], list[Words]]:
    """What each class stands for, as far as a value of it is possible."""
    classes = [(0, nothing)]
    lows = {level: ceil((level - 1) * (most + 1) / (HEATS - 1)) or 1 for level in range(1, HEATS)}
    reached = [level for level in lows if lows[level] <= most and heat(lows[level], most) == level]
    for level, (low, above) in zip(reached, pairwise([*(lows[level] for level in reached), most + 1]), strict=True):
        high = above - 1
        classes.append((level, f"{low}" if low == high else f"{low}–{high}"))
    step = (WIDTH - _SIDE) / HEATS
    shapes = [
        Shape(round(_SIDE + x * step, 1), y, round(step - 2, 1), _CELL_HEIGHT - 2, f"heat-{level}", told)
        for x, (level, told) in enumerate(classes)
    ]
    words = [
        Words(round(_SIDE + (x + 0.5) * step, 1), y + _CELL_HEIGHT + 16, told, "middle")
        for x, (_level, told) in enumerate(classes)
    ]
    return shapes, words


def heat(value: int, most: int) -> int:
    """The class of a value: 0 is nothing, the last one the most there is."""
    return 0 if value <= 0 or most <= 0 else 1 + min(HEATS - 2, int((HEATS - 1) * value / (most + 1)))
