"""Performance of the API: how long calls of each route take, and how many fail."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts import endpoints
from analytics.durations import percentile
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.models import ALL, EventDay, Kind

# Calls of a route below which no percentile is told: of ten calls nobody knows how long 95 of 100 take.
LEAST: Final = 30


def rows(asked: Asked) -> list[Row]:
    """All routes that were called, the most called first; those of errors count among the durations, too."""
    found = EventDay.objects.order_by().filter(kind=Kind.API, day__range=(asked.period.first, asked.period.last))
    told = found.exclude(subject=ALL).values_list("subject", "outcome", "bucket").annotate(Sum("times"))
    lengths: defaultdict[str, Counter[int]] = defaultdict(Counter)
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for route, outcome, bucket, times in told:
        lengths[route][bucket] += times
        outcomes[route][outcome] += times
    return sorted(
        (_row(route, lengths[route], outcomes[route]) for route in lengths), key=lambda row: (-row[1], row[0])
    )


def _row(route: str, lengths: Mapping[int, int], outcomes: Mapping[str, int]) -> Row:
    calls, failed = sum(lengths.values()), outcomes.get("5xx", 0)
    p50, p95 = (percentile(lengths, share) if calls >= LEAST else None for share in (0.5, 0.95))
    times = (None if took is None else round(took, 1) for took in (p50, p95))
    errors = (outcomes.get("4xx", 0), failed, round(100 * failed / calls, 2))
    return (endpoints.words_of(route), calls, *times, *errors)


_FEW: Final = _("too few calls to say")
_NULL: Final = f"; null below {LEAST} calls."
INSIGHT = Insight(
    name="api-performance",
    operation="listApiPerformance",
    title=_("API performance"),
    about=_("How long calls of each endpoint take, and how many of them fail."),
    says=(
        "Calls of each route by UTC days: how long half of them and 95 of 100 took at most, and errors. For staff who "
        "may look at the sums of events, logged in with a second factor; no key opens it."
    ),
    columns=(
        Column("endpoint", _("Endpoint"), Form.TEXT, "Method and path, as documents and reports name it."),
        Column("calls", _("Calls"), Form.WHOLE, "All of them."),
        Column(
            "p50_ms", _("p50, ms"), Form.NUMBER, f"Half of them took at most so many milliseconds{_NULL}", none=_FEW
        ),
        Column("p95_ms", _("p95, ms"), Form.NUMBER, f"95 of 100 took at most so many ms{_NULL}", none=_FEW),
        Column("refused", _("Refused (4xx)"), Form.WHOLE, "Answered with 400 to 499."),
        Column("failed", _("Failed (5xx)"), Form.WHOLE, "Answered with 500 or more."),
        Column("failed_percent", _("Failed"), Form.PERCENT, "The share of these."),
    ),
    rows=rows,
    example=("GET /api/v2/stations/", 18_220, 3.4, 17.9, 212, 1, 0.01),
    takes=frozenset(),
    kind=Kind.API,
    right="analytics.view_eventday",
)
