"""What is in the answers: shapes, live states, vanished stations, licences, GeoJSON, and the small lists."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stations.api import stations as stations_api
from stations.documents.identity import public_id
from stations.models import DataVersion, Source
from tests.integration.api.conftest import BERLIN, Get
from tests.world import NOW, REGISTER, evse, plug, publish, station

pytestmark = pytest.mark.usefixtures("world")

FREE, STALE, PLAIN = (
    public_id(*pair) for pair in (("xx-network", "free"), ("xx-network", "stale"), ("xx-register", "plain"))
)


def of(row: dict[str, Any]) -> str:
    native_id: str = row["sources"][0]["native_id"]
    return native_id


def test_a_row_holds_what_the_contract_names(get: Get) -> None:
    row = get(f"stations/{PLAIN}/")
    contract = {
        "id",
        "url",
        "name",
        "access",
        "price_text",
        "sources",
        "assumed",
        "evses",
        "opening_times",
        "last_updated",
    }
    assert contract <= row.keys()
    assert row["url"] == f"/stations/{PLAIN}/park-plain/"
    assert row["price_text"] is None
    assert row["operator"]["slug"] == "volta-nord"
    connector = row["evses"][0]["connectors"][0]
    assert (connector["standard"], connector["max_electric_power"]) == ("IEC_62196_T2_COMBO", 150_000)


def test_a_row_names_its_source_and_licence(get: Get) -> None:
    source = get(f"stations/{PLAIN}/")["sources"][0]
    assert (source["uid"], source["licence"], source["open"]) == ("xx-register", "CC BY 4.0", True)
    assert source["attribution"] == "© The registrar"
    assert source["last_seen"] == "2026-01-14T12:00:00Z"


def test_closed_records_are_shown_with_their_mark(get: Get) -> None:
    rows = {of(row): row for row in get("stations/")["data"]}
    assert rows["closed"]["sources"][0]["open"] is False


def test_distance_is_told_where_a_point_is_asked_about(get: Get) -> None:
    rows = get("stations/nearby/", lat=BERLIN[0], lon=BERLIN[1])["data"]
    assert [of(row) for row in rows][:3] == ["plain", "weak", "paid"]
    assert (rows[0]["distance_m"], rows[1]["distance_m"]) == (0, 677)
    assert all("distance_m" in row for row in get("stations/", lat=52, lon=13, order="power")["data"])
    assert all("distance_m" not in row for row in get("stations/")["data"])


def test_a_fresh_state_is_shown_with_its_age_and_source(get: Get) -> None:
    row = get(f"stations/{FREE}/")
    assert row["availability"] == {
        "free": 1,
        "occupied": 0,
        "faulty": 0,
        "unknown": 1,
        "total": 2,
        "source": "xx-network",
        "updated": "2026-01-14T11:58:00Z",
    }
    assert [e["status"] for e in row["evses"]] == ["AVAILABLE", "UNKNOWN"]


def test_a_stale_state_is_history(get: Get) -> None:
    row = get(f"stations/{STALE}/")
    assert row["availability"]["free"] is None
    state = row["evses"][0]
    assert (state["status"], state["last_known_status"]) == ("UNKNOWN", "AVAILABLE")
    assert state["status_updated"] == "2026-01-14T08:40:00Z"


def test_a_state_goes_stale_while_nothing_changes(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stations_api, "now_utc", lambda: NOW + timedelta(minutes=14))
    assert get(f"stations/{FREE}/")["availability"]["free"] is None
    assert get("stations/", available=1)["data"] == []


def test_a_source_without_live_data_says_so(get: Get) -> None:
    row = get(f"stations/{PLAIN}/")
    assert (row["live_data"], row["availability"], row["evses"][0]["status"]) == (False, None, None)


def test_a_vanished_station_is_gone_with_its_last_facts_and_alternatives(get: Get, client: Client) -> None:
    publish(REGISTER, *REGISTER.records[1:], complete="*", now=NOW + timedelta(days=1))
    problem = get(f"stations/{PLAIN}/", status=410)
    assert (problem["type"], problem["status"]) == ("/problems/gone", 410)
    assert problem["station"]["name"] == "Park plain"
    assert problem["station"]["vanished_at"] == "2026-01-15T12:00:00Z"
    assert problem["station"]["sources"][0]["last_seen"] <= "2026-01-15T12:00:00Z"
    assert [of(row) for row in problem["alternatives"]][:2] == ["weak", "paid"]
    assert all(row["distance_m"] > 0 for row in problem["alternatives"])
    assert PLAIN not in client.get("/api/v2/stations/").content.decode()


def test_a_station_that_comes_back_is_there_under_its_old_id(get: Get) -> None:
    records = REGISTER.records
    publish(REGISTER, *records[1:], complete="*", now=NOW + timedelta(days=1))
    publish(REGISTER, *records, complete="*", now=NOW + timedelta(days=2))
    assert get(f"stations/{PLAIN}/")["vanished_at"] is None


def test_a_station_of_a_source_that_is_still_loading_is_not_there(get: Get) -> None:
    Source.objects.filter(uid="xx-register").update(loaded_at=None)
    DataVersion.bump(data=True)
    get(f"stations/{PLAIN}/", status=404)
    assert {source["uid"] for source in get("sources/")["data"]} == {"xx-closed", "xx-network"}


@pytest.mark.parametrize("accept", ["application/geo+json", "application/json;q=0.5, application/geo+json"])
def test_geojson_by_accept(accept: str, client: Client) -> None:
    answer = client.get("/api/v2/stations/?limit=2", headers={"accept": accept})
    assert answer["Content-Type"] == "application/geo+json"
    feature = answer.json()["features"][0]
    assert feature["geometry"]["coordinates"][0] == feature["properties"]["coordinates"]["longitude"]
    assert feature["id"] == feature["properties"]["id"]


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/*", "text/html,*/*;q=0.8", "application/geo+json;q=0.1,*/*"]
)
def test_json_unless_geojson_is_preferred(accept: str, client: Client) -> None:
    headers = {"accept": accept} if accept else {}
    assert client.get("/api/v2/stations/", headers=headers)["Content-Type"] == "application/json"


def test_geojson_of_one_station_and_of_a_place(get: Get) -> None:
    one = get(f"stations/{PLAIN}/", format="geojson")
    assert (one["type"], one["properties"]["name"]) == ("Feature", "Park plain")
    assert get("stations/", place="Berlin", format="geojson")["place"]["name"] == "Berlin, Germany"


def test_an_empty_answer_is_well_formed(get: Get) -> None:
    empty: dict[str, Any] = {"data": [], "next": None, "hint": "No station lies in this area."}
    assert get("stations/", bbox="0,0,1,1") == empty
    assert get("stations/", bbox="0,0,1,1", format="geojson")["features"] == []


def test_suggestions_are_places_operators_and_stations(get: Get) -> None:
    assert get("stations/suggestions/", q="berl")["data"][0]["label"] == "Berlin, Germany"
    found = get("stations/suggestions/", q="volta")["data"]
    assert ("operator", "volta-nord") in [(row["kind"], row["slug"]) for row in found]
    station_row = next(row for row in found if row["kind"] == "station")
    assert (station_row["id"], station_row["url"]) == (PLAIN, f"/stations/{PLAIN}/park-plain/")


def test_suggestions_are_as_many_as_wanted(get: Get) -> None:
    assert len(get("stations/suggestions/", q="park", limit=3)["data"]) == 3
    assert get("stations/suggestions/", q="qqqqq") == {"data": [], "next": None}


def test_operators_are_paged_with_their_counts(get: Get, client: Client) -> None:
    first = get("operators/", limit=1)
    second = client.get(first["next"]).json()
    rows = [*first["data"], *second["data"]]
    assert [(row["slug"], row["stations"]) for row in rows] == [("stromwerk", 1), ("volta-nord", 1)]
    assert second["next"] is None


def test_sources_tell_terms_and_counts(get: Get) -> None:
    rows = {row["uid"]: row for row in get("sources/")["data"]}
    assert (rows["xx-register"]["stations"], rows["xx-register"]["live_data"]) == (6, False)
    assert (rows["xx-network"]["live_data"], rows["xx-closed"]["open"]) == (True, False)


def test_tilejson_leads_to_tiles_of_the_same_search(get: Get, client: Client) -> None:
    body = get("tiles.json", connector="chademo", order="power", limit=5)
    template = body["tiles"][0]
    assert template == "http://testserver/api/v2/tiles/{z}/{x}/{y}.mvt?connector=chademo"
    tile = client.get(template.format(z=0, x=0, y=0))
    assert tile["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert {layer["id"] for layer in body["vector_layers"]} == {"clusters", "stations"}


def test_two_stations_of_one_place_stand_beside_each_other(get: Get) -> None:
    spot = (48.1, 11.5)
    publish(REGISTER, station("twin-a", spot), station("twin-b", spot, evse("1", plug(kw=50))))
    rows = get("stations/nearby/", lat=spot[0], lon=spot[1], radius_km=1)["data"]
    assert sorted(of(row) for row in rows) == ["twin-a", "twin-b"]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


@pytest.mark.parametrize("path", ["/health", "/readyz", "/api/v1/health", "/api/v2/health"])
def test_health_tells_the_versions(path: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # The embedded database of tests has no queue beside it.
    monkeypatch.setattr("voltway.jobs.observed.trouble", lambda states, now: None)
    answer = client.get(path).json()
    assert (answer["status"], answer["database"]) == ("ok", "ok")
    assert answer["data_version"] > 0
