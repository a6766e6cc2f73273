"""Opening hours of OICP records."""

from typing import Any

import pytest

from stations.hours.model import OpeningHours
from stations.hours.oicp import from_oicp
from tests.unit.stations.hours.week import brief


def on(day: str, *ranges: tuple[str, str]) -> dict[str, Any]:
    return {"Period": [{"begin": begin, "end": end} for begin, end in ranges], "on": day}


@pytest.mark.parametrize(
    ("is_open_24_hours", "opening_times", "week"),
    [
        (True, None, "24/7"),
        ("true", [], "24/7"),
        (False, [on("Everyday", ("08:00", "18:00"))], "1-7 08:00-18:00"),
        (
            "false",
            [on("Workdays", ("08:00", "18:00")), on("Weekend", ("10:00", "16:00"))],
            "1-5 08:00-18:00, 6-7 10:00-16:00",
        ),
        (False, [on("Monday", ("18:00", "23:59"), ("00:00", "05:00"))], "1 00:00-05:00 18:00-24:00"),
        (False, [on("Friday", ("20:00", "04:00"))], "5 20:00-24:00, 6 00:00-04:00"),
        (None, [on("Everyday", ("00:00", "24:00"))], "24/7"),
        (False, {"Period": {"begin": "07:00", "end": "19:00"}, "on": "sunday"}, "7 07:00-19:00"),
    ],
)
def test_hours_are_read(is_open_24_hours: object, opening_times: object, week: str) -> None:
    assert brief(from_oicp(is_open_24_hours, opening_times)) == week


@pytest.mark.parametrize("is_open_24_hours", [None, False, "false"])
@pytest.mark.parametrize("opening_times", [None, [], "", [None], [{"on": "Monday"}]])
def test_not_round_the_clock_alone_says_nothing(is_open_24_hours: object, opening_times: object) -> None:
    assert from_oicp(is_open_24_hours, opening_times) is None


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (on("Holidays", ("08:00", "18:00")), "Holidays 08:00-18:00"),
        (on("Monday", ("8am", "6pm")), "Monday 8am-6pm"),
        (on("Monday", ("08:00", "18:00"), ("00:00", "00:00")), "Monday 08:00-18:00; Monday 00:00-00:00"),
    ],
)
def test_doubtful_hours_stay_text(entry: dict[str, Any], text: str) -> None:
    assert from_oicp(False, [entry]) == OpeningHours(text=text)
