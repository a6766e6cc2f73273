"""What the whole API was used for in a month, from the sums of events by day and of keys."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from accounts import endpoints
from accounts.models import Usage
from accounts.reports.month import Month
from analytics.models import ALL, EventDay, Kind


@dataclass(frozen=True, slots=True)
class Line:
    """Calls of an endpoint, or of all: those refused were answered with 4xx, those that failed with 5xx."""

    endpoint: str
    calls: int
    refused: int
    failed: int


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """A month of the API. `keys` were used; `charged` are the requests with a key that were answered."""

    month: Month
    lines: list[Line]
    total: Line
    before: int
    busiest: tuple[date, int] | None
    keys: int
    charged: int

    @property
    def change_percent(self) -> float | None:
        """How many calls more (or, below zero, less) than in the month before; None where there was none."""
        return 100 * (self.total.calls - self.before) / self.before if self.before else None


def service_report(month: Month) -> ServiceReport:
    """Days are those of UTC."""
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for route, outcome, times in _calls(month).values_list("subject", "outcome").annotate(Sum("times")):
        outcomes[route][outcome] += times
    lines = sorted((_line(endpoints.words_of(route), outcomes[route]) for route in outcomes), key=_rank)
    every = sum(outcomes.values(), Counter[str]())
    days = _calls(month).values_list("day").annotate(calls=Sum("times")).order_by("-calls", "day")
    keys = _keys(month)
    before = _calls(month.before).aggregate(sum=Sum("times"))["sum"] or 0
    return ServiceReport(month, lines, _line("", every), before, days.first(), keys["keys"], keys["charged"] or 0)


def _calls(month: Month) -> QuerySet[EventDay]:
    rows = EventDay.objects.filter(kind=Kind.API, day__range=(month.first, month.last))
    return rows.exclude(subject=ALL).order_by()


def _line(endpoint: str, outcomes: Mapping[str, int]) -> Line:
    return Line(endpoint, sum(outcomes.values()), outcomes.get("4xx", 0), outcomes.get("5xx", 0))


def _rank(line: Line) -> tuple[int, str]:
    return -line.calls, line.endpoint


def _keys(month: Month) -> dict[str, Any]:
    rows = Usage.objects.filter(day__range=(month.first, month.last))
    return rows.aggregate(keys=Count("key", distinct=True), charged=Sum("answered"))
