"""Insights over the four published files of Dundee are what a direct count over the rows gives."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from django.db import connection, transaction

from analytics.insights import drivers, popular, revenue, usage, week
from analytics.insights.insight import Asked
from analytics.insights.period import Period
from analytics.rollups import fold
from analytics.sessions.importing import import_sessions
from analytics.sessions.layout import Usual
from analytics.sessions.table import Table, all_maps
from tests.fakes.sessions import fail
from tests.surroundings import real_data
from voltway.lib.bulk import on_postgresql

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALL_DAYS: Final = Period(date(2017, 8, 1), date(2018, 12, 31))
SUMMER: Final = Period(date(2018, 6, 1), date(2018, 7, 15))
_ROWS: Final = "analytics_chargingsession WHERE state <> 'VOID' AND day BETWEEN %s AND %s"


@pytest.fixture(scope="module")
def dundee(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All sessions of the files, read once."""
    table = Table(all_maps()["dundee"], Usual("uk-dundee", "GBP", "Europe/London"))
    with django_db_blocker.unblock(), transaction.atomic():
        for file in sorted((real_data() / "sessions/dundee").glob("*.csv.gz")):
            import_sessions(file=file, layout=table, now=NOW, tell=fail)
        fold.refresh(now=NOW)
        yield
        transaction.set_rollback(True)


def counted(sql: str, period: Period) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=_ROWS), [str(period.first), str(period.last)])
        return list(cursor.fetchall())


@pytest.mark.parametrize("period", [ALL_DAYS, SUMMER], ids=["year", "summer"])
@pytest.mark.usefixtures("dundee")
class TestDundee:
    def test_the_heat_map_is_a_count_of_the_rows_by_weekday_and_hour(self, period: Period) -> None:
        weekday = "extract(isodow FROM day)" if on_postgresql() else "(strftime('%%w', day) + 6) %% 7 + 1"
        direct = counted(f"SELECT {weekday}, hour, count(*), sum(energy_wh) FROM {{rows}} GROUP BY 1, 2", period)
        shown = [row for row in week.rows(Asked(period)) if row[2]]
        assert len(shown) > 150
        assert {(int(day), hour): (number, energy) for day, hour, number, energy in direct} == {
            (day, hour): (number, energy) for day, hour, number, energy in shown
        }

    def test_popular_stations_are_the_places_with_the_most_rows(self, period: Period) -> None:
        direct = counted(
            "SELECT site, count(*), sum(energy_wh) FROM {rows} AND site <> '' GROUP BY site", period
        )  # fmt: skip
        shown = popular.rows(Asked(period, limit=500))
        assert {site: (number, energy) for site, number, energy in direct} == {
            row[2]: (row[4], row[5]) for row in shown
        }
        assert [row[4] for row in shown] == sorted((number for _, number, _ in direct), reverse=True)

    def test_revenue_by_month_is_the_sum_of_the_rows(self, period: Period) -> None:
        month = "to_char(day, 'YYYY-MM')" if on_postgresql() else "strftime('%%Y-%%m', day)"
        direct = counted(
            f"SELECT {month}, currency, sum(cost), count(*), count(cost) FROM {{rows}} GROUP BY 1, 2", period
        )
        shown = revenue.rows(Asked(period, by="month"))
        assert {(group, code): figures for _, group, code, *figures, _ in shown} == {
            (group, code or None): [None if cost is None else float(cost), number, priced, number - priced]
            for group, code, cost, number, priced in direct
        }

    def test_usage_by_day_is_the_sum_of_the_rows(self, period: Period) -> None:
        direct = counted("SELECT day, count(*), sum(energy_wh) FROM {rows} GROUP BY day", period)
        shown = [row for row in usage.rows(Asked(period)) if row[1]]
        assert {str(day): (number, energy) for day, number, energy in direct} == {
            str(row[0]): (row[1], row[4]) for row in shown
        }


@pytest.mark.usefixtures("dundee")
def test_what_was_seen_once_in_the_year_stays_as_it_is() -> None:
    months = revenue.rows(Asked(ALL_DAYS, by="month"))
    assert sum(row[4] for row in months) == 67_112
    assert sum(row[3] or 0 for row in months) == 10.5


@pytest.mark.usefixtures("dundee")
def test_drivers_of_a_month_are_those_of_its_rows_in_fives() -> None:
    month = "to_char(day, 'YYYY-MM')" if on_postgresql() else "strftime('%%Y-%%m', day)"
    people = counted(
        f"SELECT {month}, driver, count(DISTINCT day), site FROM {{rows}} AND driver <> '' GROUP BY 1, 2, site",
        ALL_DAYS,
    )
    shown = {(row[0], row[4]): row[6] for row in drivers.rows(Asked(ALL_DAYS, by="place", limit=1_000))}
    places = {(told, site) for told, _driver, _days, site in people if site}
    direct = {place: sum((one[0], one[3]) == place for one in people) for place in places}
    assert {place: count // 5 * 5 for place, count in direct.items() if count >= 5} == shown
    assert sum(count < 5 for count in direct.values()) > 0
    by_month = [(row[0], row[6], row[7]) for row in drivers.rows(Asked(ALL_DAYS, by="month", limit=1_000))]
    assert by_month == [
        ("2018-09", 325, 215), ("2018-08", 580, 400), ("2018-07", 525, 355), ("2018-06", 455, 305)
    ]  # fmt: skip
