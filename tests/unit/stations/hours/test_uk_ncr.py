"""Opening hours of the UK registry, whose empty weekdays mean nothing."""

import pytest

from stations.hours.model import OpeningHours
from stations.hours.uk_ncr import from_uk_ncr
from tests.unit.stations.hours.week import brief

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def row(access_24_hours: str | None, *times: str) -> dict[str, str | None]:
    """A row with "08:00-18:00" or "" for the days from Monday on."""
    columns: dict[str, str | None] = {"access24Hours": access_24_hours}
    for name, text in zip(NAMES, (*times, *[""] * 7), strict=False):
        columns[f"access{name}From"], _, columns[f"access{name}To"] = text.partition("-")
    return columns


@pytest.mark.parametrize(
    ("columns", "week"),
    [
        (row("1"), "24/7"),
        (row("TRUE"), "24/7"),
        (row("0", *["09:00-17:00"] * 5), "1-5 09:00-17:00"),
        (row("", *["09:00-17:00"] * 5, "10:00-16:00"), "1-5 09:00-17:00, 6 10:00-16:00"),
        (row(None, *["06:00-00:00"] * 7), "1-7 06:00-24:00"),
        (row("", *["18:00-00:00"] * 5, "00:00-00:00", "00:00-00:00"), "1-5 18:00-24:00, 6-7 00:00-24:00"),
        (row("0", *["06:00-01:00"] * 7), "1-7 00:00-01:00 06:00-24:00"),
        (row("0", *["00:00-00:00"] * 7), "24/7"),
    ],
)
def test_hours_are_read(columns: dict[str, str | None], week: str) -> None:
    assert brief(from_uk_ncr(columns)) == week


@pytest.mark.parametrize(
    "columns", [{}, row(None), row(""), row("0"), {"access24Hours": "0", "accessMondayFrom": None}]
)
def test_no_times_give_no_hours(columns: dict[str, str | None]) -> None:
    assert from_uk_ncr(columns) is None


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (
            row("0", "09:00-17:00", "", "09:00-17:00", "09:00-17:00", "09:00-17:00"),
            "Mo 09:00-17:00; We 09:00-17:00; Th 09:00-17:00; Fr 09:00-17:00",
        ),
        (row("0", "", "", "", "", "", "08:00-18:00"), "Sa 08:00-18:00"),
        (row("1", "06:00-00:00"), "Mo 06:00-00:00"),
        (
            row("1", *["06:00-22:00"] * 5),
            "Mo 06:00-22:00; Tu 06:00-22:00; We 06:00-22:00; Th 06:00-22:00; Fr 06:00-22:00",
        ),
        (row("0", "09:00"), "Mo 09:00-?"),
    ],
)
def test_missing_weekdays_and_contradictions_stay_text(columns: dict[str, str | None], text: str) -> None:
    assert from_uk_ncr(columns) == OpeningHours(text=text)


def test_a_closed_day_is_not_told_from_a_whole_one() -> None:
    hours = from_uk_ncr(row("0", *["09:00-17:00"] * 6, "00:00-00:00"))
    assert brief(hours) is None
    assert hours and hours.text and hours.text.endswith("Su 00:00-00:00")
