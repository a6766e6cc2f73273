"""Popular stations: the places with the most sessions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.figures import SUMS, figures_of
from analytics.insights.insight import PLACE, Asked, Column, Form, Insight, Row
from analytics.insights.place import names


def rows(asked: Asked) -> list[Row]:
    """The first `limit` places by sessions; those of which nothing tells where they are stand aside."""
    found = asked.place.by_place(asked.period)
    stations = _most(found.exclude(station=""), asked.limit, "station")
    # Two feeds may call two places alike.
    sites = _most(found.filter(station="").exclude(site=""), asked.limit, "site", "feed")
    most = sorted([*stations, *sites], key=_rank)[: asked.limit]
    called = names(row.get("station", "") for row in most)
    return [_row(number, row, called) for number, row in enumerate(most, 1)]


def _most(found: Any, limit: int, *key: str) -> Iterable[dict[str, Any]]:
    """Ranked by what ranks them alone; the other sums are asked for the few that are told."""
    place = key[0]
    ranked = found.values_list(*key).annotate(Sum("sessions"), Sum("energy_wh"))
    keys = [row[0] for row in ranked.order_by("-sessions__sum", "-energy_wh__sum", *key)[:limit]]
    told = found.filter(**{f"{place}__in": keys}).values(*key).annotate(**SUMS, run_by=Max("operator"))
    most: Iterable[dict[str, Any]] = told
    return most


def _rank(row: dict[str, Any]) -> tuple[Any, ...]:
    return -row["all_sessions"], -row["all_energy_wh"], row.get("station", ""), row.get("site", "")


def _row(number: int, row: Mapping[str, Any], called: dict[str, str]) -> Row:
    sums, station = figures_of(row), row.get("station")
    place = called.get(station) if station else row["site"]
    figures = (sums.sessions, sums.energy, sums.mean_wh, sums.mean_minutes)
    return (number, station, place, row["run_by"] or None, *figures, row.get("feed"))


INSIGHT = Insight(
    name="popular-stations",
    operation="listPopularStations",
    title=_("Popular stations"),
    about=_("Where most charging sessions began."),
    says="The places with the most charging sessions, the first one first.",
    columns=(
        Column("rank", _("Rank"), Form.WHOLE, "1 is the place with the most sessions."),
        columns.STATION,
        columns.PLACE,
        columns.OPERATOR,
        columns.SESSIONS,
        columns.ENERGY,
        columns.MEAN_WH,
        columns.MEAN_MINUTES,
        columns.SOURCE,
    ),
    rows=rows,
    example=(1, "bqm4zhr7ycda", "Castle Mall", "Volta Nord", 412, 5_356_000, 13_000, 47, None),
    takes=PLACE | {"limit"},
    limits=(20, 500),
)
