"""Favourites as files: nothing is lost on the way out and in, and what comes from strangers does no harm."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.favourites.files import FORMATS, MAX_BYTES, MAX_ROWS, read_file
from accounts.favourites.rows import FavouriteRow, read_note, read_row
from voltway.lib.problems import BadRequest, Problem, TooLarge, UnsupportedMedia
from voltway.lib.text import clean_text

ID = "abcdefgh2345"
NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
# Whatever a note may hold: no control characters, nothing that isn't a character.
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\n")
NOTES = st.text(LETTERS, max_size=60).map(lambda text: read_note(text.replace("\ufffe", "").replace("\uffff", "")))
LINES = st.text(LETTERS, max_size=40).map(lambda text: clean_text(text, 40))
ROWS = st.builds(
    FavouriteRow,
    station=st.from_regex(r"[a-z2-7]{12}", fullmatch=True),
    title=LINES,
    address=LINES,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    note=NOTES,
    added_at=st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC)),
)
SPREADSHEET = FavouriteRow(ID, "=HYPERLINK(1)", "'@x", 1.0, 2.0, "-1\n'=2", NOW)


@pytest.mark.parametrize("form", FORMATS)
@given(rows=st.lists(ROWS, max_size=5))
@example(rows=[SPREADSHEET])
@example(rows=[FavouriteRow(ID, "a", "", -0.0, 5e-324, "''+a\n\n\n]]>&#0;", NOW)])
def test_what_is_written_is_read_back_without_a_loss(form: str, rows: list[FavouriteRow]) -> None:
    content = FORMATS[form].write(rows)
    assert [read_row(told) for told in read_file(f"mine.{form}", content)] == rows


def test_a_table_is_harmless_in_a_spreadsheet() -> None:
    table = list(csv.DictReader(io.StringIO(FORMATS["csv"].write([SPREADSHEET]).decode("utf-8-sig"), newline="")))
    assert [table[0][name] for name in ("title", "address", "note")] == ["'=HYPERLINK(1)", "''@x", "'-1\n'=2"]


def test_waypoints_of_other_programs_count_where_they_link_to_a_station() -> None:
    foreign = f"""<?xml version="1.0"?><gpx version="1.0" xmlns="http://www.topografix.com/GPX/1/0">
      <wpt lat="1" lon="2"><name>Mine</name><link href="https://volt.example/stations/{ID}/park/"/></wpt>
      <wpt lat="3" lon="4"><name>Theirs</name></wpt><trk/></gpx>"""
    first, second = read_file("a.gpx", foreign.encode())
    assert (first["station"], first["title"]) == (ID, "Mine")
    assert second["station"] is None


def bomb(depth: int = 9) -> bytes:
    names = [f'<!ENTITY a{k} "{f"&a{k - 1};" * 10}">' for k in range(1, depth)]
    return f'<!DOCTYPE gpx [<!ENTITY a0 "x">{"".join(names)}]><gpx><wpt lat="1" lon="2">&a8;</wpt></gpx>'.encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/hostname">]><gpx><wpt>&x;</wpt></gpx>', "document type"),
        (b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd"><gpx/>', "document type"),
        (bomb(), "document type"),
        (b"<gpx><wpt>", "not XML"),
        (b"", "not XML"),
        (b"\x00\x01", "not XML"),
        (b'<?xml version="1.0" encoding="no-such"?><gpx/>', "not XML"),
        (b"<kml/>", "not GPX"),
    ],
)
def test_a_hostile_gpx_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        read_file("a.gpx", content)


def test_a_deeply_nested_file_holds_no_waypoints() -> None:
    assert read_file("a.gpx", b"<gpx>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</gpx>") == []


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.json", b"{", BadRequest),
        ("a.json", b"[]", BadRequest),
        ("a.json", b'{"favourites": {}}', BadRequest),
        ("a.json", b"[" * 100_000, BadRequest),
        ("a.csv", b"", BadRequest),
        ("a.csv", b"name,place\nx,y\n", BadRequest),
        ("a.csv", b"station\n\xff\xfe", BadRequest),
        ("a.csv", b'station,note\na,"' + b"x" * 200_000, BadRequest),
        ("a.kml", b"<kml/>", UnsupportedMedia),
        ("json", b"{}", UnsupportedMedia),
        ("a.json", b" " * (MAX_BYTES + 1), TooLarge),
        ("a.csv", b"station\n" + b"x\n" * (MAX_ROWS + 1), TooLarge),
    ],
)
def test_a_file_that_can_not_be_used_is_refused(name: str, content: bytes, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        read_file(name, content)


@pytest.mark.parametrize("row", [[], None, "text", 5, {"station": [ID]}])
def test_rows_that_are_none_come_out_as_they_are(row: Any) -> None:
    assert read_file("a.json", orjson.dumps({"favourites": [row]})) == [row]
