"""Searches of wide areas are answered from the snapshot, and the database confirms them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import QueryDict
from django.test import Client

from stations.models import DataVersion, Station
from stations.search import find, listing, snapshot, wide
from stations.search.request import asked
from stations.search.space import ALL_CELLS, ranges_of
from tests.world import CCS2, NOW, REGISTER, evse, plug, publish, stage, station
from voltway.lib.problems import InvalidParameters

__all__ = ["stage"]

POWERS = [22, 50, 60, 60, 60, 120, 150, 300]


@pytest.fixture(autouse=True)
def world(stage: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight stations along a line, from the weakest to the strongest; three are many."""
    monkeypatch.setattr(wide, "LOOKED_AT", 3)
    publish(
        REGISTER, *(station(f"{n}", (52.5 + n / 100, 13.4), evse("1", plug(CCS2, kw))) for n, kw in enumerate(POWERS))
    )


def found(search: str, *, walk: bool = False) -> list[str]:
    """Names of the stations of the first page, or of all."""
    page = find.page(query := asked(QueryDict(search)).query, now=NOW)
    rows = page.rows
    while walk and page.next_cursor:
        page = find.page(replace(query, cursor=page.next_cursor), now=NOW)
        rows = [*rows, *page.rows]
    names = dict(Station.objects.values_list("pk", "name"))
    return [names[row.id].removeprefix("Park ") for row in rows]


def serves(search: str) -> bool:
    return wide.serves(asked(QueryDict(search)).query, ALL_CELLS)


@pytest.mark.parametrize(
    "search",
    ["max_power_kw=50", "min_power_kw=51", "order=power", "connector=ccs&min_evses=2", "available=1", "connector=MCS"],
)
def test_what_needs_a_closer_look_is_left_to_the_snapshot(search: str) -> None:
    assert serves(search)


@pytest.mark.parametrize("search", ["", "connector=ccs&min_power_kw=50", "min_evses=1", "open=now", "amenity=WIFI"])
def test_what_the_index_decides_is_left_to_the_database(search: str) -> None:
    assert not serves(search)


def test_few_stations_are_looked_at_one_by_one() -> None:
    area = asked(QueryDict("bbox=13,52.495,14,52.515&max_power_kw=50")).query
    assert not wide.serves(area, ranges_of(area))
    assert sorted(found("bbox=13,52.495,14,52.515&max_power_kw=50")) == ["0", "1"]


def test_the_strongest_come_first_along_all_pages() -> None:
    walked = found("order=power&limit=1", walk=True)
    assert walked[:3] == ["7", "6", "5"]
    assert sorted(walked) == [str(n) for n in range(8)]
    assert walked == found("order=power&limit=8") == found("order=power&limit=2", walk=True)


def test_the_nearest_come_first_along_all_pages() -> None:
    search = "lat=52.54&lon=13.4&min_power_kw=51&limit="
    walked = found(f"{search}1", walk=True)
    assert walked[0] == "4"
    assert sorted(walked) == ["2", "3", "4", "5", "6", "7"]
    assert walked == found(f"{search}8")


def test_too_many_for_an_order_by_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("order=name&max_power_kw=60") == ["0", "1", "2", "3", "4"]
    monkeypatch.setattr(listing, "MAX_BY_NAME", 4)
    with pytest.raises(InvalidParameters):
        found("order=name&max_power_kw=60")


@pytest.fixture
def outdated(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Keeps the snapshot as it is now, while the data moves on."""
    held = snapshot.latest()

    def forget() -> None:
        DataVersion.bump(data=True)
        monkeypatch.setattr(wide, "latest", lambda: held)

    return forget


@pytest.mark.parametrize(
    ("search", "left"),
    [
        ("min_power_kw=51&limit=2", ["7", "6", "5"]),
        ("order=power&min_power_kw=51&limit=2", ["7", "6", "5"]),
        ("lat=52.5&lon=13.4&min_power_kw=51&limit=2", ["5", "6", "7"]),
    ],
)
def test_what_has_gone_since_the_snapshot_is_left_out(
    search: str, left: list[str], outdated: Callable[[], None]
) -> None:
    Station.objects.filter(name__in=["Park 2", "Park 3", "Park 4"]).update(vanished_at=NOW)
    outdated()
    assert found(search, walk=True) == left


def test_an_answer_from_an_older_snapshot_has_an_etag_of_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tag(search: str) -> str:
        return str(client.get(f"/api/v2/stations/?{search}")["ETag"])

    wanted, usual = tag("order=power"), tag("connector=ccs")
    monkeypatch.setattr(wide, "held_version", lambda: 1)
    assert tag("order=power") != wanted
    assert tag("connector=ccs") == usual
