"""Version 1: the flat rows of the first VoltWay, over the search of version 2, on its way out."""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client

from stations.api.v1 import stations as v1
from stations.api.v1.leaving import successor
from stations.models import Station
from tests.integration.api.conftest import Get
from tests.world import REGISTER, evse, publish, station

pytestmark = pytest.mark.usefixtures("world")

Old = Callable[..., Any]
FIELDS = ["id", "title", "address", "latitude", "longitude", "connector_type", "power_kw", "status", "price", "hours",
          "last_updated"]  # fmt: skip


@pytest.fixture
def old(client: Client) -> Old:
    def answer(path: str, /, *, code: int = 200, **parameters: Any) -> Any:
        response = client.get(f"/api/v1/{path}", parameters)
        assert response.status_code == code, response.content[:500]
        return response.json()

    return answer


def titles(rows: list[dict[str, Any]]) -> list[str]:
    return [row["title"].removeprefix("Park ") for row in rows]


def test_a_row_has_the_fields_of_the_first_version(old: Old) -> None:
    rows = {row["title"]: row for row in old("stations/")}
    assert all(list(row) == FIELDS for row in rows.values())
    assert rows["Park plain"] | {"id": "", "latitude": 0, "longitude": 0} == {
        "id": "", "title": "Park plain", "address": "Kai 5, 10115 Berlin", "latitude": 0, "longitude": 0,
        "connector_type": "IEC_62196_T2_COMBO", "power_kw": 150.0, "status": "unknown", "price": None, "hours": None,
        "last_updated": None,
    }  # fmt: skip
    assert rows["Park weak"]["hours"].startswith("Mo 08:00-20:00; Tu 08:00-20:00")
    assert (rows["Park broken"]["power_kw"], rows["Park broken"]["status"]) == (None, "maintenance")
    assert (rows["Park free"]["status"], rows["Park stale"]["status"]) == ("available", "unknown")


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"connector_type": "Type 2"}, {"weak"}),
        ({"connector_type": "CHAdeMO,Type 2"}, {"weak", "broken"}),
        ({"connector_type": ["IEC_62196_T2", "CHADEMO"]}, {"weak", "broken"}),
        ({"min_power_kw": "151"}, {"closed"}),
        ({"latitude": "52.52", "longitude": "13.4", "radius": "1"}, {"plain", "weak"}),
        ({"status": "available"}, {"free"}),
        ({"status": "maintenance"}, {"broken"}),
        ({"status": "occupied"}, set()),
        ({"status": "unknown", "min_power_kw": "150"}, {"plain", "paid", "closed", "stale"}),
    ],
)
def test_a_parameter_chooses(parameters: dict[str, Any], found: set[str], old: Old) -> None:
    assert set(titles(old("stations/", **parameters))) == found


def test_an_occupied_station_is_one_without_a_free_plug(old: Old) -> None:
    from tests.world import NETWORK

    publish(NETWORK, station("free", (52.52, 13.47), evse("1", status="CHARGING", minutes_ago=1)))
    assert titles(old("stations/", status="occupied")) == ["free"]


def test_pages_by_skip_and_limit_are_the_list(old: Old) -> None:
    near = {"latitude": "52.5", "longitude": "13.4"}
    whole = titles(old("stations/", **near))
    parts = [titles(old("stations/", **near, skip=skip, limit=2)) for skip in range(0, 8, 2)]
    assert [one for part in parts for one in part] == whole
    assert old("stations/", skip=1000) == []


def test_a_state_is_looked_for_among_so_many_and_no_more(
    old: Old, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(v1, "MAX_LIMIT", 2)
    monkeypatch.setattr(v1, "LOOKED_THROUGH", 4)
    refused = client.get("/api/v1/stations/?status=occupied&limit=1").json()
    assert [error["parameter"] for error in refused["errors"]] == ["status"]
    assert "latitude" in refused["errors"][0]["rule"]
    assert len(old("stations/")) == 7


def test_one_is_read_by_its_id(old: Old, get: Get) -> None:
    row = old("stations/")[0]
    assert old(f"stations/{row['id']}") == old(f"stations/{row['id']}/") == row
    publish(REGISTER, *REGISTER.records[1:], complete="*")
    gone = Station.objects.exclude(vanished_at=None).get().public_id
    assert old(f"stations/{gone}", code=410)["type"] == "/problems/gone"
    assert old("stations/aaaaaaaaaaaa", code=404)["type"] == "/problems/not-found"


def test_words_and_beginnings_are_looked_for(old: Old) -> None:
    assert titles(old("stations/search", q="park plai")) == ["plain"]
    assert "Park plain" in old("stations/suggestions", prefix="park pl")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("stations/?latitude=91&longitude=1", "latitude"),
        ("stations/?latitude=1", "longitude"),
        ("stations/?radius=5", "radius"),
        ("stations/?connector_type=plug", "connector_type"),
        ("stations/?min_power_kw=much", "min_power_kw"),
        ("stations/?status=free", "status"),
        ("stations/?skip=-1", "skip"),
        ("stations/?skip=1001", "skip"),
        ("stations/?limit=101", "limit"),
        ("stations/?limit=0", "limit"),
        ("stations/?lat=1", "lat"),
        ("stations/search", "q"),
        ("stations/search?q=%21", "q"),
        ("stations/suggestions?prefix=-", "prefix"),
        ("stations/aaaaaaaaaaaa?x=1", "x"),
    ],
)
def test_a_fault_is_named_in_its_own_words(path: str, parameter: str, client: Client) -> None:
    refused = client.get(f"/api/v1/{path}")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert parameter in [error["parameter"] for error in refused.json()["errors"]]


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("stations/", "/api/v2/stations/"),
        ("stations", "/api/v2/stations/"),
        ("stations/?limit=0", "/api/v2/stations/"),
        ("stations/aaaaaaaaaaaa", "/api/v2/stations/aaaaaaaaaaaa/"),
        ("stations/search?q=x", "/api/v2/stations/"),
        ("stations/suggestions?prefix=x", "/api/v2/stations/suggestions/"),
        ("stations/bulk", "/api/v2/stations/bulk/"),
        ("export/data", "/api/v2/exports/"),
        ("export/status/abc", "/api/v2/exports/abc/"),
        ("health", "/api/v2/health"),
        ("nothing/at/all", "/api/v2/"),
        ("stations/?q=%00", "/api/v2/stations/"),
    ],
)
def test_every_answer_says_that_it_goes_and_what_comes(path: str, after: str, client: Client) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer["Deprecation"] == "@1795392000"
    assert parsedate_to_datetime(answer["Sunset"]).isoformat() == "2027-12-31T23:59:59+00:00"
    assert answer["Link"] == f'<{after}>; rel="successor-version"'


def test_version_2_stays() -> None:
    assert "Sunset" not in Client().get("/api/v2/nothing/")
    assert successor("/api/v1/") == "/api/v2/"


def test_what_a_client_has_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/v1/stations/")
    assert client.get("/api/v1/stations/", headers={"if-none-match": first["ETag"]}).status_code == 304
