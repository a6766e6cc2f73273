"""Each insight says what the sessions and events beneath its sums say."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.insights import comparison, engagement, gaps, performance, popular, revenue, trends, usage, week
from analytics.insights.insight import Asked, Insight
from analytics.insights.parameters import read
from analytics.insights.period import Period
from analytics.insights.place import EVERYWHERE, Place
from analytics.models import Event
from analytics.rollups import fold
from stations.documents.identity import public_id
from stations.search.query import Box
from tests.fakes.sessions import session
from tests.world import REGISTER, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
# A Monday.
MONDAY = date(2026, 11, 2)
PERIOD = Period(MONDAY, MONDAY + timedelta(days=6))
QUAY = public_id("xx-register", "quay")


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
    found = rows(usage.INSIGHT)
    assert [row["sessions"] for row in found] == [3, 0, 1, 0, 0, 0, 0]
    assert [row["energy_wh"] for row in found] == [10_000, 0, None, 0, 0, 0, 0]
    assert (found[0]["open"], found[0]["metered"], found[0]["mean_minutes"]) == (1, 2, 30)


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
    found = rows(trends.INSIGHT)[0]
    assert (found["measure"], found["value"], found["before"]) == ("sessions", now, before)
    assert (found["verdict"], found["change_percent"]) == (verdict, change)


def test_no_trend_is_told_where_the_period_before_is_not_all_known(told: Told) -> None:
    told(day=-5, times=40)
    told(times=90)
    assert {row["verdict"] for row in rows(trends.INSIGHT)} == {"NOTHING_BEFORE"}


def test_a_trend_of_energy_counts_the_sessions_that_have_some(told: Told) -> None:
    told(day=-8, times=1)
    told(day=-7, times=50)
    told(times=20, energy_wh=9_000)
    told(times=30)
    energy = next(row for row in rows(trends.INSIGHT) if row["measure"] == "energy_wh")
    assert (energy["verdict"], energy["sample"], energy["sample_before"]) == ("TOO_FEW", 20, 0)


def test_stations_sites_and_operators_are_compared_as_asked_for(told: Told) -> None:
    publish(REGISTER, station("quay", name="Quay West"))
    told(times=2, hour=17, station=QUAY, energy_wh=4_000)
    told(day=3, station=QUAY)
    told(day=1, times=4, hour=6, operator="Stromwerk", site="Road")
    asked = Place(stations=(QUAY,), sites=("Road",), operators=("stromwerk",))
    quay, road, works = rows(comparison.INSIGHT, asked)
    assert (quay["name"], quay["sessions"], quay["days"], quay["busiest_hour"]) == ("Quay West", 3, 2, 17)
    assert (quay["sessions_a_day"], quay["mean_wh"]) == (0.43, 4_000)
    assert (road["kind"], road["name"], road["sessions"], road["energy_wh"]) == ("site", "Road", 4, None)
    assert (works["kind"], works["name"], works["sessions"]) == ("operator", "Stromwerk", 4)
    # The most popular ones where none is named.
    assert [row["key"] for row in rows(comparison.INSIGHT)] == ["Road", QUAY]


def test_what_is_asked_of_a_place_is_of_that_place(told: Told) -> None:
    publish(REGISTER, station("quay", (52.5, 13.4)), station("far", (48.1, 11.5)))
    far = public_id("xx-register", "far")
    told(times=2, station=QUAY)
    told(times=3, station=far, operator="Stromwerk")
    told(times=4, feed="de-abc")
    for place, sessions in [
        (Place(), 9), (Place(operators=("stromwerk",)), 3), (Place(operators=("nobody",)), 0),
        (Place(feeds=("de-abc",)), 4), (Place(stations=(QUAY, far)), 5), (Place(sites=("Quay",)), 4),
        (Place(sites=("Quay",), stations=(QUAY,)), 6), (Place(box=Box(13, 52, 14, 53)), 2),
        (Place(box=Box(170, 40, 15, 60)), 5), (Place(box=Box(0, 0, 1, 1)), 0),
        (Place(box=Box(11, 48, 14, 53), operators=("stromwerk",)), 3),
    ]:  # fmt: skip
        assert sum(row["sessions"] for row in rows(usage.INSIGHT, place)) == sessions, place
        assert sum(row["sessions"] for row in rows(week.INSIGHT, place)) == sessions, place
        assert sum(row["sessions"] for row in rows(popular.INSIGHT, place)) == sessions, place


def test_use_of_the_site_is_told_by_day() -> None:
    event("VIEWED", QUAY, 5)
    event("VIEWED", "another", 3)
    event("STARRED", QUAY, 1)
    event("SEARCHED", "52.5,13.4", 7, outcome="found")
    event("SEARCHED", "-", 2, outcome="nothing")
    event("API", "api-stations", 3, outcome="2xx", bucket=1)
    event("API", "api-tile", 4, outcome="5xx", bucket=2)
    first, second, *_ = rows(engagement.INSIGHT)
    assert list(first.values()) == [MONDAY, 8, 9, 2, 1, 0, 7]
    assert list(second.values())[1:] == [0, 0, 0, 0, 0, 0]
    of_station = rows(engagement.INSIGHT, Place(stations=(QUAY,)))[0]
    assert list(of_station.values()) == [MONDAY, 5, None, None, 1, None, None]


def test_gaps_are_where_searches_find_nothing_and_never_one_persons() -> None:
    publish(REGISTER, station("quay", (52.52, 13.42)))
    event("SEARCHED", "52.5,13.4", 3, outcome="nothing")
    event("SEARCHED", "52.5,13.4", 7, outcome="found")
    event("SEARCHED", "-33.9,18.4", 4, outcome="nothing")
    event("SEARCHED", "48.1,11.5", 20, outcome="found")
    event("SEARCHED", "0.0,9.0", 5, outcome="nothing", day=MONDAY + timedelta(days=1))
    event("SEARCHED", "-", 50, outcome="nothing")
    assert [tuple(row.values()) for row in rows(gaps.INSIGHT)] == [
        (0.0, 9.0, 5, 5, 100.0, 0), (52.5, 13.4, 10, 3, 30.0, 1)
    ]  # fmt: skip
    assert [row["latitude"] for row in rows(gaps.INSIGHT, Place(box=Box(13, 52, 14, 53)))] == [52.5]


def test_performance_of_a_route_comes_from_its_classes_of_duration() -> None:
    event("API", "api-stations", 90, outcome="2xx", bucket=2)
    event("API", "api-stations", 6, outcome="4xx", bucket=2)
    event("API", "api-stations", 4, outcome="5xx", bucket=8)
    event("API", "api-tile", 1, outcome="2xx", bucket=0)
    first, second = rows(performance.INSIGHT)
    assert (first["endpoint"], first["calls"], first["refused"], first["failed"]) == ("api-stations", 100, 6, 4)
    assert 2 <= first["p50_ms"] <= first["p95_ms"] <= 5
    assert first["failed_percent"] == 4.0
    assert (second["endpoint"], second["calls"]) == ("api-tile", 1)


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
    assert read(usage.INSIGHT, {"to": ["2026-03-30"]}, today=today).period == Period(
        date(2026, 3, 1), date(2026, 3, 30)
    )
