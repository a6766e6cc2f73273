"""Searches are led by tile cells, whatever else is asked for: by another index they would read every row of a source.

What the database plans is asked of the database itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from stations.search import find, tallies, words
from stations.search.request import asked
from tests.fakes.world import plan_of as explained
from tests.world import NOW, REGISTER, publish, stage, station

__all__ = ["stage"]

BY_CELL = "stations_station_cell"


class Planned(Exception):
    """The plan is known; nothing needs to be read."""


@contextmanager
def plans() -> Iterator[list[str]]:
    """Collects the plan of the first statement that searches stations."""
    found: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "stations_station s" not in sql or sql.startswith("EXPLAIN"):
            return execute(sql, params, many, context)
        found.append(explained(sql, params))
        raise Planned

    with suppress(Planned), connection.execute_wrapper(explain):
        yield found


def plan_of(query: str) -> str:
    with plans() as found:
        find.page(asked(QueryDict(query)).query, now=NOW)
    return " | ".join(found)


@pytest.fixture
def world(stage: None) -> None:
    publish(REGISTER, *(station(str(n), (52.5 + n / 1000, 13.4), operator="Volt") for n in range(4)))


@pytest.mark.parametrize("held", ["operator=volt", "source=xx-register"])
@pytest.mark.parametrize(
    "area", ["", "bbox=13,52,14,53&", "lat=52.5&lon=13.4&", "bbox=13,52,14,53&order=power&"],
    ids=["anywhere", "box", "nearest", "strongest"],
)  # fmt: skip
def test_stations_of_a_large_operator_or_source_are_read_by_their_cells(
    world: None, monkeypatch: pytest.MonkeyPatch, area: str, held: str
) -> None:
    monkeypatch.setattr(words, "FEW", 3)
    assert BY_CELL in plan_of(area + held)


# PostgreSQL weighs both indexes by what it knows of the stations, and of four stations it knows nothing.
@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("held", "index"),
    [("operator=volt", "stations_station_operator_id"), ("source=xx-register", "stations_station_change")],
)
def test_those_of_a_small_one_are_read_by_its_own_index(world: None, held: str, index: str) -> None:
    assert index in plan_of(f"lat=52.5&lon=13.4&{held}")


@pytest.mark.parametrize("tally", [tallies.by_source, tallies.by_operator])
def test_stations_are_counted_without_reading_their_rows(world: None, tally: Any) -> None:
    with plans() as found:
        tally.__wrapped__(1)
    assert BY_CELL in found[0]


@pytest.mark.parametrize("few", [3, 2000], ids=["large", "small"])
def test_the_same_stations_are_found_either_way(world: None, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(words, "FEW", few)
    page = find.page(asked(QueryDict("lat=52.5&lon=13.4&operator=volt&source=xx-register")).query, now=NOW)
    assert len(page.rows) == 4
