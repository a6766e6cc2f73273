"""CSV files of sessions are read by their map; what is wrong with a row is told with its line."""

import gzip
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.sessions.layout import UnreadableFile, Usual
from analytics.sessions.record import Doubt, SessionRecord
from analytics.sessions.table import Table, all_maps
from voltway.lib.batches import RowRefused

HEADER = "Charging event,CP ID,Connector,Start Date,Start Time,End Date,End Time,Total kWh,Cost,Site,Group,Model"
GOOD = '1001,60001,2,05/07/2018,23:50,06/07/2018,00:20,12.345,1.5,"Quay, Dundee",A; B,A 50kW'
TABLE = Table(all_maps()["dundee"], Usual("uk-dundee", "GBP", "Europe/London"))


def rows(path: Path, *lines: str, header: str = HEADER, newline: str = "\n") -> list[tuple[int, Any]]:
    file = path / "sessions.csv"
    file.write_text(newline.join([header, *lines]) + newline, newline="")
    return list(TABLE.rows(file))


def record(path: Path, line: str, header: str = HEADER) -> SessionRecord:
    [(_, row)] = rows(path, line, header=header)
    return TABLE.read(row)


def test_a_row_is_read(tmp_path: Path) -> None:
    assert record(tmp_path, GOOD) == SessionRecord(
        native_id="1001",
        started_at=datetime(2018, 7, 5, 22, 50, tzinfo=UTC),
        ended_at=datetime(2018, 7, 5, 23, 20, tzinfo=UTC),
        ended=True,
        energy_wh=12_345,
        cost=Decimal("1.5"),
        currency="GBP",
        site="Quay, Dundee",
        evse_uid="60001",
        connector_uid="2",
        operator="ChargePlace Scotland",
        time_zone="Europe/London",
        max_power=50_000,
    )


def test_a_row_without_end_is_open(tmp_path: Path) -> None:
    found = record(tmp_path, "1001,,2,05/07/2018,23:50,,,,,,A,B")
    assert (found.ended, found.ended_at, found.energy_wh, found.cost) == (False, None, None, None)
    assert (found.evse_uid, found.site) == ("", "")


def test_a_column_that_one_file_has_is_read_there(tmp_path: Path) -> None:
    header = HEADER.replace("CP ID", "User ID,CP ID") + ",,,"
    assert record(tmp_path, GOOD.replace("1001,", "1001,D7,"), header).driver_token == "D7"
    assert record(tmp_path, GOOD).driver_token == ""


def test_an_end_in_the_hour_that_is_there_twice_lies_behind_its_beginning(tmp_path: Path) -> None:
    found = record(tmp_path, "1001,6,2,29/10/2017,01:55,29/10/2017,01:20,5,0,,,")
    assert found.ended_at == datetime(2017, 10, 29, 1, 20, tzinfo=UTC)
    assert found.doubts == {Doubt.TIME_REPEATED}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_rows_have_the_numbers_of_their_lines(tmp_path: Path, newline: str) -> None:
    found = rows(tmp_path, GOOD, "", GOOD.replace("1001", "1002"), newline=newline)
    assert [(number, row["native_id"]) for number, row in found] == [(2, "1001"), (4, "1002")]


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "whatever.csv"
    file.write_bytes(gzip.compress(f"\ufeff{HEADER}\r\n{GOOD}\r\n".encode()))
    assert [row["native_id"] for _, row in TABLE.rows(file)] == ["1001"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "at"),
    [
        ("1001", "", "missing", "native_id"),
        ("1001", "1" * 101, "text", "native_id"),
        ("05/07/2018", "", "missing", "started_at"),
        ("05/07/2018", "2018-07-05", "time", "started_at"),
        ("05/07/2018", "31/02/2018", "time", "started_at"),
        ("23:50", "24:50", "time", "started_at"),
        ("06/07/2018,00:20", "06/07/2018,", "time", "ended_at"),
        ("06/07/2018", "06/07/9999", "time", "ended_at"),
        ("12.345", "twelve", "number", "energy_wh"),
        ("12.345", "1e5", "number", "energy_wh"),
        ("12.345", "999999999999", "number", "energy_wh"),
        ("1.5", "NaN", "number", "cost"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, old: str, new: str, rule: str, at: str) -> None:
    # The last moment of the calendar is none in a zone east of Greenwich.
    table = Table(TABLE.map, Usual("uk-dundee", "GBP", "America/New_York" if "9999" in new else "Europe/London"))
    line = GOOD.replace(old, new, 1).replace("00:20", "23:59") if "9999" in new else GOOD.replace(old, new, 1)
    line = line.replace("06/07/9999", "31/12/9999")
    [(_, row)] = rows(tmp_path, line)
    with pytest.raises(RowRefused) as refused:
        table.read(row)
    assert (refused.value.rule, refused.value.at) == (rule, at)


def test_a_decimal_comma_is_a_number(tmp_path: Path) -> None:
    assert record(tmp_path, GOOD.replace("12.345", '"12,345"')).energy_wh == 12_345


@pytest.mark.parametrize("content", [b"", b"a,b,c\n1,2,3\n", b"\x1f\x8bbroken"])
def test_a_file_of_something_else_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sessions.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile):
        list(TABLE.rows(file))


@pytest.mark.parametrize("name", all_maps())
def test_each_map_names_columns_that_are_read(name: str) -> None:
    known = {
        "native_id", "driver_token", "station", "site", "evse_uid", "connector_uid", "operator", "start_date",
        "start_time", "end_date", "end_time", "energy_kwh", "cost", "currency",
    }  # fmt: skip
    found = all_maps()[name]
    assert set(found.columns) <= known
    assert found.feed and found.licence and found.title
