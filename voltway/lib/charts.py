"""A chart of days as SVG: stacked bars whose places and sizes are worked out here, drawn by components/bars.html."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.utils.formats import date_format, get_format

# Of the drawing, in its own units.
WIDTH, HEIGHT = 720, 220
BOTTOM, TOP = 24, 10
# Of a figure beside a line, as wide as on a phone, where it is written largest.
_DIGIT, _BESIDE = 12, 16
_LINES: Final = 4


class Tone(StrEnum):
    """Name of a colour's class in chart.css."""

    MAIN = "tone-main"
    SOFT = "tone-soft"
    BAD = "tone-bad"


@dataclass(frozen=True, slots=True)
class Series:
    """One of the things that are counted. `words` may be translated late."""

    tone: Tone
    words: Any


@dataclass(frozen=True, slots=True)
class Day:
    """What was counted on a day, a figure for each series."""

    day: date
    counts: tuple[int, ...]

    @property
    def words(self) -> str:
        """As dates are written elsewhere, without the year."""
        return date_format(self.day, get_format("DATE_FORMAT").replace("Y", "").strip(" ,"))

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Part:
    """One colour of a bar."""

    tone: Tone
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar."""

    day: Day
    x: float
    parts: list[Part]
    # What a pointer over it is told.
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line across, and what it stands for."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws. `labels` are days with the middle of their bars."""

    title: str
    series: Sequence[Series]
    bars: list[Bar]
    lines: list[Line]
    labels: list[Bar]
    bar_width: float
    left: int
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM


def chart(title: str, series: Sequence[Series], days: Sequence[Day]) -> Chart:
    """Bars for days, the highest below the top line."""
    top = ceiling(max((day.total for day in days), default=0))
    left = _BESIDE + _DIGIT * len(str(top))
    step = (WIDTH - left) / max(1, len(days))
    bars = [
        Bar(day, round(left + number * step, 1), _parts(series, day, top), _told(series, day))
        for number, day in enumerate(days)
    ]
    lines = [Line(_y(top * number // _LINES, top), top * number // _LINES) for number in range(_LINES + 1)]
    return Chart(title, series, bars, lines, bars[:: max(1, len(bars) // 5)], round(step * 0.72, 1), left)


def last_days(counted: Mapping[date, tuple[int, ...]], *, series: int, last: date, days: int) -> list[Day]:
    """The days that end with `last`, the oldest first; nothing was counted on those that are not named."""
    nothing = (0,) * series
    wanted = (last - timedelta(days=number) for number in reversed(range(days)))
    return [Day(day, counted.get(day, nothing)) for day in wanted]


def ceiling(most: int) -> int:
    """The least round number that is not below: 4, 8, 20, 40, 80, 200 and so on."""
    unit = 1
    while True:
        for step in (4, 8, 20):
            if step * unit >= most:
                return step * unit
        unit *= 10


def _parts(series: Sequence[Series], day: Day, top: int) -> list[Part]:
    parts, below = [], 0
    for one, number in zip(series, day.counts, strict=True):
        if number:
            y = _y(below + number, top)
            parts.append(Part(one.tone, y, round(_y(below, top) - y, 1)))
            below += number
    return parts


def _told(series: Sequence[Series], day: Day) -> str:
    counts = ", ".join(f"{number} {one.words}" for one, number in zip(series, day.counts, strict=True))
    return f"{day.day}: {counts}"


def _y(value: int, top: int) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP), 1)
