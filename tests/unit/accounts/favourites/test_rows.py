"""A favourite as it is told from outside."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.favourites.rows import FavouriteRow, joined_note, read_note, read_row
from voltway.lib.batches import RowRefused

ID = "abcdefgh2345"


def test_an_id_alone_is_a_favourite() -> None:
    assert read_row({"station": ID}) == FavouriteRow(ID)


def test_all_that_is_told_is_read() -> None:
    told = {"station": ID, "title": "Park", "address": "1 Way", "latitude": "52.5", "longitude": 13, "note": " a\r\nb ",
            "added_at": "2026-01-14T13:00:00+01:00", "colour": "red"}  # fmt: skip
    at = datetime(2026, 1, 14, 12, tzinfo=UTC)
    assert read_row(told) == FavouriteRow(ID, "Park", "1 Way", 52.5, 13.0, "a\nb", at)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ([], ""),
        (None, ""),
        ({}, "station"),
        ({"station": "ABCDEFGH2345"}, "station"),
        ({"station": 5}, "station"),
        ({"station": ID, "title": 5}, "title"),
        ({"station": ID, "note": "x" * 1_001}, "note"),
        ({"station": ID, "note": "a\0b"}, "note"),
        ({"station": ID, "note": "\x1b[31m"}, "note"),
        ({"station": ID, "latitude": 90.1}, "latitude"),
        ({"station": ID, "latitude": "north"}, "latitude"),
        ({"station": ID, "longitude": "nan"}, "longitude"),
        ({"station": ID, "longitude": True}, "longitude"),
        ({"station": ID, "longitude": []}, "longitude"),
        ({"station": ID, "added_at": "yesterday"}, "added_at"),
        ({"station": ID, "added_at": 5}, "added_at"),
        ({"station": ID, "added_at": "0001-01-01T00:00:00+14:00"}, "added_at"),
    ],
)
def test_a_row_that_can_not_be_kept_names_the_field(told: Any, field: str) -> None:
    with pytest.raises(RowRefused) as refused:
        read_row(told)
    assert refused.value.at == field


@pytest.mark.parametrize("note", ["", "plain", "two\nlines\tand a tab", "👩‍👧 naïve – ñ", "=1+1", "<b>&amp;"])
def test_a_note_stays_as_it_was_written(note: str) -> None:
    assert read_note(note) == note


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        ("", "", ""),
        ("a", "", "a"),
        ("", "b", "b"),
        ("a", "b", "a\nb"),
        ("a\nb", "b", "a\nb"),
        ("b", "a\nb", "a\nb"),
        ("a\nb\nc", "b", "a\nb\nc"),
        ("Gate 12, closed at 7", "Gate 1", "Gate 12, closed at 7\nGate 1"),
        ("Gate 1", "Gate 12, closed at 7", "Gate 1\nGate 12, closed at 7"),
    ],
)
def test_joined_notes_say_everything_once(ours: str, theirs: str, both: str) -> None:
    assert joined_note(ours, theirs) == both
    assert joined_note(both, theirs) == both


def test_notes_that_are_too_long_together_are_refused() -> None:
    with pytest.raises(RowRefused):
        joined_note("a" * 600, "b" * 600)
