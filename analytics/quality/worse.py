"""Whether a source is worse than it was of late: shares that moved by so much that it is no chance. Pure.

A share is compared with the one in the middle of the looks of late at which it was not worse: neither many small steps
nor the next look that is just as bad end up as usual, and one odd look is none to compare with.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from math import sqrt
from typing import Any, Final, NamedTuple

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


class _Measure(NamedTuple):
    """A share that is watched: it may move by fewer points, up or (below zero) down."""

    kind: str
    name: str
    points: float
    share: Callable[[Mapping[str, Any]], Share]


def worsened(earlier: Sequence[Mapping[str, Any]], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For `QualityLook.worse`; all are figures with `cleaned` beside them, the earlier ones with `worse`, too, and the
    latest first."""
    moved = (_moved(measure, _usual(measure, earlier), measure.share(now)) for measure in _measures([*earlier, now]))
    return [asdict(found) for found in moved if found]


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


def _measures(looks: Sequence[Mapping[str, Any]]) -> Iterator[_Measure]:
    for name in FIELDS:
        yield _Measure("field", name, -FIELD_POINTS, partial(field_share, name=name))
    for name in dict.fromkeys(name for look in looks for name in look["faults"]):
        # What another source brings is no worsening of this one.
        if name != NOBODYS:
            yield _Measure("fault", name, FAULT_POINTS, partial(fault_share, name=name))
    yield _Measure("refused", "", REFUSED_POINTS, lambda look: refused_share(look.get("cleaned", {})))
    yield _Measure("age", "", -AGE_POINTS, young_share)


def _usual(measure: _Measure, earlier: Sequence[Mapping[str, Any]]) -> Share | None:
    """What there is to compare with; None where there is nothing."""
    sound = [look for look in earlier if not _was_worse(measure, look)]
    # One that has been worse for as long as anybody looks back is as it always is.
    shares = [found for found in map(measure.share, sound or earlier[:1]) if found.of >= LEAST]
    ranked = sorted(shares, key=lambda found: found.count / found.of, reverse=measure.points > 0)
    # Of two in the middle the better one.
    return ranked[len(ranked) // 2] if ranked else None


def _was_worse(measure: _Measure, look: Mapping[str, Any]) -> bool:
    return any((one["kind"], one["name"]) == measure[:2] for one in look.get("worse", ()))


def _moved(measure: _Measure, before: Share | None, now: Share) -> Worse | None:
    """Whether a share moved by so many points."""
    if before is None or now.of < LEAST:
        return None
    was, is_now = before.count / before.of, now.count / now.of
    chance = sqrt(was * (1 - was) / before.of + is_now * (1 - is_now) / now.of)
    by = (is_now - was) * (1 if measure.points > 0 else -1)
    if 100 * by < abs(measure.points) or by <= _SURE * chance:
        return None
    return Worse(measure.kind, measure.name, round(100 * was, 1), round(100 * is_now, 1))
