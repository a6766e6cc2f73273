"""What a count comes to, whoever counted."""

from dataclasses import dataclass
from enum import StrEnum


class Limit(StrEnum):
    """What somebody can be over."""

    MINUTE = "minute"
    DAY = "day"


class CountersAway(Exception):
    """Redis counts, and does not answer."""


@dataclass(frozen=True, slots=True)
class Used:
    """How often this minute and this day, where that is known; `over`: the limit that lets nothing more through."""

    minute: int | None = None
    day: int | None = None
    over: Limit | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be counted: the limits that apply, None for what this request does not count against."""

    per_minute: int | None
    per_day: int | None = None
