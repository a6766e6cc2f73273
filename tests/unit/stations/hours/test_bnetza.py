"""Opening hours of the German register: JSON and CSV columns."""

import pytest

from stations.hours.bnetza import from_bnetza, from_bnetza_columns
from stations.hours.model import OpeningHours
from tests.unit.stations.hours.week import brief

NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def days(*entries: tuple[str, str, str]) -> list[dict[str, str]]:
    return [dict(zip(("weekday", "open_from", "open_to"), entry, strict=True)) for entry in entries]


@pytest.mark.parametrize(
    ("specification", "opening_days", "week"),
    [
        ("247", [], "24/7"),
        (247, None, "24/7"),
        ("247", days(("Montag", "00:00", "23:59")), "24/7"),
        (
            "Eingeschränkt",
            days(("Montag", "08:00", "18:00"), ("Samstag", "09:00", "13:00")),
            "1 08:00-18:00, 6 09:00-13:00",
        ),
        ("Keine Angabe", days(("Sonntag", "06:00", "22:00")), "7 06:00-22:00"),
        (None, days(*((name, "00:00", "23:59") for name in NAMES)), "24/7"),
        ("Eingeschränkt", days(("Sonnabend", "20:00", "02:00")), "6 20:00-24:00, 7 00:00-02:00"),
    ],
)
def test_json_hours_are_read(specification: object, opening_days: object, week: str) -> None:
    assert brief(from_bnetza(specification, opening_days)) == week


@pytest.mark.parametrize("specification", [None, "", "Keine Angabe"])
@pytest.mark.parametrize("opening_days", [None, [], "", [None]])
def test_json_without_hours_gives_none(specification: str | None, opening_days: object) -> None:
    assert from_bnetza(specification, opening_days) is None


def test_restricted_hours_without_days_keep_their_word() -> None:
    assert from_bnetza("Eingeschränkt", []) == OpeningHours(text="Eingeschränkt")


@pytest.mark.parametrize("entry", [("Feiertag", "08:00", "18:00"), ("Montag", "8", "18"), ("Montag", "08:00", "08:00")])
def test_doubtful_days_stay_text(entry: tuple[str, str, str]) -> None:
    assert from_bnetza("Eingeschränkt", days(entry)) == OpeningHours(text=f"{entry[0]} {entry[1]}-{entry[2]}")


@pytest.mark.parametrize(
    ("specification", "weekdays", "times", "week"),
    [
        ("247", "", "", "24/7"),
        ("247", "; ".join(NAMES), "; ".join(["00:00-23:59"] * 7), "24/7"),
        ("Eingeschränkt", "Montag; Dienstag", "08:00-18:00; 09:00-17:00", "1 08:00-18:00, 2 09:00-17:00"),
        ("Eingeschränkt", "Montag;Montag", "08:00-12:00;13:00-17:00", "1 08:00-12:00 13:00-17:00"),
        ("Keine Angabe", "; ".join(NAMES[:5]), "07:00 - 19:00", "1-5 07:00-19:00"),
        ("Eingeschränkt", "Freitag", "[07:00 Uhr bis 19:00 Uhr]", "5 07:00-19:00"),
        ("Eingeschränkt", "; ".join(NAMES), "; ".join(["00:00-23:59"] * 7), "24/7"),
    ],
)
def test_csv_columns_are_read(specification: str, weekdays: str, times: str, week: str) -> None:
    assert brief(from_bnetza_columns(specification, weekdays, times)) == week


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (("Eingeschränkt", "", ""), "Eingeschränkt"),
        (
            ("Eingeschränkt", "Montag; Dienstag", "08:00-18:00; 09:00-17:00; 10:00-16:00"),
            "Montag; Dienstag: 08:00-18:00; 09:00-17:00; 10:00-16:00",
        ),
        (("Eingeschränkt", "Montag", "nach Vereinbarung"), "Montag: nach Vereinbarung"),
        (("Eingeschränkt", "Montag - Freitag", "08:00-18:00"), "Montag - Freitag: 08:00-18:00"),
        (("Keine Angabe", "Montag", ""), "Montag"),
    ],
)
def test_doubtful_columns_stay_text(columns: tuple[str, str, str], text: str) -> None:
    assert from_bnetza_columns(*columns) == OpeningHours(text=text)


@pytest.mark.parametrize("specification", [None, "", "Keine Angabe"])
def test_empty_columns_give_none(specification: str | None) -> None:
    assert from_bnetza_columns(specification, None, "") is None
