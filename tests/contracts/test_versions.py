"""Version 1 says the same as version 2, in its own shape: both are asked over the same stations."""

import re
from typing import Any

import pytest
from django.test import Client

from stations.api.v1 import asked, leaving
from stations.api.v1 import urls as v1_urls
from tests.integration.api.conftest import clock, get, lasting_world
from voltway.config import ROOT

__all__ = ["clock", "get", "lasting_world"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_world")]

PAGE = (ROOT / "docs/api/versions.md").read_text(encoding="utf-8")
POINT_1 = {"latitude": "52.52", "longitude": "13.4"}
POINT_2 = {"lat": "52.52", "lon": "13.4"}
# What is asked of version 1, and what of version 2.
QUESTIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"limit": "3"}, {"limit": "3"}),
    (POINT_1, POINT_2),
    ({**POINT_1, "radius": "2"}, {**POINT_2, "radius_km": "2"}),
    ({"connector_type": "CCS"}, {"connector": "ccs"}),
    ({"connector_type": "Type 2,CHAdeMO"}, {"connector": "type2,chademo"}),
    ({"connector_type": "IEC_62196_T2_COMBO", "min_power_kw": "200"}, {"connector": "ccs", "min_power_kw": "200"}),
    ({"min_power_kw": "22"}, {"min_power_kw": "22"}),
    ({"status": "available"}, {"available": "1"}),
    ({**POINT_1, "status": "available"}, {**POINT_2, "available": "1"}),
]


def of(client: Client, path: str, parameters: dict[str, Any]) -> Any:
    answer = client.get(path, parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def agrees(row: dict[str, Any], station: dict[str, Any]) -> bool:
    """Whether a flat row says what the station of version 2 does."""
    plugs = {plug["standard"] for evse in station["evses"] for plug in evse["connectors"]}
    power, free = station["max_electric_power"], (station["availability"] or {}).get("free")
    return (
        row["id"] == station["id"]
        and row["title"] == station["name"]
        and (row["latitude"], row["longitude"]) == tuple(station["coordinates"].values())
        and set((row["connector_type"] or "").split(", ")) == plugs
        and row["power_kw"] == (None if power is None else power / 1000)
        and (row["status"] == "available") == bool(free)
        and row["price"] == station["price_text"]
        and (row["hours"] is None) == (station["opening_times"] is None)
        and row["last_updated"] == station["last_updated"]
    )


@pytest.mark.parametrize(("old", "new"), QUESTIONS)
def test_both_versions_answer_a_search_alike(old: dict[str, Any], new: dict[str, Any], client: Client) -> None:
    rows, stations = of(client, "/api/v1/stations/", old), of(client, "/api/v2/stations/", new)["data"]
    assert len(rows) == len(stations) > 0
    assert [agrees(row, station) for row, station in zip(rows, stations, strict=True)] == [True] * len(rows)


def test_both_versions_answer_words_and_beginnings_alike(client: Client) -> None:
    rows, found = of(client, "/api/v1/stations/search", {"q": "park"}), of(client, "/api/v2/stations/", {"q": "park"})
    assert [row["id"] for row in rows] == [row["id"] for row in found["data"]] != []
    labels = of(client, "/api/v1/stations/suggestions", {"prefix": "park"})
    offered = of(client, "/api/v2/stations/suggestions/", {"q": "park"})
    assert labels == [one["label"] for one in offered["data"]] != []


def test_both_versions_read_one_alike(client: Client) -> None:
    for station in of(client, "/api/v2/stations/", {})["data"]:
        assert agrees(of(client, f"/api/v1/stations/{station['id']}", {}), station)


def test_the_page_tells_of_every_call_field_and_bound() -> None:
    calls = {str(one.pattern).removeprefix("^v1").removesuffix("/?$") for one in v1_urls.urlpatterns}
    named = {re.sub(r"\(\?P<\w+>\[\^/\]\+\)", "{id}", call) for call in calls}
    assert {call for call in named if f"`{call}" not in PAGE.replace("{job_id}", "{id}")} == set()
    for name in ("id", "title", "address", "connector_type", "power_kw", "status", "price", "hours", "last_updated"):
        assert f"`{name}`" in PAGE, name
    assert f"{asked.MAX_SKIP:,}" in PAGE and str(asked.MAX_LIMIT) in PAGE
    assert f"{leaving.SUNSET:%-d %B %Y}" in PAGE
