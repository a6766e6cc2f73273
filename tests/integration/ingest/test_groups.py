"""Stations of several sources that name the same EVSE are one group; they stay what they are."""

from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stations.ingest.groups import _SHARED, MAX_PLACES, _each_table_once, groups_of
from stations.ingest.remove import remove_source
from stations.ingest.undo import undo
from stations.models import Source, Station
from tests.fakes.feeds import Row, evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import plans


def place(native_id: str, *evse_ids: str, **facts: Any) -> Row:
    return row(native_id, evses=[evse(str(n), evse_id=name) for n, name in enumerate(evse_ids, 1)], **facts)


def groups() -> list[set[str]]:
    found: dict[str, set[str]] = {}
    for group, source, native_id in Station.objects.exclude(group="").values_list(
        "group", "source__uid", "records__native_id"
    ):
        found.setdefault(group, set()).add(f"{source.removeprefix('xx-')} {native_id}")
    return sorted(found.values(), key=sorted)


def test_two_sources_that_name_one_evse_are_a_group_named_after_the_smallest_id(imports: Imports) -> None:
    imports([place("a", "US*ABC*E1"), place("b", "US*ABC*E9")])
    imports([place("x", "USABCE1")], source="xx-other")
    assert groups() == [{"rows a", "other x"}]
    members = Station.objects.exclude(group="")
    assert {member.group for member in members} == {min(member.public_id for member in members)}
    assert {orjson.loads(bytes(member.document))["group"] for member in members} == {members[0].group}


def test_a_chain_of_shared_evses_is_one_group(imports: Imports) -> None:
    imports([place("a", "US*ABC*E1")])
    imports([place("x", "US*ABC*E1", "US*ABC*E2")], source="xx-other")
    imports([place("p", "US*ABC*E2")], source="xx-third")
    assert groups() == [{"rows a", "other x", "third p"}]


def test_stations_of_one_source_are_no_group(imports: Imports) -> None:
    imports([place("a", "US*ABC*E1"), place("b", "US*ABC*E1")])
    assert groups() == []


def test_an_id_that_stands_everywhere_is_no_evse(imports: Imports) -> None:
    imports([place(f"a{n}", "US*ABC*E0", f"US*ABC*E{n + 1}") for n in range(MAX_PLACES)])
    imports([place("x", "US*ABC*E0", "US*ABC*E1")], source="xx-other")
    assert groups() == [{"rows a0", "other x"}]


def test_evses_that_have_no_id_tie_nothing(imports: Imports) -> None:
    imports([row("a")])
    imports([row("x")], source="xx-other")
    assert groups() == []


def test_a_group_dissolves_when_one_of_two_vanishes_and_comes_back_with_it(imports: Imports) -> None:
    others = [row(name) for name in "bcdef"]
    imports([place("a", "US*ABC*E1"), *others], complete="*")
    imports([place("x", "US*ABC*E1")], source="xx-other")
    imports(others, complete="*")
    assert groups() == []
    assert orjson.loads(bytes(Station.objects.get(source__uid="xx-other").document))["group"] is None
    imports([place("a", "US*ABC*E1"), *others], complete="*")
    assert groups() == [{"rows a", "other x"}]


def test_a_group_dissolves_when_an_id_changes(imports: Imports) -> None:
    imports([place("a", "US*ABC*E1")])
    imports([place("x", "US*ABC*E1")], source="xx-other")
    imports([place("a", "US*ABC*E7")])
    assert groups() == []


def test_a_change_of_facts_leaves_a_station_in_its_group(imports: Imports) -> None:
    imports([place("a", "US*ABC*E1")])
    imports([place("x", "US*ABC*E1")], source="xx-other")
    imports([place("a", "US*ABC*E1", name="Renamed")])
    assert groups() == [{"rows a", "other x"}]
    renamed = Station.objects.get(name="Renamed")
    assert orjson.loads(bytes(renamed.document))["group"] == renamed.group


def test_a_run_that_changes_nothing_writes_no_group(imports: Imports) -> None:
    imports([place("a", "US*ABC*E1")])
    imports([place("x", "US*ABC*E1")], source="xx-other")
    before = list(Station.objects.values_list("pk", "changed_at"))
    imports([place("x", "US*ABC*E1")], source="xx-other")
    assert list(Station.objects.values_list("pk", "changed_at")) == before


def test_groups_that_a_run_could_not_write_are_written_by_the_next(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    imports([place("a", "US*ABC*E1")])
    with monkeypatch.context() as patch, pytest.raises(MemoryError):
        patch.setattr("stations.ingest.static.regroup", _broken)
        imports([place("x", "US*ABC*E1")], source="xx-other")
    assert groups() == []
    run = imports([place("x", "US*ABC*E1")], source="xx-other")
    assert run.report["took_over"] == [run.pk - 1]
    assert groups() == [{"rows a", "other x"}]


def _broken(*_: object, **__: object) -> None:
    raise MemoryError


def test_many_groups_are_written_in_parts(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stations.ingest.groups.CHUNK", 3)
    imports([place(f"a{n}", f"US*ABC*E{n}") for n in range(7)])
    imports([place(f"x{n}", f"US*ABC*E{n}") for n in range(7)], source="xx-other")
    assert groups() == [{f"rows a{n}", f"other x{n}"} for n in range(7)]
    remove_source(Source.objects.get(uid="xx-other"))
    assert groups() == []


def test_groups_go_with_a_source_and_with_an_undone_run(imports: Imports) -> None:
    imports([place("a", "US*ABC*E1")])
    run = imports([place("x", "US*ABC*E1")], source="xx-other")
    undo(run=run, now=imports.now)
    assert groups() == []
    imports([place("x", "US*ABC*E1")], source="xx-other")
    assert groups() == [{"rows a", "other x"}]
    remove_source(Source.objects.get(uid="xx-other"))
    assert groups() == []


@pytest.mark.sqlite
def test_the_index_of_evse_ids_finds_the_shared_ones(imports: Imports) -> None:
    with CaptureQueriesContext(connection) as captured:
        imports([place("a", "US*ABC*E1")])
    (plan,) = plans(captured, "HAVING count(*)")
    assert plan.count("stations_evse_key") == 2
    assert "SEARCH s USING INTEGER PRIMARY KEY" in plan


@pytest.mark.parametrize(
    ("shared", "expected"),
    [
        ([], []),
        ([{(1, 1), (2, 2)}], [[1, 2]]),
        ([{(1, 1), (2, 1)}], []),
        ([{(1, 1), (2, 1)}, {(2, 1), (3, 2)}], [[1, 2, 3]]),
        ([{(1, 1), (2, 2)}, {(3, 1), (4, 2)}], [[1, 2], [3, 4]]),
        ([{(1, 1), (2, 2)}, {(3, 1), (4, 2)}, {(2, 2), (3, 1)}], [[1, 2, 3, 4]]),
    ],
)
def test_stations_hang_together_through_any_chain(
    shared: list[set[tuple[int, int]]], expected: list[list[int]]
) -> None:
    assert sorted(sorted(group) for group in groups_of(shared)) == expected
    assert sorted(sorted(group) for group in groups_of(reversed(shared))) == expected


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_goes_through_no_table_once_for_each_row_of_another() -> None:
    with connection.cursor() as cursor:
        with _each_table_once():
            cursor.execute("EXPLAIN " + _SHARED.format(sources="1"))
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)
    assert "stations_evse" in plan
    assert "Nested Loop" not in plan
