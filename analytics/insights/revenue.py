"""Revenue by month, operator or station, each currency by itself."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.figures import SUMS, figures_of
from analytics.insights.insight import PLACE, Asked, Column, Form, Insight, Row
from analytics.insights.place import names

# Operators or stations; those beyond are left out.
MOST: Final = 500


def rows(asked: Asked) -> list[Row]:
    """A row for each group and currency; sessions of which no cost is known are counted, and add nothing."""
    return _BY[asked.by](asked)


def _by_month(asked: Asked) -> list[Row]:
    found = asked.place.days(asked.period).annotate(month=TruncMonth("day")).values("month", "currency")
    told = found.annotate(**SUMS).order_by("month", "currency")
    return [_row(f"{row['month']:%Y-%m}", None, row) for row in told]


def _by_operator(asked: Asked) -> list[Row]:
    told = asked.place.by_operator(asked.period).values("operator", "currency").annotate(**SUMS)
    return [_row(row["operator"] or None, None, row) for row in _largest(told, "operator")]


def _by_station(asked: Asked) -> list[Row]:
    found = asked.place.by_place(asked.period).values("station", "site", "currency").annotate(**SUMS)
    told = _largest(found, "station", "site")
    called = names(row["station"] for row in told)
    return [_row(called.get(row["station"]) or row["site"] or None, row["station"] or None, row) for row in told]


def _largest(told: Any, *key: str) -> list[dict[str, Any]]:
    """Currencies apart, since amounts of two can't be compared; in each the largest first."""
    return list(told.order_by("currency", "-all_cost", "-all_sessions", *key)[:MOST])


def _row(group: str | None, station: str | None, row: Mapping[str, Any]) -> Row:
    sums = figures_of(row)
    unknown = sums.sessions - sums.priced
    return (group, station, row["currency"] or None, sums.amount, sums.sessions, sums.priced, unknown)


_BY: Final[Mapping[str, Callable[[Asked], list[Row]]]] = {
    "month": _by_month,
    "operator": _by_operator,
    "station": _by_station,
}

INSIGHT = Insight(
    name="revenue",
    operation="listRevenue",
    title=_("Revenue"),
    about=_(
        "What sessions cost, in each currency by itself. A session of which no cost is known adds nothing, and is"
        " counted as unknown."
    ),
    says=(
        "What sessions cost, by month, operator or station and by currency: amounts of two currencies are never added. "
        "Sessions of which no cost is known are counted in `unknown`. For staff who may look at the sums of sessions, "
        "logged in with a second factor; no key opens it."
    ),
    columns=(
        Column("group", _("Group"), Form.TEXT, "The month, the operator or the place, as `by` asks; null: not known."),
        Column("station", _("Station"), Form.STATION, "Public id, by station; else null."),
        Column("currency", _("Currency"), Form.TEXT, "ISO 4217; null where none is told."),
        Column("amount", _("Amount"), Form.MONEY, "In that currency; null where no session has a known cost."),
        columns.SESSIONS,
        Column("priced", _("With known cost"), Form.WHOLE, "Of these, those whose cost is known."),
        Column("unknown", _("Cost unknown"), Form.WHOLE, "Of these, those whose cost is not known."),
    ),
    rows=rows,
    example=("2026-10", None, "EUR", 18_312.5, 2_114, 2_031, 83),
    takes=PLACE | {"by"},
    by=tuple(_BY),
    right="analytics.view_sessionday",
)
