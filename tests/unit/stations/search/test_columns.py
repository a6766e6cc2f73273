"""The columns of a snapshot belong together: ids are found, rows follow their owners, removed EVSEs are left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.documents.identity import public_id
from stations.models import Evse
from stations.search import columns
from stations.search.columns import FAULTY, IN_SERVICE, PLANNED, marked, positions
from tests.world import CHADEMO, REGISTER, TYPE_2, evse, plug, publish, station

ids = st.lists(st.integers(0, 60), unique=True, max_size=30)


@given(ids, st.lists(st.integers(-5, 70), max_size=30))
def test_each_id_is_found_where_it_stands(there: list[int], wanted: list[int]) -> None:
    column = np.array(there, dtype="i8")
    found = positions(column, np.argsort(column), np.array(wanted, dtype="i8"))
    assert found.tolist() == [there.index(one) if one in there else -1 for one in wanted]


@given(ids, st.lists(st.integers(-5, 70), max_size=30))
def test_those_that_are_wanted_are_marked(there: list[int], wanted: list[int]) -> None:
    column = np.array(there, dtype="i8")
    marks = marked(column, np.argsort(column), np.array(wanted, dtype="i8"))
    assert marks.tolist() == [one in wanted for one in there]


@given(st.lists(st.integers(-1, 9), max_size=40))
def test_rows_are_gathered_by_their_owners(owners: list[int]) -> None:
    order, owner = columns._gathered(np.array(owners, dtype="i8"))
    assert owner.tolist() == sorted(one for one in owners if one >= 0)
    assert [owners[place] for place in order] == owner.tolist()
    starts = columns._starts(owner, 10)
    assert [owner[starts[k] : starts[k + 1]].tolist() for k in range(10)] == [[k] * owners.count(k) for k in range(10)]


@pytest.mark.usefixtures("stage")
def test_an_empty_database_has_empty_columns() -> None:
    found = columns.read()
    assert {name: len(column) for name, column in found.items() if len(column)} == {
        "standards": 1,
        "evse_start": 1,
        "plug_start": 1,
    }


@pytest.fixture
def read(stage: None) -> columns.Columns:
    publish(
        REGISTER,
        station("south", (-33.9, 18.4), evse("1", plug(CHADEMO, 50)), evse("2", status="REMOVED"), country=None),
        station("north", (60.2, 24.9), evse("1", plug(TYPE_2, None), plug(CHADEMO, 100, "2")), evse("2"), country=None),
        station("bare", (48.0, 11.0), evses=()),
        station("later", (48.1, 11.5), evse("1", status="PLANNED"), evse("2", status="OUTOFORDER")),
    )
    return columns.read()


def of(read: columns.Columns, native_id: str) -> int:
    """The position of a station."""
    wanted = public_id(REGISTER.uid, native_id).encode()
    return int(np.flatnonzero(read["public_id"] == wanted)[0])


def test_stations_stand_in_the_order_of_their_cells(read: columns.Columns) -> None:
    assert len(read["cell"]) == 4
    assert (np.diff(read["cell"]) > 0).all()
    assert (read["latitude"][of(read, "south")], read["longitude"][of(read, "south")]) == (-33.9, 18.4)


@pytest.mark.parametrize(
    ("name", "standings"),
    [("south", [IN_SERVICE]), ("north", [IN_SERVICE] * 2), ("bare", []), ("later", [PLANNED, FAULTY])],
)
def test_evses_follow_their_station(name: str, standings: list[int], read: columns.Columns) -> None:
    place = of(read, name)
    part = slice(read["evse_start"][place], read["evse_start"][place + 1])
    assert read["evse_standing"][part].tolist() == standings
    assert set(read["evse_station"][part].tolist()) <= {place}
    known = Evse.objects.filter(station__public_id=public_id(REGISTER.uid, name)).exclude(status="REMOVED")
    assert read["evse"][part].tolist() == sorted(known.values_list("pk", flat=True))


def test_plugs_follow_their_evse_with_power_and_standard(read: columns.Columns) -> None:
    first = read["evse_start"][of(read, "north")]
    part = slice(read["plug_start"][first], read["plug_start"][first + 1])
    standards = read["standards"][read["plug_standard"][part]]
    assert sorted(zip(standards.tolist(), read["plug_power"][part].tolist(), strict=True)) == [
        (b"CHADEMO", 100_000),
        (b"IEC_62196_T2", 0),
    ]
