"""Each insight says what the sessions and events beneath its sums say."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.insights import comparison, drivers, engagement, gaps, performance, popular, revenue, trends, usage, week
from analytics.insights.insight import Asked, Insight
from analytics.insights.known import Known
from analytics.insights.parameters import read
from analytics.insights.period import Period
from analytics.insights.place import EVERYWHERE, Place, RunBy
from analytics.models import Event
from analytics.rollups import fold
from stations.documents.identity import public_id
from stations.models import Station
from stations.search.query import Box
from tests.fakes.sessions import session
from tests.world import REGISTER, publish, station
from voltway.lib.problems import InvalidParameters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
# A Monday.
MONDAY = date(2026, 11, 2)
PERIOD = Period(MONDAY, MONDAY + timedelta(days=6))
QUAY = public_id("xx-register", "quay")
STROMWERK, NOBODY = RunBy("stromwerk", ("Stromwerk",)), RunBy("nobody", ("Nobody",))


class Told:
    """Sessions that were told, one after the other."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, day: int = 0, hour: int = 9, *, times: int = 1, minutes: int | None = 30, **facts: Any) -> None:
        """Sessions of a day after `MONDAY`."""
        begun = datetime(2026, 11, 2, hour, tzinfo=UTC) + timedelta(days=day)
        for _ in range(times):
            self.number += 1
            ended = begun + timedelta(minutes=minutes) if minutes is not None else None
            usual = {"native_id": str(self.number), "started_at": begun, "ended_at": ended, "day": begun.date(),
                     "hour": hour, "state": "OPEN" if ended is None else "ENDED", "operator": "Volta Nord",
                     "site": "Quay", "driver": f"driver {self.number % 8}"}  # fmt: skip
            session(**{**usual, **facts})


@pytest.fixture
def told() -> Told:
    return Told()


def rows(insight: Insight, place: Place = EVERYWHERE, period: Period = PERIOD, **more: Any) -> list[dict[str, Any]]:
    """The rows by the names of their columns, once all is added up."""
    fold.rebuild(now=NOW)
    usual = {"by": insight.by[0] if insight.by else "", "limit": insight.limits[0]}
    names = [column.name for column in insight.columns]
    found = insight.rows(Asked(period, place, **{**usual, **more}))
    return [dict(zip(names, row, strict=True)) for row in found]


def event(kind: str, subject: str, times: int, *, day: date = MONDAY, **more: Any) -> None:
    Event.objects.create(kind=kind, subject=subject, times=times, day=day, hour=9, **more)


def test_popular_places_are_in_the_order_of_their_sessions(told: Told) -> None:
    publish(REGISTER, station("quay", name="Quay West"))
    told(times=3, energy_wh=10_000, station=QUAY)
    told(times=2, site="Station Road", energy_wh=7_000)
    told(site="Station Road", minutes=None)
    told(times=5, site="", feed="de-abc")
    told(day=-1, times=9, site="Before")
    first, second = rows(popular.INSIGHT)
    assert (first["rank"], first["station"], first["place"], first["sessions"]) == (1, QUAY, "Quay West", 3)
    assert (first["energy_wh"], first["mean_wh"], first["mean_minutes"]) == (30_000, 10_000, 30)
    assert (second["station"], second["place"], second["sessions"], second["mean_wh"]) == (
        None,
        "Station Road",
        3,
        7_000,
    )
    assert [row["place"] for row in rows(popular.INSIGHT, limit=1)] == ["Quay West"]


def test_places_of_one_name_in_two_feeds_are_two(told: Told) -> None:
    told(times=2)
    told(feed="de-abc")
    assert [(row["place"], row["sessions"]) for row in rows(popular.INSIGHT)] == [("Quay", 2), ("Quay", 1)]


def test_a_week_has_all_its_hours_by_the_clock_of_the_place(told: Told) -> None:
    told(day=0, hour=8, times=2, energy_wh=1_000)
    told(day=6, hour=23)
    told(day=7, hour=8, times=4)
    found = {(row["weekday"], row["hour"]): (row["sessions"], row["energy_wh"]) for row in rows(week.INSIGHT)}
    assert len(found) == 168
    assert {hour: figures for hour, figures in found.items() if figures[0]} == {(1, 8): (2, 2_000), (7, 23): (1, None)}
    two_weeks = rows(week.INSIGHT, period=Period(MONDAY, MONDAY + timedelta(days=13)))
    assert next(row["sessions"] for row in two_weeks if (row["weekday"], row["hour"]) == (1, 8)) == 6


def test_usage_has_every_day_and_unknown_energy_is_not_0(told: Told) -> None:
    told(times=2, energy_wh=5_000)
    told(minutes=None)
    told(day=2)
    told(day=6, energy_wh=1_000)
    found = rows(usage.INSIGHT)
    assert [row["sessions"] for row in found] == [3, 0, 1, 0, 0, 0, 1]
    assert [row["energy_wh"] for row in found] == [10_000, 0, None, 0, 0, 0, 1_000]
    assert (found[0]["open"], found[0]["metered"], found[0]["mean_minutes"]) == (1, 2, 30)


def test_days_before_the_first_and_after_the_last_known_one_are_not_known(told: Told) -> None:
    told(day=2)
    told(day=4)
    told(day=6, site="Road")
    place = Place(sites=("Quay",))
    found = rows(usage.INSIGHT, place)
    assert [row["sessions"] for row in found] == [None, None, 1, 0, 1, None, None]
    assert all(value is None for value in list(found[0].values())[1:])
    assert [row["sessions"] for row in rows(usage.INSIGHT)] == [None, None, 1, 0, 1, 0, 1]
    later = Period(MONDAY + timedelta(days=5), MONDAY + timedelta(days=9))
    for insight, asked in ((usage.INSIGHT, place), (week.INSIGHT, place), (comparison.INSIGHT, place)):
        assert {row["sessions"] for row in rows(insight, asked, later)} == {None}, insight.name
        assert {row["energy_wh"] for row in rows(insight, asked, later)} == {None}, insight.name
    assert {row["value"] for row in rows(trends.INSIGHT, place, later)} == {None}
    assert {row["verdict"] for row in rows(trends.INSIGHT, place, later)} == {"NOTHING_BEFORE"}


def test_a_place_without_any_sums_has_no_figures(told: Told) -> None:
    told()
    for insight in (usage.INSIGHT, week.INSIGHT, comparison.INSIGHT):
        found = rows(insight, Place(operators=(NOBODY,)))
        assert {(row["sessions"], row["energy_wh"]) for row in found} == {(None, None)}, insight.name
    found = rows(trends.INSIGHT, Place(operators=(NOBODY,)))
    assert {(row["value"], row["before"], row["verdict"]) for row in found} == {(None, None, "NOTHING_BEFORE")}


def test_each_currency_is_ranked_and_cut_by_itself_and_what_is_cut_is_told(told: Told) -> None:
    for number in range(4):
        told(site=f"Free {number}", times=2)
        told(site=f"Euro {number}", cost=Decimal(number), currency="EUR")
    told(site="Pound", cost=Decimal(9_999), currency="GBP")
    told(site="Euro 0", currency="EUR")
    found = [
        (row["currency"], row["group"], row["amount"], row["sessions"], row["unknown"])
        for row in rows(revenue.INSIGHT, by="station", limit=2)
    ]
    assert found == [
        (None, "Free 0", None, 2, 2), (None, "Free 1", None, 2, 2), (None, "(others)", None, 4, 4),
        ("EUR", "Euro 3", 3.0, 1, 0), ("EUR", "Euro 2", 2.0, 1, 0), ("EUR", "(others)", 1.0, 3, 1),
        ("GBP", "Pound", 9_999.0, 1, 0),
    ]  # fmt: skip
    by_operator = rows(revenue.INSIGHT, by="operator", limit=1)
    assert [row["group"] for row in by_operator] == ["Volta Nord"] * 3


def test_revenue_of_places_of_one_name_in_two_feeds_is_not_added(told: Told) -> None:
    told(cost=Decimal(1), currency="GBP")
    told(cost=Decimal(5), currency="GBP", feed="de-abc")
    found = [(row["group"], row["source"], row["amount"]) for row in rows(revenue.INSIGHT, by="station")]
    assert found == [("Quay", "de-abc", 5.0), ("Quay", "uk-dundee", 1.0)]


def test_amounts_of_two_currencies_are_never_added_and_unknown_costs_are_counted(told: Told) -> None:
    told(times=2, cost=Decimal("1.10"), currency="EUR")
    told(cost=Decimal(0), currency="EUR")
    told(times=3, currency="EUR")
    told(day=1, cost=Decimal("7.5"), currency="GBP", operator="Stromwerk")
    told(day=2, operator="Stromwerk")
    by_month = [
        (row["group"], row["currency"], row["amount"], row["priced"], row["unknown"]) for row in rows(revenue.INSIGHT)
    ]
    assert by_month == [
        ("2026-11", None, None, 0, 1), ("2026-11", "EUR", 2.2, 3, 3), ("2026-11", "GBP", 7.5, 1, 0)
    ]  # fmt: skip
    by_operator = {(row["group"], row["currency"]): row["amount"] for row in rows(revenue.INSIGHT, by="operator")}
    assert by_operator == {("Stromwerk", None): None, ("Volta Nord", "EUR"): 2.2, ("Stromwerk", "GBP"): 7.5}
    by_station = [(row["group"], row["currency"], row["sessions"]) for row in rows(revenue.INSIGHT, by="station")]
    assert by_station == [("Quay", None, 1), ("Quay", "EUR", 6), ("Quay", "GBP", 1)]


def test_months_are_apart(told: Told) -> None:
    told(cost=Decimal(1), currency="EUR")
    told(day=30, times=2, cost=Decimal(1), currency="EUR")
    found = rows(revenue.INSIGHT, period=Period(MONDAY, MONDAY + timedelta(days=40)))
    assert [(row["group"], row["amount"]) for row in found] == [("2026-11", 1.0), ("2026-12", 2.0)]


@pytest.mark.parametrize(
    ("before", "now", "verdict", "change"),
    [(40, 90, "MORE", 125.0), (90, 40, "LESS", -55.6), (40, 44, "SAME", 10.0), (40, 29, "TOO_FEW", None),
     (29, 90, "TOO_FEW", None)],
)  # fmt: skip
def test_a_trend_is_told_where_the_sample_allows_it(
    before: int, now: int, verdict: str, change: float | None, told: Told
) -> None:
    told(day=-8, times=1)
    told(day=-7, times=before)
    told(times=now)
    told(day=7)
    found = rows(trends.INSIGHT)[0]
    assert (found["measure"], found["value"], found["before"]) == ("sessions", now, before)
    assert (found["verdict"], found["change_percent"]) == (verdict, change)


def test_no_trend_is_told_where_the_period_before_is_not_all_known(told: Told) -> None:
    told(day=-5, times=40)
    told(times=90)
    told(day=7)
    assert {row["verdict"] for row in rows(trends.INSIGHT)} == {"NOTHING_BEFORE"}


def test_no_trend_is_told_where_the_data_end_within_the_period(told: Told) -> None:
    for day in range(-8, 2):
        told(day=day, times=40)
    told_of = rows(trends.INSIGHT)
    assert [(row["verdict"], row["change_percent"]) for row in told_of] == [("ENDED", None)] * 4
    assert told_of[0]["value"] == 80


def test_no_trend_is_told_of_feeds_of_which_one_stops_or_begins(told: Told) -> None:
    for day in range(-8, 8):
        told(day=day, times=10)
    for day in range(-8, 3):
        told(day=day, times=10, feed="de-stops")
    told(day=-20, times=40, feed="de-long-ago")

    def verdicts(**place: Any) -> set[str]:
        return {row["verdict"] for row in rows(trends.INSIGHT, Place(**place)) if row["measure"] == "sessions"}

    assert verdicts() == {"ENDED"}
    assert verdicts(feeds=("uk-dundee",)) == {"SAME"}
    assert verdicts(feeds=("uk-dundee", "de-long-ago")) == {"SAME"}
    told(day=-3, times=40, feed="de-begins")
    told(day=7, times=40, feed="de-begins")
    assert verdicts(feeds=("uk-dundee", "de-begins")) == {"NOTHING_BEFORE"}


def test_a_place_that_grew_quiet_in_a_feed_that_goes_on_has_a_trend(told: Told) -> None:
    told(day=-8, site="Road")
    told(day=-7, times=90, site="Road")
    told(times=40, site="Road")
    told(day=8)
    assert rows(trends.INSIGHT, Place(sites=("Road",)))[0]["verdict"] == "LESS"


def test_without_a_period_trends_end_where_all_feeds_still_tell(told: Told) -> None:
    told(day=20)
    told(day=22, feed="de-abc")
    told(day=-300, feed="de-long-ago")
    fold.rebuild(now=NOW)
    today = date(2027, 5, 1)
    assert read(trends.INSIGHT, {}, today=today).period.last == MONDAY + timedelta(days=20)
    assert read(trends.INSIGHT, {"source": ["de-abc"]}, today=today).period.last == MONDAY + timedelta(days=22)


def test_a_trend_of_energy_counts_the_sessions_that_have_some(told: Told) -> None:
    told(day=-8, times=1)
    told(day=-7, times=50)
    told(times=20, energy_wh=9_000)
    told(times=30)
    told(day=7)
    energy = next(row for row in rows(trends.INSIGHT) if row["measure"] == "energy_wh")
    assert (energy["verdict"], energy["sample"], energy["sample_before"]) == ("TOO_FEW", 20, 0)


def test_stations_sites_and_operators_are_compared_as_asked_for(told: Told) -> None:
    publish(REGISTER, station("quay", name="Quay West"))
    told(times=2, hour=17, station=QUAY, energy_wh=4_000)
    told(day=3, station=QUAY)
    told(day=1, times=4, hour=6, operator="Stromwerk", site="Road")
    asked = Place(stations=(QUAY,), sites=("Road",), operators=(STROMWERK,))
    quay, road, works = rows(comparison.INSIGHT, asked)
    assert (quay["name"], quay["sessions"], quay["days"], quay["busiest_hour"]) == ("Quay West", 3, 2, 17)
    # Four days of the week are known.
    assert (quay["sessions_a_day"], quay["mean_wh"]) == (0.75, 4_000)
    assert (road["kind"], road["name"], road["sessions"], road["energy_wh"]) == ("site", "Road", 4, None)
    assert (works["kind"], works["name"], works["sessions"]) == ("operator", "Stromwerk", 4)
    # The most popular ones where none is named.
    assert [row["key"] for row in rows(comparison.INSIGHT)] == ["Road", QUAY]


def test_sites_of_one_name_in_two_feeds_are_compared_and_not_added(told: Told) -> None:
    told(times=3)
    told(times=2, feed="de-abc")
    told(day=6, site="Road")
    asked = Place(sites=("Quay", "Road"))
    found = [
        (row["key"], row["source"], row["sessions"], row["sessions_a_day"]) for row in rows(comparison.INSIGHT, asked)
    ]
    # The one day that `de-abc` tells of.
    assert found == [("Quay", "de-abc", 2, 2.0), ("Quay", "uk-dundee", 3, 0.43), ("Road", "uk-dundee", 1, 0.14)]
    of_one_feed = rows(comparison.INSIGHT, Place(sites=("Quay",), feeds=("uk-dundee",)))
    assert [row["sessions"] for row in of_one_feed] == [3]


def test_what_is_compared_ends_with_its_own_last_day(told: Told) -> None:
    told(day=-400, operator="Stromwerk")
    told(day=-300, site="Road", operator="Stromwerk", feed="de-abc")
    told()
    fold.rebuild(now=NOW)

    def last(**asked: list[str]) -> date:
        return read(comparison.INSIGHT, asked, today=NOW.date()).period.last

    assert (
        last(site=["Road"]) == last(operator=["stromwerk"]) == last(source=["de-abc"]) == MONDAY - timedelta(days=300)
    )
    assert last() == last(site=["Road", "Quay"]) == last(site=["Road"], operator=["volta-nord"]) == MONDAY


def test_what_is_asked_of_a_place_is_of_that_place(told: Told) -> None:
    publish(REGISTER, station("quay", (52.5, 13.4)), station("far", (48.1, 11.5)))
    far = public_id("xx-register", "far")
    told(times=2, station=QUAY)
    told(times=3, station=far, operator="Stromwerk")
    told(times=4, feed="de-abc")
    for place, sessions in [
        (Place(), 9), (Place(operators=(STROMWERK,)), 3), (Place(operators=(NOBODY,)), 0),
        (Place(feeds=("de-abc",)), 4), (Place(stations=(QUAY, far)), 5), (Place(sites=("Quay",)), 4),
        (Place(sites=("Quay",), stations=(QUAY,)), 6), (Place(box=Box(13, 52, 14, 53)), 2),
        (Place(box=Box(170, 40, 15, 60)), 5), (Place(box=Box(0, 0, 1, 1)), 0),
        (Place(box=Box(11, 48, 14, 53), operators=(STROMWERK,)), 3),
    ]:  # fmt: skip
        assert sum(row["sessions"] or 0 for row in rows(usage.INSIGHT, place)) == sessions, place
        assert sum(row["sessions"] or 0 for row in rows(week.INSIGHT, place)) == sessions, place
        assert sum(row["sessions"] for row in rows(popular.INSIGHT, place)) == sessions, place


def test_sessions_at_a_station_that_has_vanished_still_lie_in_its_box(told: Told) -> None:
    publish(REGISTER, station("quay", (52.5, 13.4)))
    told(times=2, station=QUAY)
    Station.objects.filter(public_id=QUAY).update(vanished_at=NOW)
    for box, sessions in ((Box(13, 52, 14, 53), 2), (Box(13.5, 52, 14, 53), 0), (Box(170, 52, 14, 53), 2)):
        assert sum(row["sessions"] for row in rows(popular.INSIGHT, Place(box=box))) == sessions


def test_use_of_the_site_is_told_by_day() -> None:
    event("VIEWED", QUAY, 5)
    event("VIEWED", "another", 3)
    event("STARRED", QUAY, 1)
    event("SEARCHED", "52.5,13.4", 7, outcome="found")
    event("SEARCHED", "-", 2, outcome="nothing")
    event("API", "api-stations", 3, outcome="2xx", bucket=1)
    event("API", "api-tile", 4, outcome="5xx", bucket=2)
    event("EXPORTED", "csv", 1, day=MONDAY + timedelta(days=2))
    first, second, third, fourth, *_ = rows(engagement.INSIGHT)
    assert list(first.values()) == [MONDAY, 8, 9, 2, 1, 0, 7]
    assert list(second.values())[1:] == [0, 0, 0, 0, 0, 0]
    assert list(third.values())[1:] == [0, 0, 0, 0, 1, 0]
    # Nothing was counted any more.
    assert list(fourth.values())[1:] == [None] * 6
    of_station = rows(engagement.INSIGHT, Place(stations=(QUAY,)))[0]
    assert list(of_station.values()) == [MONDAY, 5, None, None, 1, None, None]


def searched(area: str, *days: int, times: int = 2, outcome: str = "nothing") -> None:
    """Searches on days after `MONDAY`."""
    for day in days:
        event("SEARCHED", area, times, outcome=outcome, day=MONDAY + timedelta(days=day))


def test_gaps_are_where_searches_find_nothing_on_several_days() -> None:
    publish(REGISTER, station("quay", (52.52, 13.42)), station("far", (52.61, 13.4)))
    searched("52.5,13.4", 0, 4, 6, times=3)
    searched("52.5,13.4", 1, times=8, outcome="found")
    searched("0.0,9.0", 0, 1, 2, times=4)
    searched("48.1,11.5", 0, 1, 2, times=20, outcome="found")
    searched("-", 0, 1, 2, times=50)
    assert [tuple(row.values()) for row in rows(gaps.INSIGHT)] == [
        (0.0, 9.0, 10, 10, 100.0, 0), (52.5, 13.4, 15, 5, 33.3, 1)
    ]  # fmt: skip
    assert [row["latitude"] for row in rows(gaps.INSIGHT, Place(box=Box(13, 52, 14, 53)))] == [52.5]
    assert [row["latitude"] for row in rows(gaps.INSIGHT, limit=1)] == [0.0]


def test_one_visitor_who_moves_the_map_is_no_gap() -> None:
    searched("52.5,13.4", 3, times=50)
    searched("48.1,11.5", 3, 4, times=50)
    # Others found something there, or searched in other months.
    searched("48.1,11.5", 0, 1, 2, times=9, outcome="found")
    searched("48.1,11.5", 40, 80, times=9)
    searched("50.0,10.0", 0, 1, 2, 3, times=1)
    assert rows(gaps.INSIGHT, period=Period(MONDAY, MONDAY + timedelta(days=100))) == []


def test_no_two_periods_tell_more_of_a_search_than_its_month_does() -> None:
    dice = Random(6)
    for day in range(90):
        searched("52.5,13.4", day, times=dice.randrange(1, 4))
        searched("52.5,13.4", day, times=dice.randrange(1, 3), outcome="found")
    fold.rebuild(now=NOW)

    def told(first: date, last: date) -> tuple[int, int]:
        period = read(gaps.INSIGHT, {"from": [str(first)], "to": [str(last)]}, today=NOW.date()).period
        return next(((row[2], row[3]) for row in gaps.rows(Asked(period, limit=50))), (0, 0))

    months = list(Period(MONDAY, MONDAY + timedelta(days=89)).each_month())
    by_month = {month.first: told(month.first, month.last) for month in months}
    assert all(number and number % 5 == 0 for figures in by_month.values() for number in figures)
    for _ in range(60):
        first, last = sorted(MONDAY + timedelta(days=dice.randrange(90)) for _ in range(2))
        whole = Period(first, last).months
        within = [by_month[month.first] for month in months if whole.first <= month.first <= whole.last]
        assert told(first, last) == (sum(all_ for all_, _ in within), sum(vain for _, vain in within))


def test_stations_of_all_cells_are_counted_at_once() -> None:
    for number in range(30):
        searched(f"{40 + number}.5,13.4", 0, 1, 2)
    fold.rebuild(now=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert len(gaps.rows(Asked(PERIOD, limit=200))) == 30
    assert len(asked) == 3


def test_performance_of_a_route_comes_from_its_classes_of_duration() -> None:
    event("API", "api-stations", 90, outcome="2xx", bucket=2)
    event("API", "api-stations", 6, outcome="4xx", bucket=2)
    event("API", "api-stations", 4, outcome="5xx", bucket=8)
    event("API", "api-tile", 1, outcome="2xx", bucket=0)
    first, second = rows(performance.INSIGHT)
    assert (first["endpoint"], first["calls"], first["refused"]) == ("GET /api/v2/stations/", 100, 6)
    assert first["failed"] == 4
    assert 2 <= first["p50_ms"] <= first["p95_ms"] <= 5
    assert first["failed_percent"] == 4.0
    # Of one call nobody can say how long most take.
    assert (second["calls"], second["p50_ms"], second["p95_ms"], second["failed_percent"]) == (1, None, None, 0.0)
    assert second["endpoint"].endswith(".mvt")


def test_without_a_period_it_is_the_last_thirty_days_with_data(told: Told) -> None:
    told(day=10)
    told(day=20, operator="Stromwerk")
    fold.rebuild(now=NOW)
    today = date(2027, 5, 1)
    asked = read(usage.INSIGHT, {}, today=today).period
    assert (asked.last, asked.days) == (MONDAY + timedelta(days=20), 30)
    assert read(usage.INSIGHT, {"operator": ["volta-nord"]}, today=today).period.last == MONDAY + timedelta(days=10)
    assert read(engagement.INSIGHT, {}, today=today).period == Period(date(2027, 4, 2), today)
    assert read(usage.INSIGHT, {"from": ["2026-11-01"]}, today=today).period == Period(date(2026, 11, 1), asked.last)
    # As far as may be told; the day that was taken is named where it is too far.
    assert read(usage.INSIGHT, {"from": ["2022-01-01"]}, today=today).period == Period(
        date(2022, 1, 1), date(2025, 1, 4)
    )
    assert read(usage.INSIGHT, {"from": ["2027-01-01"]}, today=today).period.days == 1
    with pytest.raises(InvalidParameters) as error:
        read(usage.INSIGHT, {"from": ["2020-01-01"], "to": ["2026-01-01"]}, today=today)
    assert error.value.errors[0].rule == "must be at most 1,100 days before to, which is 2026-01-01"
    assert read(usage.INSIGHT, {"to": ["2026-03-30"]}, today=today).period == Period(
        date(2026, 3, 1), date(2026, 3, 30)
    )


def test_drivers_are_of_whole_months(told: Told) -> None:
    told(day=-400)
    told(day=10)
    fold.rebuild(now=NOW)

    def period(**asked: str) -> tuple[str, str]:
        found = read(drivers.INSIGHT, {name: [value] for name, value in asked.items()}, today=NOW.date()).period
        return str(found.first), str(found.last)

    assert period() == ("2025-12-01", "2026-11-30")
    assert period(**{"from": "2026-08-20", "to": "2026-08-22"}) == ("2026-08-01", "2026-08-31")
    assert period(to="2024-02-03") == ("2023-03-01", "2024-02-29")


def test_all_spellings_of_an_operator_are_one_and_any_alphabet_can_be_asked_for(told: Told) -> None:
    publish(REGISTER, station("quay", operator="国家电网"))
    told(operator="Shell Recharge", times=7)
    told(operator="shell-recharge", times=3)
    told(operator="特来电", times=2)
    told(operator="国家电网", times=4)
    fold.rebuild(now=NOW)
    known = Known().operators
    slugs = {one.names: slug for slug, one in known.items()}
    assert sorted(slugs) == [("Shell Recharge", "shell-recharge"), ("国家电网",), ("特来电",)]
    assert (slugs["Shell Recharge", "shell-recharge"], slugs["国家电网",]) == ("shell-recharge", "operator")
    asked = {names: read(usage.INSIGHT, {"operator": [slug]}, today=NOW.date()) for names, slug in slugs.items()}
    sums = {names: sum(row[1] or 0 for row in usage.rows(one)) for names, one in asked.items()}
    assert sums == {("Shell Recharge", "shell-recharge"): 10, ("国家电网",): 4, ("特来电",): 2}
