"""Drivers in aggregate: counted by month, told in fives, and never of a few of them."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from analytics.insights import drivers
from analytics.insights.period import Period
from analytics.insights.place import EVERYWHERE, Place
from analytics.models import ALL, ChargingSession, DriverHour, DriverMonth, StaleDay
from analytics.rollups import fold
from analytics.rollups.drivers import write_drivers
from analytics.rollups.stale import mark_days
from stations.documents.identity import public_id
from stations.search.query import Box
from tests.fakes.rollups import dump
from tests.integration.analytics.test_insights import MONDAY, NOBODY, NOW, PERIOD, QUAY, STROMWERK, Told, rows, told
from tests.world import REGISTER, publish, station

__all__ = ["told"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

MONTHS = Period(MONDAY, MONDAY + timedelta(days=60))


def come(told: Told, who: range, **facts: Any) -> None:
    """Each of some drivers once."""
    for number in who:
        told(driver=f"d{number}", **facts)


def found(by: str = "month", place: Place = EVERYWHERE, period: Period = PERIOD) -> list[dict[str, Any]]:
    return rows(drivers.INSIGHT, place, period, by=by)


def test_drivers_of_a_month_are_counted_once_however_often_they_come(told: Told) -> None:
    come(told, range(11), minutes=30)
    come(told, range(6), day=1, minutes=60, hour=18)
    come(told, range(6), day=2, minutes=60, hour=18)
    [row] = found()
    assert (row["month"], row["source"], row["place"]) == ("2026-11", "uk-dundee", None)
    # Eleven, of whom six came again; the middle one of 1 1 1 1 1 3 3 3 3 3 3 sessions, and of 30 or 50 minutes.
    assert (row["drivers"], row["returning"], row["sessions_a_driver"], row["typical_minutes"]) == (10, 5, 3.0, 50)
    assert row["favourite_hour"] == 9


def test_a_second_session_on_the_same_day_is_no_return(told: Told) -> None:
    come(told, range(6))
    come(told, range(6), hour=20)
    assert found()[0]["returning"] is None


def test_one_who_comes_every_day_makes_neither_the_middle_nor_the_typical_length(told: Told) -> None:
    come(told, range(6), minutes=20)
    for day in range(20):
        told(day=day, driver="d0", minutes=600)
    [row] = found()
    assert (row["sessions_a_driver"], row["typical_minutes"]) == (1.0, 20)


def test_a_length_that_is_not_known_is_none_and_not_0(told: Told) -> None:
    come(told, range(9), minutes=None)
    assert found()[0]["typical_minutes"] is None
    come(told, range(4), day=1, minutes=40)
    assert found()[0]["typical_minutes"] is None
    come(told, range(4, 5), day=1, minutes=40)
    assert found()[0]["typical_minutes"] == 40


@pytest.mark.parametrize(("count", "said"), [(4, []), (5, [5]), (9, [5]), (10, [10])])
def test_numbers_are_told_in_fives_and_nothing_below(count: int, said: list[int], told: Told) -> None:
    come(told, range(count))
    for by in ("month", "place", "hour"):
        assert [row["drivers"] for row in found(by)] == said


def test_who_is_not_told_apart_and_what_was_taken_back_counts_nowhere(told: Told) -> None:
    come(told, range(4))
    told(times=50, driver="")
    told(driver="d9", state="VOID")
    assert found() == []


def test_months_are_whole_and_a_driver_of_two_months_is_one_in_each(told: Told) -> None:
    come(told, range(7))
    come(told, range(5), day=20)
    come(told, range(2, 8), day=40)
    assert [(row["month"], row["drivers"], row["returning"]) for row in found(period=MONTHS)] == [
        ("2026-12", 5, None), ("2026-11", 5, 5)
    ]  # fmt: skip
    assert [row["month"] for row in found(period=Period(date(2026, 11, 30), date(2026, 11, 30)))] == ["2026-11"]


def test_feeds_are_never_added_up(told: Told) -> None:
    come(told, range(5))
    come(told, range(3), feed="de-abc")
    assert [row["source"] for row in found()] == ["uk-dundee"]
    come(told, range(6), feed="de-abc", day=1)
    assert [row["source"] for row in found()] == ["de-abc", "uk-dundee"]
    assert [row["source"] for row in found(place=Place(feeds=("de-abc",)))] == ["de-abc"]


def test_of_places_those_are_told_that_were_asked_for(told: Told) -> None:
    publish(REGISTER, station("quay", (52.5, 13.4), name="Quay West"))
    come(told, range(12), station=QUAY)
    come(told, range(8), site="Road", operator="Stromwerk")
    come(told, range(30), site="")
    assert [(row["place"], row["drivers"]) for row in found("place")] == [("Quay West", 10), ("Road", 5)]
    for place, said in [
        (Place(stations=(QUAY,)), ["Quay West"]), (Place(sites=("Road",)), ["Road"]),
        (Place(sites=("Road",), stations=(QUAY,)), ["Quay West", "Road"]),
        (Place(box=Box(13, 52, 14, 53)), ["Quay West"]),
        (Place(operators=(STROMWERK,)), [None]), (Place(operators=(NOBODY,)), []),
    ]:  # fmt: skip
        assert [row["place"] for row in found(place=place)] == said, place
    assert found(place=Place(operators=(STROMWERK,)))[0]["operator"] == "Stromwerk"
    assert found()[0]["drivers"] == 30


def test_hours_with_few_drivers_are_left_out(told: Told) -> None:
    come(told, range(12), hour=8)
    come(told, range(4), hour=9)
    come(told, range(6), hour=17)
    assert [(row["hour"], row["drivers"]) for row in found("hour")] == [(8, 10), (17, 5)]
    assert found()[0]["favourite_hour"] == 8


def test_a_sum_less_the_places_that_are_told_is_no_few_drivers(told: Told) -> None:
    """What three drivers do at a place of their own is in no other row."""
    come(told, range(10))
    fold.rebuild(now=NOW)
    before = dump(DriverMonth, DriverHour)
    come(told, range(100, 103), site="Farm", minutes=999, hour=3)
    fold.rebuild(now=NOW)
    assert dump(DriverMonth, DriverHour) == before
    come(told, range(104, 107), site="Mill", operator="Stromwerk")
    found()
    told_of = dump(DriverMonth, DriverHour)
    assert {row[-1] for row in told_of["DriverHour"]} == {9}
    assert set(DriverMonth.objects.values_list("drivers", "seconds")) == {(10, 1800)}
    # Three more at another place of the operator are six together: enough for the sum, not for a place.
    come(told, range(110, 113), site="Barn")
    assert {row["place"] for row in found("place")} == {"Quay"}
    assert set(DriverMonth.objects.filter(station=ALL).values_list("drivers", flat=True)) == {16}


def test_no_difference_of_figures_tells_how_many_a_few_are() -> None:
    """Of any two numbers of drivers what is told leaves at least one below one and one above four, or says "few"."""
    for more in range(5, 60):
        for less in range(5, more + 1):
            apart = (drivers.in_fives(more) or 0) - (drivers.in_fives(less) or 0)
            possible = {
                one - other
                for one in range(60)
                for other in range(5, one + 1)
                if (drivers.in_fives(one) or 0) - (drivers.in_fives(other) or 0) == apart
            }
            assert possible == {0, 1, 2, 3, 4} or {1, 2, 3, 4, 5} <= possible or min(possible) > 4


def test_months_kept_up_are_the_same_as_made_anew(told: Told) -> None:
    dice = Random(6)
    for _ in range(8):
        for _ in range(60):
            facts: dict[str, Any] = {"driver": f"d{dice.randrange(20)}", "minutes": dice.choice([None, 9, 70])}
            where: dict[str, Any] = {
                "site": dice.choice(["Quay", "Dock", "Farm"]),
                "operator": dice.choice(["Volta Nord", "Strom"]),
            }
            told(dice.randrange(50), dice.randrange(24), **facts, **where)
        mark_days(StaleDay.Kind.SESSIONS, set(ChargingSession.objects.values_list("day", flat=True)), feed="uk-dundee")
        fold.refresh(now=NOW)
    kept_up = dump(DriverMonth, DriverHour)
    assert len(kept_up["DriverMonth"]) > 10
    for table in (DriverMonth, DriverHour):
        table.objects.all().delete()
    fold.rebuild(now=NOW)
    assert dump(DriverMonth, DriverHour) == kept_up


def test_a_month_is_counted_again_when_a_day_of_it_changes_and_once_for_several(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(told, range(6))
    come(told, range(6), day=9)
    counted = []

    def write(feed: str, month: date) -> None:
        counted.append(month)
        write_drivers(feed, month)

    monkeypatch.setattr(fold, "write_drivers", write)
    fold.rebuild(now=NOW)
    assert counted == [date(2026, 11, 1)]
    ChargingSession.objects.filter(driver="d0").update(state="VOID")
    mark_days(StaleDay.Kind.SESSIONS, [MONDAY], feed="uk-dundee")
    fold.refresh(now=NOW)
    assert DriverMonth.objects.get(site=ALL).drivers == 5
    ChargingSession.objects.all().delete()
    mark_days(StaleDay.Kind.SESSIONS, [MONDAY], feed="uk-dundee")
    fold.refresh(now=NOW)
    assert not DriverMonth.objects.exists()
    assert not DriverHour.objects.exists()


def test_no_table_of_drivers_holds_a_digest() -> None:
    names = {field.name for table in (DriverMonth, DriverHour) for field in table._meta.get_fields()}
    assert not names & {"driver", "token", "digest"}
    assert public_id("xx-register", "quay") == QUAY
