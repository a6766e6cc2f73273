"""CSV: texts that a spreadsheet would run are harmless, numbers stay numbers, and every cell can be had back."""

import csv
import io
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.exports import cells
from stations.exports.columns import COLUMNS, Kind
from tests.unit.stations.exports.conftest import EVERYTHING, Export, table_of
from tests.world import CCS2, CHADEMO, NETWORK, REGISTER, TYPE_2, evse, plug, publish, station

NUMBERS = {column.name for column in COLUMNS if column.kind in (Kind.WHOLE, Kind.NUMBER)}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_header_names_the_columns(export: Export) -> None:
    assert table_of(export("csv")).splitlines()[0] == ",".join(f'"{column.name}"' for column in COLUMNS)


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", '=HYPERLINK("http://x.example",1)', "'quoted"]
)
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(name: str, export: Export) -> None:
    publish(REGISTER, station("a", name=name))
    (row,) = rows_of(table_of(export("csv")))
    assert row["name"] == f"'{name}"


def test_numbers_stay_numbers(export: Export) -> None:
    publish(REGISTER, station("a", (-0.12, -71.5), evse("1", plug(CCS2, 150)), country=None))
    line = table_of(export("csv")).splitlines()[1]
    assert ",-0.12,-71.5," in line
    (row,) = rows_of(table_of(export("csv")))
    assert (row["latitude"], row["longitude"], row["max_electric_power"]) == ("-0.12", "-71.5", "150000")
    assert all(float(row[name]) is not None for name in NUMBERS if row[name])


def test_unknown_is_empty_and_flags_are_words(export: Export) -> None:
    publish(REGISTER, station("a", no_registration=True, wheelchair=False))
    (row,) = rows_of(table_of(export("csv")))
    assert (row["no_registration"], row["wheelchair"], row["renewable"]) == ("true", "false", "")


def test_plugs_are_summed_up_without_those_that_are_gone(export: Export) -> None:
    publish(
        REGISTER,
        station(
            "a", (52.5, 13.4),
            evse("1", plug(CCS2, 150)), evse("2", plug(CCS2, 150), plug(CHADEMO, None, "2")),
            evse("3", plug(TYPE_2, 22), status="PLANNED"), evse("4", plug(TYPE_2, 22), status="REMOVED"),
        ),
    )  # fmt: skip
    (row,) = rows_of(table_of(export("csv")))
    assert (row["evse_count"], row["planned_evse_count"]) == ("2", "1")
    assert row["standards"] == "CHADEMO; IEC_62196_T2_COMBO"
    assert row["plugs"] == "2 x IEC_62196_T2_COMBO 150 kW; 1 x CHADEMO"


def test_a_place_that_is_only_planned_shows_its_planned_plugs(export: Export) -> None:
    publish(REGISTER, station("a", (52.5, 13.4), evse("1", plug(TYPE_2, 22), status="PLANNED")))
    (row,) = rows_of(table_of(export("csv", replace(EVERYTHING, planned=True))))
    assert (row["evse_count"], row["planned_evse_count"], row["plugs"]) == ("0", "1", "1 x IEC_62196_T2 22 kW")


def test_live_states_are_counted(export: Export) -> None:
    publish(NETWORK, station("a", (52.5, 13.4), evse("1", status="AVAILABLE", minutes_ago=2), evse("2")))
    (row,) = rows_of(table_of(export("csv")))
    assert (row["free_evses"], row["unknown_evses"], row["live_data"]) == ("1", "1", "true")
    assert row["status_updated"] == "2026-01-14T11:58:00Z"


@given(st.lists(st.none() | st.text() | st.sampled_from(DANGEROUS).flatmap(lambda c: st.text().map(lambda t: c + t))))
def test_no_text_begins_dangerously_and_each_can_be_had_back(texts: list[str | None]) -> None:
    harmless: list[Any] = cells._harmless(pa.array(texts, pa.string())).to_pylist()
    for text, cell in zip(texts, harmless, strict=True):
        if text is None:
            assert cell is None
        else:
            assert not cell.startswith(DANGEROUS)
            assert cell.removeprefix("'") == text
