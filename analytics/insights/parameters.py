"""Request parameters → what is asked: the one parser behind pages and API."""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import Max

from analytics.insights.comparison import INSIGHT as COMPARISON
from analytics.insights.comparison import MOST
from analytics.insights.insight import Asked, Insight
from analytics.insights.known import Known
from analytics.insights.period import EARLIEST, LATEST, MAX_DAYS, Period, ending
from analytics.insights.place import Place
from analytics.models import ALL, EventDay
from stations.search import params
from stations.search.conditions import none_called
from stations.search.query import Box
from voltway.lib.problems import InvalidParameters, ParameterError

Values = Mapping[str, Sequence[str]]

FAULT: Final = "One or more parameters can't be used."
REPEATABLE: Final = frozenset({"operator", "source", "station", "site"})
MAX_REPEATS: Final = 50
# Of a box in which stations are looked up: about a large country of Europe.
MAX_SQUARE_DEGREES: Final = 100
_PATTERNS: Final = {
    "operator": (re.compile(r"[a-z0-9_-]{1,80}"), "must be the slug of an operator"),
    "source": (re.compile(r"[a-z0-9_-]{1,60}"), "must be the uid of a feed of sessions"),
    "station": (re.compile(r"[a-z2-7]{12}"), "must be the id of a station: 12 characters"),
    "site": (re.compile(r"[^\x00-\x1f]{1,200}"), "must be the name of a place, up to 200 characters"),
}


def read(
    insight: Insight,
    values: Values,
    *,
    today: date,
    known: Known | None = None,
    extra: frozenset[str] = frozenset(),
) -> Asked:
    """What is asked of an insight; `extra` names parameters that belong to somebody else.

    Without a period it is the last days of which something is known there, as many as the insight usually tells.
    Raises InvalidParameters, which names every parameter at fault, and what nobody knows.
    """
    reader = _Reader(insight, values, known or Known(), extra)
    place = reader.place()
    first, last, by, limit = reader.day("from"), reader.day("to"), reader.by(), reader.limit()
    reader.check()
    period = _period(insight, first, last, latest(insight, place) if last is None else None, today)
    if period.days > MAX_DAYS or period.first > period.last:
        apart = f"be at most {MAX_DAYS:,} days before to" if period.first <= period.last else "not be after to"
        raise InvalidParameters(FAULT, errors=[ParameterError("from", f"must {apart}, which is {period.last}")])
    return Asked(period.months if insight.by_months else period, place, by, limit)


def latest(insight: Insight, place: Place) -> date | None:
    """The last day of which something is known; None for never."""
    if insight.latest:
        return insight.latest(place)
    if insight.kind is None:
        known = place.known()
        return known.last if known else None
    last: date | None = EventDay.objects.filter(kind=insight.kind, subject=ALL).aggregate(last=Max("day"))["last"]
    return last


def _period(insight: Insight, first: date | None, last: date | None, known: date | None, today: date) -> Period:
    if last:
        return Period(first, last) if first else _ending(insight, last)
    if first is None:
        return _ending(insight, known or today)
    # As much as may be told; what begins after all that is known is a period in which there is nothing.
    return Period(first, max(first, min(known or today, first + timedelta(days=MAX_DAYS - 1))))


def _ending(insight: Insight, last: date) -> Period:
    # A year up to the end of a month is twelve whole ones.
    last = Period(last, last).months.last if insight.by_months else last
    return ending(last, min(insight.days, (last - EARLIEST).days + 1))


def _square_degrees(box: Box) -> float:
    across = 0 if box.west <= box.east else 360
    return (box.east - box.west + across) * (box.north - box.south)


class _Reader:
    """Reads parameters one by one and collects what is wrong with them."""

    def __init__(self, insight: Insight, values: Values, known: Known, extra: frozenset[str]) -> None:
        self.insight, self.values, self.known = insight, values, known
        self.errors: list[ParameterError] = []
        taken = {"from", "to", *insight.takes}
        for name in values:
            if name not in taken | extra:
                self.fault(name[:80], "no such parameter")
            elif name not in REPEATABLE and len(values[name]) > 1:
                self.fault(name, "may be given once")

    def fault(self, parameter: str, rule: str) -> None:
        self.errors.append(ParameterError(parameter, rule))

    def check(self) -> None:
        if self.errors:
            raise InvalidParameters(FAULT, errors=self.errors)

    def one(self, name: str) -> str:
        return (self.values.get(name) or [""])[-1].strip()

    def day(self, name: str) -> date | None:
        written = self.one(name)
        if not written:
            return None
        try:
            # In this form alone: Python reads weeks and more.
            found = date.fromisoformat(written) if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII) else None
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found <= LATEST:
            self.fault(name, f"must be a day from {EARLIEST} to {LATEST}, such as 2026-11-23")
            return None
        return found

    def several(self, name: str) -> tuple[str, ...]:
        """Values of a parameter that may be repeated; slugs and ids may have commas between them."""
        if name not in self.insight.takes:
            return ()
        given = [value for value in self.values.get(name, ()) if value.strip()]
        if name != "site":
            given = [part.strip() for value in given for part in value.split(",") if part.strip()]
        pattern, rule = _PATTERNS[name]
        if not all(pattern.fullmatch(value) for value in given):
            self.fault(name, rule)
        elif len(given) > MAX_REPEATS:
            self.fault(name, f"may be given {MAX_REPEATS} times at most")
        else:
            return tuple(dict.fromkeys(given))
        return ()

    def known_ones(self, name: str, given: tuple[str, ...], there: Container[str]) -> tuple[str, ...]:
        """Those that somebody knows."""
        if unknown := [one for one in given if one not in there]:
            self.fault(name, none_called(unknown))
        return tuple(one for one in given if one in there)

    def place(self) -> Place:
        operators, feeds, stations, sites = map(self.several, ("operator", "source", "station", "site"))
        if self.insight is COMPARISON and len((*operators, *stations, *sites)) > MOST:
            for name, given in (("operator", operators), ("station", stations), ("site", sites)):
                if given:
                    self.fault(name, f"may name {MOST} at most, together with the other things to compare")
        run_by = self.known.run_by(operators)
        self.known_ones("operator", operators, run_by)
        feeds = self.known_ones("source", feeds, self.known.sources(feeds))
        stations = self.known_ones("station", stations, self.known.stations(stations))
        sites = self.known_ones("site", sites, self.known.sites(sites))
        box = None
        if "bbox" in self.insight.takes and self.one("bbox"):
            try:
                box = params.parse({"bbox": [self.one("bbox")]}).box
            except InvalidParameters as error:
                self.errors += error.errors
        # Cells of searches are picked by their names; stations are looked up.
        if box and self.insight.kind is None and _square_degrees(box) > MAX_SQUARE_DEGREES:
            self.fault("bbox", f"must have {MAX_SQUARE_DEGREES} square degrees at most, such as 10 by 10")
        return Place(tuple(run_by.values()), feeds, stations, sites, box)

    def by(self) -> str:
        choices = self.insight.by
        if not choices:
            return ""
        given = self.one("by") or choices[0]
        if given not in choices:
            self.fault("by", f"must be one of {', '.join(choices)}")
        return given

    def limit(self) -> int:
        usual, most = self.insight.limits
        given = self.one("limit") if "limit" in self.insight.takes else ""
        if not given:
            return usual
        if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= most):
            self.fault("limit", f"must be a whole number from 1 to {most}")
            return usual
        return int(given)
