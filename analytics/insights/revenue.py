"""Revenue by month, operator or station, each currency by itself."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Case, Count, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber, TruncMonth
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.figures import SUMS, figures_of
from analytics.insights.insight import OTHERS, PLACE, Asked, Column, Form, Insight, Row
from analytics.insights.place import names
from analytics.models import SessionDay


def rows(asked: Asked) -> list[Row]:
    """A row for each group and currency; sessions of which no cost is known are counted, and add nothing."""
    return _BY[asked.by](asked)


def _by_month(asked: Asked) -> list[Row]:
    found = asked.place.days(asked.period).annotate(month=TruncMonth("day")).values("month", "currency")
    told = found.annotate(**SUMS).order_by("month", "currency")
    return [_row(f"{row['month']:%Y-%m}", row) for row in told]


def _by_operator(asked: Asked) -> list[Row]:
    return _ranked(asked.place.by_operator(asked.period), asked.limit, "operator")


def _by_station(asked: Asked) -> list[Row]:
    # Two feeds may call two places alike.
    found = asked.place.by_place(asked.period).annotate(source=Case(When(station="", then="feed"), default=Value("")))
    return _ranked(found, asked.limit, "station", "site", "source")


def _ranked(found: QuerySet[SessionDay], limit: int, *key: str) -> list[Row]:
    """The first `limit` of each currency, since amounts of two can't be compared; then all others of it together."""
    place = Window(RowNumber(), partition_by="currency", order_by=["-all_cost", "-all_sessions", *key])
    told = found.values(*key, "currency").annotate(**SUMS).annotate(place=place, of=Window(Count("*"), "currency"))
    listed = list(told.filter(place__lte=limit).order_by("currency", "place"))
    called = names(row["station"] for row in listed if "station" in row)
    cut = {row["currency"] for row in listed if row["of"] > limit}
    whole = found.filter(currency__in=cut).values("currency").annotate(**SUMS) if cut else []
    shown: list[Row] = []
    for currency, rows_of_it in groupby(listed, key=itemgetter("currency")):
        own = list(rows_of_it)
        shown += [_row(_name(row, called), row) for row in own]
        shown += [_row(OTHERS, _rest(row, own)) for row in whole if row["currency"] == currency]
    return shown


def _name(row: Mapping[str, Any], called: Mapping[str, str]) -> str | None:
    if "operator" in row:
        return row["operator"] or None
    return called.get(row["station"]) or row["site"] or None


def _rest(whole: Mapping[str, Any], told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The sums of a currency less those that are told."""
    less = {name: whole[name] - sum(row[name] for row in told) for name in SUMS}
    return {"currency": whole["currency"], **less}


def _row(group: str | None, row: Mapping[str, Any]) -> Row:
    sums = figures_of(row)
    unknown = sums.sessions - sums.priced
    whose = (row.get("station") or None, group, row["currency"] or None)
    return (*whose, sums.amount, sums.sessions, sums.priced, unknown, row.get("source") or None)


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
        "Of operators and stations the first `limit` of each currency are told, and all others of it as `(others)`. "
        "Sessions of which no cost is known are counted in `unknown`. For staff who may look at the sums of sessions, "
        "logged in with a second factor; no key opens it."
    ),
    columns=(
        Column("station", _("Station"), Form.STATION, "Public id, by station; else null."),
        Column("group", _("Group"), Form.TEXT, "The month, the operator or the place, as `by` asks; null: not known."),
        Column("currency", _("Currency"), Form.TEXT, "ISO 4217; null where none is told."),
        Column("amount", _("Amount"), Form.MONEY, "In that currency; null where no session has a known cost."),
        columns.SESSIONS,
        Column("priced", _("With known cost"), Form.WHOLE, "Of these, those whose cost is known."),
        Column("unknown", _("Cost unknown"), Form.WHOLE, "Of these, those whose cost is not known."),
        columns.SOURCE,
    ),
    rows=rows,
    example=(None, "2026-10", "EUR", 18_312.5, 2_114, 2_031, 83, None),
    takes=PLACE | {"by", "limit"},
    by=tuple(_BY),
    limits=(100, 500),
    right="analytics.view_sessionday",
)
