"""Whether a source is worse than at the look before: shares that moved by so much that it is no chance. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any, Final

from analytics.quality.ages import Age
from analytics.quality.fields import FIELDS, Level
from analytics.quality.tally import NOBODYS

# Of fewer nothing is said: a dozen stations more or less would be an alarm.
LEAST: Final = 100
# Percentage points: of stations that tell a field, of stations with a fault, of rows that are refused, of those that
# were updated within a year.
FIELD_POINTS, FAULT_POINTS, REFUSED_POINTS, AGE_POINTS = 10.0, 5.0, 5.0, 10.0
# So many standard deviations of the difference of two shares are no chance.
_SURE: Final = 3.0
_YOUNG: Final = (Age.MONTH, Age.HALF_YEAR, Age.YEAR)


@dataclass(frozen=True, slots=True)
class Worse:
    """What is worse: `kind` is "field", "fault", "refused" or "age"; shares in percent."""

    kind: str
    name: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """None where there is nothing to have a share of."""
        return 100 * self.count / self.of if self.of else None


def worsened(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For `QualityLook.worse`; `before` and `now` are figures with `cleaned` beside them."""
    return [asdict(found) for found in _worsened(before, now)]


def field_share(figures: Mapping[str, Any], name: str) -> Share:
    """Stations, charging points or plugs whose source tells a field."""
    return Share(figures["told"].get(name, 0), figures[FIELDS[name].level])


def fault_share(figures: Mapping[str, Any], name: str) -> Share:
    """Stations with a fault of a class."""
    return Share(figures["faults"].get(name, 0), figures[Level.STATION])


def young_share(figures: Mapping[str, Any]) -> Share:
    """Stations that were updated within a year, of those of which it is told."""
    ages = figures["ages"]
    return Share(sum(ages.get(age, 0) for age in _YOUNG), sum(ages.values()) - ages.get(Age.NOT_TOLD, 0))


def refused_share(cleaned: Mapping[str, Any]) -> Share:
    """Rows of the run that were refused."""
    return Share(sum(cleaned.get("refused", {}).values()), cleaned.get("read", 0))


def _worsened(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Worse]:
    for name in FIELDS:
        yield from _moved("field", name, field_share(before, name), field_share(now, name), -FIELD_POINTS)
    for name in {**before["faults"], **now["faults"]}:
        # What another source brings is no worsening of this one.
        if name != NOBODYS:
            yield from _moved("fault", name, fault_share(before, name), fault_share(now, name), FAULT_POINTS)
    refused = (refused_share(before.get("cleaned", {})), refused_share(now.get("cleaned", {})))
    yield from _moved("refused", "", *refused, REFUSED_POINTS)
    yield from _moved("age", "", young_share(before), young_share(now), -AGE_POINTS)


def _moved(kind: str, name: str, before: Share, now: Share, points: float) -> Iterator[Worse]:
    """Whether a share moved by so many points, up or (below zero) down."""
    if min(before.of, now.of) < LEAST:
        return
    was, is_now = before.count / before.of, now.count / now.of
    chance = sqrt(was * (1 - was) / before.of + is_now * (1 - is_now) / now.of)
    by = (is_now - was) * (1 if points > 0 else -1)
    if 100 * by >= abs(points) and by > _SURE * chance:
        yield Worse(kind, name, round(100 * was, 1), round(100 * is_now, 1))
