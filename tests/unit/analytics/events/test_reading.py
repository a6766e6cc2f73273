"""What is kept of a happening is of nobody, and of no exact place."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from analytics.events.buffer import Buffer, Line
from analytics.events.reading import lines_of
from analytics.models import Kind
from voltway.lib.happenings import Answered, Deed, Done, Happening, Searched

NOW = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
DAY = (date(2026, 11, 23), 23)


def lines(happening: Happening, **meta: Any) -> list[Line]:
    return list(lines_of(happening, meta, now=NOW))


@pytest.mark.parametrize(
    ("deed", "kind"),
    [(Deed.VIEWED, Kind.VIEWED), (Deed.STARRED, Kind.STARRED), (Deed.EXPORTED, Kind.EXPORTED)],
)
def test_a_deed_is_counted_by_its_subject(deed: Deed, kind: Kind) -> None:
    assert lines(Done(deed, "abcdefgh2345")) == [Line(*DAY, kind, "abcdefgh2345")]


def test_hours_are_utc() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=8)))
    assert list(lines_of(Done(Deed.VIEWED, "a"), {}, now=east)) == [Line(*DAY, Kind.VIEWED, "a")]


@pytest.mark.parametrize(
    ("at", "area"),
    [
        ((52.6304321, 1.2973456), "52.6,1.3"),
        ((-0.04, -0.04), "0.0,0.0"),
        ((-33.95, 179.99), "-34.0,180.0"),
        (None, "-"),
    ],
)
def test_of_a_place_a_tenth_of_a_degree_is_kept(at: tuple[float, float] | None, area: str) -> None:
    assert lines(Searched(at, frozenset(), found=True)) == [Line(*DAY, Kind.SEARCHED, area, "found")]


def test_a_search_that_found_nothing_is_told_from_one_that_did_and_its_filters_stand_by_themselves() -> None:
    assert lines(Searched((1, 2), frozenset({"q", "connector"}), found=False)) == [
        Line(*DAY, Kind.SEARCHED, "1.0,2.0", "nothing"),
        Line(*DAY, Kind.FILTERED, "connector"),
        Line(*DAY, Kind.FILTERED, "q"),
    ]


@pytest.mark.parametrize("wish", [{"HTTP_DNT": "1"}, {"HTTP_SEC_GPC": "1"}])
@pytest.mark.parametrize("happening", [Done(Deed.VIEWED, "a"), Searched((1, 2), frozenset({"q"}), found=True)])
def test_who_asks_not_to_be_followed_is_not(wish: dict[str, str], happening: Happening) -> None:
    assert lines(happening, **wish) == []
    assert lines(happening, **dict.fromkeys(wish, "0")) != []


@pytest.mark.parametrize(
    ("status", "seconds", "outcome", "bucket"),
    [(200, 0.0004, "2xx", 0), (304, 0.003, "3xx", 2), (429, 0.03, "4xx", 5), (500, 99, "5xx", 13)],
)
def test_a_call_is_counted_by_route_class_of_status_and_duration(
    status: int, seconds: float, outcome: str, bucket: int
) -> None:
    assert lines(Answered("api-stations", status, seconds)) == [Line(*DAY, Kind.API, "api-stations", outcome, bucket)]


@pytest.mark.parametrize("view", ["finder", "(none)", "station-page", "metrics"])
def test_pages_are_no_calls(view: str) -> None:
    assert lines(Answered(view, 200, 0.1)) == []


def test_a_subject_has_room_in_its_column() -> None:
    assert [len(line.subject) for line in lines(Done(Deed.VIEWED, "a" * 500))] == [80]


def test_alike_things_are_one_line() -> None:
    buffer, line = Buffer(10), Line(*DAY, Kind.VIEWED, "a")
    assert all(buffer.add(line) for _ in range(1_000))
    assert buffer.take() == {line: 1_000}
    assert buffer.take() == {}


def test_a_buffer_takes_no_more_lines_than_it_has_room_for() -> None:
    buffer = Buffer(2)
    taken = [buffer.add(Line(*DAY, Kind.VIEWED, subject)) for subject in "abca"]
    assert taken == [True, True, False, True]
    assert {line.subject: times for line, times in buffer.take().items()} == {"a": 2, "b": 1}
    assert buffer.add(Line(*DAY, Kind.VIEWED, "c"))
