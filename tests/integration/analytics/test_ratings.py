"""Ratings are what the reviews that everybody sees give, and nothing where they are few."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from analytics.insights import ratings
from analytics.insights.insight import Asked
from analytics.insights.parameters import read
from analytics.insights.period import Period
from analytics.insights.place import EVERYWHERE, Place, RunBy
from analytics.models import RatingDay
from analytics.rollups.ratings import refresh
from stations.documents.identity import public_id
from stations.models import Review
from stations.search.query import Box
from tests.fakes.rollups import dump
from tests.world import REGISTER, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

MONDAY = date(2026, 11, 2)
PERIOD = Period(MONDAY, MONDAY + timedelta(days=6))
QUAY = public_id("xx-register", "quay")
VOLTA = RunBy("volta-nord", ("Volta Nord",))


def review(station: str, stars: int, day: date = MONDAY, **facts: Any) -> Review:
    at = datetime.combine(day, time(9), UTC)
    return Review.objects.create(**{"station": station, "stars": stars, "created_at": at, "changed_at": at, **facts})


def found(by: str = "station", place: Place = EVERYWHERE, period: Period = PERIOD, limit: int = 20) -> list[Any]:
    refresh()
    names = [column.name for column in ratings.INSIGHT.columns]
    return [dict(zip(names, row, strict=True)) for row in ratings.rows(Asked(period, place, by, limit))]


def test_a_station_has_the_mean_of_its_stars_and_how_many_gave_each() -> None:
    publish(REGISTER, station("quay", name="Quay West"))
    for stars in (5, 5, 4, 1, 1, 1):
        review(QUAY, stars)
    assert found() == [
        {"group": "Quay West", "station": QUAY, "reviews": 6, "mean": 2.83, "stars_5": 2, "stars_4": 1, "stars_3": 0,
         "stars_2": 0, "stars_1": 3}
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "told"), [(4, 0), (5, 1)])
@pytest.mark.parametrize("by", ["month", "operator", "station"])
def test_of_fewer_than_five_nothing_is_told(by: str, count: int, told: int) -> None:
    for _ in range(count):
        review(QUAY, 5)
    assert len(found(by)) == told


def test_what_nobody_sees_counts_nowhere_and_what_is_hidden_later_no_more() -> None:
    for _ in range(5):
        review(QUAY, 5)
    review(QUAY, 1, state="WAITING")
    review(QUAY, 1, state="HIDDEN")
    assert [(row["reviews"], row["mean"]) for row in found()] == [(5, 5.0)]
    last = Review.objects.filter(state="SHOWN").latest("pk")
    last.state = "HIDDEN"
    last.save()
    assert found() == []


def test_reviews_of_the_period_and_of_the_place_count() -> None:
    publish(
        REGISTER,
        station("quay", (52.5, 13.4), operator="Volta Nord"),
        station("far", (48.1, 11.5), operator="Stromwerk"),
    )
    far = public_id("xx-register", "far")
    for _ in range(5):
        review(QUAY, 5)
        review(far, 2)
        review(far, 3, MONDAY + timedelta(days=40))
    assert [(row["group"], row["mean"]) for row in found("operator")] == [("Stromwerk", 2.0), ("Volta Nord", 5.0)]
    for place in (
        Place(operators=(VOLTA,)),
        Place(stations=(QUAY,)),
        Place(box=Box(13, 52, 14, 53)),
    ):
        assert [row["station"] for row in found(place=place)] == [QUAY]
    assert found(place=Place(operators=(RunBy("nobody", ("Nobody",)),))) == []
    months = found("month", period=Period(MONDAY, MONDAY + timedelta(days=60)))
    assert [(row["group"], row["reviews"], row["mean"]) for row in months] == [
        ("2026-11", 10, 3.5),
        ("2026-12", 5, 3.0),
    ]
    assert [row["station"] for row in found(limit=1, period=Period(MONDAY, MONDAY + timedelta(days=60)))] == [far]


def test_without_a_period_it_is_the_year_up_to_the_last_review() -> None:
    review(QUAY, 5)
    refresh()
    asked = read(ratings.INSIGHT, {}, today=date(2027, 6, 1))
    assert (asked.period.last, asked.period.days) == (MONDAY, 365)


def test_sums_are_made_anew_to_the_same() -> None:
    for stars in range(1, 6):
        review(QUAY, stars, MONDAY + timedelta(days=stars % 2))
    refresh()
    before = dump(RatingDay)
    refresh()
    assert dump(RatingDay) == before
    assert len(before["RatingDay"]) == 2
