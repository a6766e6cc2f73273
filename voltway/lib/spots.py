"""Points on a map as SVG, over a grid of degrees; components/drawing.html draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, radians, sqrt
from typing import Final

from voltway.lib.drawings import WIDTH, Drawing, Shape, Words

_MARGIN, _SMALLEST, _LARGEST = 24, 4, 22
_HEIGHT: Final = 420
# Distances between the lines of a map's grid, in degrees: the first that needs no more than so many lines.
_STEPS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45, 90)
_MOST_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a map, whose circle's area is `value`."""

    latitude: float
    longitude: float
    value: float
    told: str


def spots(title: str, points: Sequence[Spot]) -> Drawing:
    """Points where they lie to each other over a grid of degrees; a degree is as long in both directions in their
    middle."""
    if not points:
        return Drawing(title, 1, [], [])
    middle = (min(point.latitude for point in points) + max(point.latitude for point in points)) / 2
    narrow = max(0.05, cos(radians(middle)))
    across, down = [point.longitude * narrow for point in points], [-point.latitude for point in points]
    wide, high = max(across) - min(across), max(down) - min(down)
    # A single point has half a degree around it.
    scale = min((WIDTH - 2 * _MARGIN) / max(wide, 0.5), (_HEIGHT - 2 * _MARGIN) / max(high, 0.5))
    most = max(point.value for point in points) or 1
    left, top = (WIDTH - wide * scale) / 2, (_HEIGHT - high * scale) / 2
    here = _Frame(min(across), min(down), scale, left, top, narrow)
    shapes = [
        Shape(
            here.x(point.longitude), here.y(point.latitude), 0, 0, "tone-spot",
            point.told, round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(point.value / most), 1),
        )
        for point in points
    ]  # fmt: skip
    lines, words = _degrees(here)
    return Drawing(title, _HEIGHT, lines + shapes, words)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where degrees lie in a map's drawing: `west` and `north` (of the points, as drawn) at `left` and `top`."""

    west: float
    north: float
    scale: float
    left: float
    top: float
    narrow: float

    def x(self, longitude: float) -> float:
        return round(self.left + (longitude * self.narrow - self.west) * self.scale, 1)

    def y(self, latitude: float) -> float:
        return round(self.top + (-latitude - self.north) * self.scale, 1)

    @property
    def longitudes(self) -> tuple[float, float]:
        west = (self.west - self.left / self.scale) / self.narrow
        return max(west, -180), min(west + WIDTH / self.scale / self.narrow, 180)

    @property
    def latitudes(self) -> tuple[float, float]:
        north = -(self.north - self.top / self.scale)
        return max(north - _HEIGHT / self.scale, -90), min(north, 90)


def _degrees(here: _Frame) -> tuple[list[Shape], list[Words]]:
    """Lines across and down with their degrees."""
    shapes, words = [], []
    for degrees in _ticks(*here.latitudes):
        y = here.y(degrees)
        shapes.append(Shape(0, y, WIDTH, 1, "tone-line"))
        words.append(Words(4, y - 5, _written(degrees, "N", "S")))
    for degrees in _ticks(*here.longitudes):
        x = here.x(degrees)
        shapes.append(Shape(x, 0, 1, _HEIGHT, "tone-line"))
        words.append(Words(x + 4, _HEIGHT - 6, _written(degrees, "E", "W")))
    return shapes, words


def _ticks(low: float, high: float) -> list[float]:
    """Round degrees between both."""
    step = next((step for step in _STEPS if (high - low) / step <= _MOST_LINES), _STEPS[-1])
    return [round(number * step, 1) for number in range(ceil(low / step), floor(high / step) + 1)]


def _written(degrees: float, above: str, below: str) -> str:
    return f"{abs(degrees):g}°{above if degrees > 0 else below if degrees < 0 else ''}"
