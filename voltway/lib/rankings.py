"""Bars across with their words above them; components/ranking.html draws."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of a ranking; `figure` is `value` as it is written."""

    name: str
    value: float
    figure: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a ranking as it is drawn; `length` is a hundredth of the whole width."""

    name: str
    figure: str
    length: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Bars below each other, the words of each above it."""

    title: str
    bars: list[Bar]


def ranking(title: str, lines: Sequence[Ranked], *, whole: float = 0) -> Ranking:
    """A bar across for each line; `whole` goes over the whole width, without it the longest."""
    most = whole or max((line.value for line in lines), default=0) or 1
    return Ranking(title, [Bar(line.name, line.figure, round(100 * max(0, line.value) / most, 2)) for line in lines])
