"""A chart of days as SVG: stacked bars whose places and sizes are worked out here, drawn by a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format, get_format

# Of the drawing, in its own units.
WIDTH, HEIGHT = 720, 220
BOTTOM, TOP = 24, 10
# Of a figure beside a line, as wide as on a phone, where it is written largest.
_DIGIT, _BESIDE = 12, 16
_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day."""

    day: date
    answered: int = 0
    not_modified: int = 0
    refused: int = 0

    @property
    def words(self) -> str:
        """As dates are written elsewhere, without the year."""
        return date_format(self.day, get_format("DATE_FORMAT").replace("Y", "").strip(" ,"))

    @property
    def total(self) -> int:
        return self.answered + self.not_modified + self.refused


@dataclass(frozen=True, slots=True)
class Part:
    """One colour of a bar: `kind` is the name of its class."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar."""

    day: Day
    x: float
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Line:
    """A line across, and what it stands for."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws. `labels` are days with the middle of their bars."""

    bars: list[Bar]
    lines: list[Line]
    labels: list[Bar]
    bar_width: float
    left: int
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM


def chart(days: Sequence[Day]) -> Chart:
    """Bars for days, the highest below the top line."""
    top = ceiling(max((day.total for day in days), default=0))
    left = _BESIDE + _DIGIT * len(str(top))
    step = (WIDTH - left) / max(1, len(days))
    bars = [Bar(day, round(left + number * step, 1), _parts(day, top)) for number, day in enumerate(days)]
    lines = [Line(_y(top * number // _LINES, top), top * number // _LINES) for number in range(_LINES + 1)]
    return Chart(bars, lines, bars[:: max(1, len(bars) // 5)], round(step * 0.72, 1), left)


def ceiling(most: int) -> int:
    """The least round number that is not below: 4, 8, 20, 40, 80, 200 and so on."""
    unit = 1
    while True:
        for step in (4, 8, 20):
            if step * unit >= most:
                return step * unit
        unit *= 10


def _parts(day: Day, top: int) -> list[Part]:
    parts, below = [], 0
    for kind in ("answered", "not_modified", "refused"):
        if number := getattr(day, kind):
            y = _y(below + number, top)
            parts.append(Part(kind, y, round(_y(below, top) - y, 1)))
            below += number
    return parts


def _y(value: int, top: int) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP), 1)
