"""OCPI's opening_times in all the ways that feeds write them, and out again."""

from typing import Any

import pytest

from stations.hours.model import ExceptionalPeriod, OpeningHours, Period
from stations.hours.ocpi import from_ocpi, overrules_its_week, to_ocpi
from tests.unit.stations.hours.week import brief


def regular(*entries: tuple[object, object, object], **others: Any) -> dict[str, Any]:
    keys = ("weekday", "period_begin", "period_end")
    return {"regular_hours": [dict(zip(keys, entry, strict=True)) for entry in entries], **others}


def exception(begin: object, end: object) -> dict[str, object]:
    return {"period_begin": begin, "period_end": end}


@pytest.mark.parametrize(
    ("opening_times", "week"),
    [
        ({"twentyfourseven": True}, "24/7"),
        ({"twentyfourseven": "true"}, "24/7"),
        ({"twentyfourseven": 1, "regular_hours": None}, "24/7"),
        (regular((1, "08:00", "18:00"), twentyfourseven=True), "24/7"),  # the flag wins, says the standard
        (regular((1, "08:00", "18:00"), twentyfourseven=False), "1 08:00-18:00"),
        (regular(("1", "8:00", "18:00:00")), "1 08:00-18:00"),
        (regular((1.0, "08.00", "18.30")), "1 08:00-18:30"),
        (regular((1, "08:00", "24:00"), (2, "08:00", "23:59"), (3, "08:00", "00:00")), "1-3 08:00-24:00"),
        (regular((5, "20:00", "02:00")), "5 20:00-24:00, 6 00:00-02:00"),
        (regular((7, "08:00", "12:00"), (7, "13:00", "18:00")), "7 08:00-12:00 13:00-18:00"),
        (regular(*((day, "00:00", "23:59") for day in range(1, 8))), "24/7"),
        (regular(*((day, "00:00", "00:00") for day in range(1, 8))), "24/7"),
        (regular((1, "18:00", "00:00"), (6, "00:00", "00:00")), "1 18:00-24:00, 6 00:00-24:00"),
        (regular(*((day, "09:00", "17:00") for day in range(7))), "1-7 09:00-17:00"),  # 0-6, all alike
        ({"regular_hours": {"weekday": 2, "period_begin": "08:00", "period_end": "18:00"}}, "2 08:00-18:00"),
    ],
)
def test_usual_weeks_are_read(opening_times: dict[str, Any], week: str) -> None:
    hours = from_ocpi(opening_times)
    assert brief(hours) == week
    assert hours and hours.text is None


@pytest.mark.parametrize(
    ("opening_times", "overrules"),
    [
        (regular((1, "08:00", "18:00"), twentyfourseven=True), True),
        (regular((9, "08:00", "18:00"), twentyfourseven=True), True),
        (regular(*((day, "00:00", "24:00") for day in range(1, 8)), twentyfourseven=True), False),
        (regular((1, "08:00", "18:00"), twentyfourseven=False), False),
        ({"twentyfourseven": True, "regular_hours": []}, False),
        (None, False),
    ],
)
def test_round_the_clock_beside_another_week_is_told(opening_times: Any, overrules: bool) -> None:
    assert overrules_its_week(opening_times) is overrules


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        "24/7",
        [],
        {},
        {"twentyfourseven": False},
        {"twentyfourseven": None, "regular_hours": None, "exceptional_openings": None, "exceptional_closings": None},
        {"twentyfourseven": False, "regular_hours": []},
        {"regular_hours": "08:00-18:00"},
        {"regular_hours": [None, 7]},
    ],
)
def test_saying_nothing_gives_no_hours(nothing: object) -> None:
    assert from_ocpi(nothing) is None


@pytest.mark.parametrize(
    ("opening_times", "text"),
    [
        (regular((1, "08:00", "18:00"), (6, "00:00", "00:00")), "Mo 08:00-18:00; Sa 00:00-00:00"),
        (regular((0, "08:00", "18:00"), (1, "09:00", "18:00")), "0 08:00-18:00; Mo 09:00-18:00"),
        (regular((0, "08:00", "18:00"), (7, "08:00", "18:00")), "0 08:00-18:00; Su 08:00-18:00"),
        (regular((8, "08:00", "18:00")), "8 08:00-18:00"),
        (regular((1.5, "08:00", "18:00")), "1.5 08:00-18:00"),
        (regular(("monday", "08:00", "18:00")), "monday 08:00-18:00"),
        (regular((float("nan"), "08:00", "18:00")), "nan 08:00-18:00"),
        (regular((1, "8", "18")), "Mo 8-18"),
        (regular((1, "08:00", None)), "Mo 08:00-None"),
        (regular((1, "08:60", "25:00")), "Mo 08:60-25:00"),
        (regular((1, "09:00", "09:00")), "Mo 09:00-09:00"),
    ],
)
def test_doubtful_weeks_stay_text(opening_times: dict[str, Any], text: str) -> None:
    assert from_ocpi(opening_times) == OpeningHours(text=text)


@pytest.mark.parametrize(
    ("begin", "end", "period"),
    [
        ("2026-12-24T12:00:00Z", "2026-12-26T23:00:00Z", ExceptionalPeriod(1_798_113_600, 1_798_326_000)),
        ("2026-12-24T13:00:00+01:00", "2026-12-27T00:00:00+01:00", ExceptionalPeriod(1_798_113_600, 1_798_326_000)),
        ("2026-12-24T12:00:00", "2026-12-26T23:00:00.500Z", ExceptionalPeriod(1_798_113_600, 1_798_326_000)),
    ],
)
def test_exceptions_are_moments_in_utc(begin: str, end: str, period: ExceptionalPeriod) -> None:
    hours = from_ocpi(
        {"twentyfourseven": True, "exceptional_closings": [exception(begin, end)], "exceptional_openings": []}
    )
    assert hours == OpeningHours(twentyfourseven=True, exceptional_closings=(period,))


def test_exceptions_are_known_without_a_usual_week() -> None:
    hours = from_ocpi({"exceptional_openings": [exception("2026-06-06T08:00:00Z", "2026-06-06T10:00:00Z")]})
    assert hours == OpeningHours(exceptional_openings=(ExceptionalPeriod(1_780_732_800, 1_780_740_000),))


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("24.12.2026", "26.12.2026"),
        ("2026-12-26T00:00:00Z", "2026-12-24T00:00:00Z"),
        ("2026-12-24T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("0001-01-01T00:00:00+14:00", "2026-12-24T00:00:00Z"),
    ],
)
def test_an_exception_that_cannot_be_read_is_told_in_words(begin: object, end: object) -> None:
    hours = from_ocpi({"twentyfourseven": True, "exceptional_closings": [exception(begin, end)]})
    assert hours == OpeningHours(twentyfourseven=True, text=f"exceptional closings: {begin} - {end}")


def test_a_flood_of_periods_stays_bounded() -> None:
    day = exception("2026-06-06T08:00:00Z", "2026-06-06T10:00:00Z")
    flood = regular(*[(1, "08:00", "18:00")] * 5000, exceptional_openings=[day] * 5000)
    hours = from_ocpi(flood)
    assert hours and not hours.regular and len(hours.text or "") <= 500 and len(hours.exceptional_openings) == 200


def test_out_goes_the_object_of_the_standard_with_text_beside_it() -> None:
    hours = OpeningHours(
        regular=(Period(1, 480, 1080), Period(5, 1200, 1440)),
        exceptional_openings=(ExceptionalPeriod(1_780_732_800, 1_780_740_000),),
        text="Ring twice",
    )
    assert to_ocpi(hours) == {
        "twentyfourseven": False,
        "regular_hours": [
            {"weekday": 1, "period_begin": "08:00", "period_end": "18:00"},
            {"weekday": 5, "period_begin": "20:00", "period_end": "23:59"},
        ],
        "exceptional_openings": [{"period_begin": "2026-06-06T08:00:00Z", "period_end": "2026-06-06T10:00:00Z"}],
        "exceptional_closings": [],
        "osm": None,
        "text": "Ring twice",
    }


@pytest.mark.parametrize(
    ("hours", "flag", "regular_hours"),
    [
        (OpeningHours(twentyfourseven=True), True, []),
        (OpeningHours(osm="PH closed"), False, None),
        (OpeningHours(text="Shop hours"), None, None),
        (OpeningHours(exceptional_openings=(ExceptionalPeriod(0, 1),)), None, None),
    ],
)
def test_what_is_not_known_goes_out_as_null(hours: OpeningHours, flag: bool | None, regular_hours: Any) -> None:
    out = to_ocpi(hours)
    assert out and (out["twentyfourseven"], out["regular_hours"]) == (flag, regular_hours)


def test_no_hours_go_out_as_null() -> None:
    assert to_ocpi(None) is None


@pytest.mark.parametrize(
    "hours",
    [
        OpeningHours(twentyfourseven=True),
        OpeningHours(regular=(Period(1, 480, 1440), Period(2, 0, 360))),
        OpeningHours(twentyfourseven=True, exceptional_closings=(ExceptionalPeriod(1_780_732_800, 1_780_740_000),)),
    ],
)
def test_what_went_out_comes_in_the_same(hours: OpeningHours) -> None:
    assert from_ocpi(to_ocpi(hours)) == hours
