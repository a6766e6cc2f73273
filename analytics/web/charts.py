"""How each insight is drawn."""

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.reports.words import signed, whole
from analytics.insights.insight import Row
from analytics.web.cells import choice_words, kilowatt_hours, named
from voltway.lib.charts import Chart, Day, Series, Tone, chart
from voltway.lib.drawings import Drawing, grid
from voltway.lib.rankings import Ranked, Ranking, ranking
from voltway.lib.spots import Spot, spots

# Lines of a ranking; the table has all.
_MOST: Final = 20
# Heat maps beside each other; the table has all.
_GRIDS: Final = 5
# Hours that are named over a heat map.
_NAMED_EVERY: Final = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """One of them; a drawing may have its cells on a real map in its place."""

    chart: Chart | None = None
    ranking: Ranking | None = None
    drawing: Drawing | None = None
    cells: list[dict[str, Any]] | None = None


def pictures(name: str, rows: Sequence[Row]) -> list[Picture]:
    """What stands over the table; nothing where there is nothing to draw."""
    return _DRAWN[name](rows) if rows else []


def _popular(rows: Sequence[Row]) -> list[Picture]:
    lines = [Ranked(row[2] or row[1], row[4], whole(row[4])) for row in rows]
    return [Picture(ranking=ranking(_("Sessions by place"), lines[:_MOST]))]


def _week(rows: Sequence[Row]) -> list[Picture]:
    values = [[sessions for weekday, _hour, sessions, _wh in rows if weekday == day] for day in range(1, 8)]
    told = [[_told_hour(day, hour, sessions) for hour, sessions in enumerate(row)] for day, row in enumerate(values)]
    days = [str(WEEKDAYS_ABBR[day]) for day in range(7)]
    return [Picture(drawing=grid(_("Sessions by hour of the week"), _hours(), days, values, told))]


def _hours() -> list[str]:
    return [f"{hour}:00" if hour % _NAMED_EVERY == 0 else "" for hour in range(24)]


def _told_hour(day: int, hour: int, sessions: int) -> str:
    words = ngettext("%(n)s session", "%(n)s sessions", sessions) % {"n": whole(sessions)}
    return f"{WEEKDAYS[day]} {hour}:00: {words}"


def _usage(rows: Sequence[Row]) -> list[Picture]:
    ended, still_open = Series(Tone.MAIN, _("with an end")), Series(Tone.SOFT, _("without an end"))
    known = [row for row in rows if row[1] is not None]
    sessions = [Day(day, (number - without, without)) for day, number, without, *_rest in known]
    energy = [Day(row[0], (round((row[4] or 0) / 1000),)) for row in known]
    return [
        Picture(chart(_("Sessions"), (ended, still_open), sessions)),
        Picture(chart(_("Energy, kWh"), (Series(Tone.MAIN, _("kWh")),), energy)),
    ]


def _trends(rows: Sequence[Row]) -> list[Picture]:
    """Two bars for each measure, and over them what can be said."""
    return [Picture(ranking=_beside(*row[:5])) for row in rows if (row[1], row[2]) != (None, None)]


def _beside(measure: str, now: int | None, before: int | None, change: float | None, verdict: str) -> Ranking:
    said = choice_words(verdict) if change is None else f"{choice_words(verdict)} ({signed(change)})"
    told = [(_("This period"), now), (_("As many days before it"), before)]
    lines = [Ranked(name, value, whole(value)) for name, value in told if value is not None]
    return ranking(f"{choice_words(measure)}: {said}", lines)


def _comparison(rows: Sequence[Row]) -> list[Picture]:
    shared = {name for name, times in Counter(map(_name, rows)).items() if times > 1}
    known = [(_named_site(row, shared), row) for row in rows if row[4] is not None]
    sessions = [Ranked(name, row[4], whole(row[4])) for name, row in known]
    energy = [Ranked(name, row[7], kilowatt_hours(row[7])) for name, row in known if row[7] is not None]
    return [
        Picture(ranking=ranking(_("Sessions"), sessions)),
        Picture(ranking=ranking(_("Energy, kWh"), energy)),
    ]


def _name(row: Row) -> str:
    name: str = row[3] or row[1]
    return name


def _named_site(row: Row, shared: Container[str]) -> str:
    """With its feed, where two are called alike."""
    return f"{_name(row)}, {row[-1]}" if row[-1] and _name(row) in shared else _name(row)


def _drivers(rows: Sequence[Row]) -> list[Picture]:
    whose = _named_apart(rows)
    if rows[0][5] is not None:
        apart = list(dict.fromkeys(whose))[:_GRIDS]
        return [
            Picture(drawing=_by_hour([row for row, own in zip(rows, whose, strict=True) if own == one], one))
            for one in apart
        ]
    # Of places only the latest month: all of them in all months are no picture.
    latest = rows[0][0] if len(set(whose)) > 1 else None
    told = [
        (", ".join([_month(row[0]), *own]), row[6], row[7])
        for row, own in zip(rows, whose, strict=True)
        if latest in (None, row[0])
    ][:_MOST]
    drivers = [Ranked(name, number, whole(number)) for name, number, _again in told]
    again = [Ranked(name, number, whole(number)) for name, _number, number in told if number]
    pictures = [(_("Drivers, in fives"), drivers), (_("Came again on another day, in fives"), again)]
    return [Picture(ranking=ranking(title, lines)) for title, lines in pictures if lines]


def _by_hour(rows: Sequence[Row], whose: tuple[str, ...]) -> Drawing:
    known = {(row[0], row[5]): row[6] for row in rows}
    months = list(dict.fromkeys(row[0] for row in rows))
    values = [[known.get((month, hour), 0) for hour in range(24)] for month in months]
    told = [
        [_told_drivers(_month(month), hour, number) for hour, number in enumerate(row)]
        for month, row in zip(months, values, strict=True)
    ]
    title = ", ".join([_("Drivers by hour of the day, in fives"), *whose])
    return grid(title, _hours(), [_month(month) for month in months], values, told, nothing=_("below 5"))


def _month(month: str) -> str:
    """As short as the name of a row may be."""
    return date_format(date.fromisoformat(f"{month}-01"), "M y")


def _named_apart(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Of each row its feed, operator and place, as far as there are several."""
    several = [number for number in (1, 2, 4) if len({row[number] for row in rows}) > 1]
    return [tuple(row[number] or _("not known") for number in several) for row in rows]


def _told_drivers(name: str, hour: int, drivers: int) -> str:
    few = _("fewer than five drivers")
    words = ngettext("%(n)s driver or more", "%(n)s drivers or more", drivers) % {"n": whole(drivers)}
    return f"{name}, {hour}:00: {words if drivers else few}"


def _ratings(rows: Sequence[Row]) -> list[Picture]:
    means = [Ranked(row[1] or _("not known"), row[3], number_format(row[3], 2)) for row in rows[:_MOST]]
    given = [(stars, sum(row[9 - stars] for row in rows)) for stars in range(5, 0, -1)]
    lines = [
        Ranked(ngettext("%(n)s star", "%(n)s stars", stars) % {"n": stars}, times, whole(times))
        for stars, times in given
    ]
    return [
        Picture(ranking=ranking(_("Stars, on average"), means, whole=5)),
        Picture(ranking=ranking(_("Reviews by their stars"), lines)),
    ]


def _engagement(rows: Sequence[Row]) -> list[Picture]:
    series = (Series(Tone.MAIN, _("stations viewed")), Series(Tone.SOFT, _("searches")))
    days = [Day(day, (views, searches or 0)) for day, views, searches, *_rest in rows if views is not None]
    calls = [Day(day, (calls,)) for day, *_rest, calls in rows if calls is not None]
    pictures = [Picture(chart(_("Views and searches"), series, days))]
    if calls:
        pictures.append(Picture(chart(_("API calls"), (Series(Tone.MAIN, _("calls")),), calls)))
    return pictures


def _gaps(rows: Sequence[Row]) -> list[Picture]:
    points = [
        Spot(latitude, longitude, vain, _told_cell(latitude, longitude, vain))
        for latitude, longitude, _searches, vain, *_rest in rows
    ]
    most = max(point.value for point in points) or 1
    cells = [
        {"at": [point.latitude, point.longitude], "weight": point.value / most, "told": point.told} for point in points
    ]
    return [Picture(drawing=spots(_("Where searches found nothing"), points), cells=cells)]


def _told_cell(latitude: float, longitude: float, vain: int) -> str:
    words = ngettext("%(n)s search found nothing", "%(n)s searches found nothing", vain) % {"n": whole(vain)}
    return f"{latitude:.1f}, {longitude:.1f}: {words}"


def _revenue(rows: Sequence[Row]) -> list[Picture]:
    """A drawing for each currency: amounts of two are never beside each other."""
    drawn = []
    for currency in sorted({row[2] for row in rows if row[2] and row[3] is not None}):
        own = [row for row in rows if row[2] == currency and row[3] is not None][:_MOST]
        lines = [Ranked(named(row[1]) or _("not known"), row[3], _money(row[3], currency)) for row in own]
        drawn.append(Picture(ranking=ranking(_("Revenue in %(currency)s") % {"currency": currency}, lines)))
    return drawn


def _performance(rows: Sequence[Row]) -> list[Picture]:
    known = [row for row in rows if row[3] is not None]
    lines = [Ranked(row[0], row[3], _("%(n)s ms") % {"n": number_format(row[3], 1)}) for row in known[:_MOST]]
    return [Picture(ranking=ranking(_("95 of 100 calls took at most"), lines))] if lines else []


def _money(amount: float, currency: str) -> str:
    return f"{number_format(amount, 2, force_grouping=True)} {currency}"


_DRAWN: Final[Mapping[str, Callable[[Sequence[Row]], list[Picture]]]] = {
    "popular-stations": _popular,
    "peak-hours": _week,
    "usage": _usage,
    "trends": _trends,
    "comparison": _comparison,
    "drivers": _drivers,
    "ratings": _ratings,
    "engagement": _engagement,
    "gaps": _gaps,
    "revenue": _revenue,
    "api-performance": _performance,
}
