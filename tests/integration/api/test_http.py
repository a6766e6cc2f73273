"""How answers travel: tags and 304, caches, compression, HEAD and OPTIONS, other sites, links."""

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.middleware.gzip import GZipMiddleware
from django.test import Client

from stations.api import answers
from stations.api import stations as stations_api
from stations.ingest.remove import remove_source
from stations.models import Source, Station
from stations.search import find
from stations.tiles import render
from tests.integration.api.conftest import Get
from tests.world import NETWORK, NOW, REGISTER, evse, publish, station

pytestmark = pytest.mark.usefixtures("world")

CACHEABLE = [
    "stations/",
    "stations/?format=geojson",
    "stations/?open=now&connector=ccs",
    "stations/nearby/?lat=52.5&lon=13.4",
    "stations/nearby/?place=Berlin",
    "stations/suggestions/?q=park",
    "operators/",
    "sources/",
    "tiles/6/34/20.mvt",
    "tiles/6/34/20.mvt?available=1",
    "tiles.json?connector=ccs",
]


def later(monkeypatch: pytest.MonkeyPatch, **after: float) -> None:
    monkeypatch.setattr(stations_api, "now_utc", lambda: NOW + timedelta(**after))


@pytest.mark.parametrize("path", CACHEABLE)
def test_what_a_client_has_is_not_sent_again(path: str, client: Client) -> None:
    first = client.get(f"/api/v2/{path}")
    again = client.get(f"/api/v2/{path}", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again[name] == first[name]
    assert "public" in first["Cache-Control"]
    assert {"Accept", "Accept-Encoding"} <= {name.strip() for name in first["Vary"].split(",")}


def test_a_station_is_not_sent_again(client: Client) -> None:
    path = f"/api/v2/stations/{Station.objects.earliest('pk').public_id}/"
    first = client.get(path)
    assert client.get(path, headers={"if-none-match": f'"x", {first["ETag"]}'}).status_code == 304


@pytest.mark.parametrize("path", ["stations/", "tiles/0/0/0.mvt"])
def test_304_is_decided_before_the_work(path: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get(f"/api/v2/{path}")["ETag"]

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("the work was done")

    monkeypatch.setattr(find, "page", fail)
    monkeypatch.setattr(render, "points", fail)
    assert client.get(f"/api/v2/{path}", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("path", CACHEABLE[:9])
def test_new_data_has_a_new_tag(path: str, client: Client) -> None:
    before = client.get(f"/api/v2/{path}")["ETag"]
    publish(REGISTER, station("new", (52.5, 13.4)), now=NOW)
    answer = client.get(f"/api/v2/{path}", headers={"if-none-match": before})
    assert answer.status_code == 200
    assert answer["ETag"] != before


@pytest.mark.parametrize("complete", ["", "*"])
def test_when_a_station_was_last_seen_moves_its_tag(complete: str, client: Client) -> None:
    remove_source(Source.objects.get(uid=NETWORK.uid))
    publish(REGISTER, station("plain"), complete=complete)
    path = f"/api/v2/stations/{Station.objects.get(records__native_id='plain').public_id}/"
    first = client.get(path)
    publish(REGISTER, station("plain"), complete=complete, now=NOW + timedelta(hours=2))
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again.json()["sources"][0]["last_seen"] > first.json()["sources"][0]["last_seen"]


def test_states_age_by_the_minute(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get("/api/v2/stations/")["ETag"]
    later(monkeypatch, seconds=59)
    assert client.get("/api/v2/stations/", headers={"if-none-match": tag}).status_code == 304
    later(monkeypatch, seconds=60)
    assert client.get("/api/v2/stations/", headers={"if-none-match": tag}).status_code == 200


def test_two_searches_never_share_a_tag(client: Client) -> None:
    paths = [*CACHEABLE, "stations/?limit=1", "stations/?limit=2", "tiles/6/34/21.mvt", "tiles/6/34/20.mvt?q=park"]
    assert len({client.get(f"/api/v2/{path}")["ETag"] for path in paths}) == len(paths)


def test_formats_never_share_a_tag(client: Client) -> None:
    plain = client.get("/api/v2/stations/", headers={"accept": "application/json"})
    geo = client.get("/api/v2/stations/", headers={"accept": "application/geo+json"})
    assert plain["ETag"] != geo["ETag"]


def test_another_form_of_the_same_data_has_a_new_tag(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get("/api/v2/stations/")["ETag"]
    monkeypatch.setattr(answers, "FORM", answers.FORM + 1)
    assert client.get("/api/v2/stations/")["ETag"] != before


@pytest.mark.parametrize("path", ["stations/", "stations/?format=geojson", "operators/", "sources/"])
def test_compressed_answers_are_the_same_and_keep_their_tag(
    path: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By chance Django adds so many bytes (against BREACH) that a short answer is shorter as it is.
    monkeypatch.setattr(GZipMiddleware, "max_random_bytes", 1)
    plain = client.get(f"/api/v2/{path}")
    packed = client.get(f"/api/v2/{path}", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    again = client.get(f"/api/v2/{path}", headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == packed["ETag"] == plain["ETag"]


@pytest.mark.parametrize("path", [*CACHEABLE, "health", "stations/aaaaaaaaaaaa/", "nothing/"])
def test_head_is_get_without_its_body(path: str, client: Client) -> None:
    got, head = client.get(f"/api/v2/{path}"), client.head(f"/api/v2/{path}")
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers.get("ETag") == got.headers.get("ETag")
    assert head["Content-Type"] == got["Content-Type"]


@pytest.mark.parametrize("path", ["stations/", "tiles/0/0/0.mvt", "operators/"])
def test_options_tell_what_can_be_done(path: str, client: Client) -> None:
    answer = client.options(f"/api/v2/{path}")
    assert answer.status_code == 200
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", [*CACHEABLE[:2], "stations/?bbox=nonsense", "nothing/", "tiles/0/0/0.mvt"])
def test_pages_of_any_site_may_read_without_credentials(path: str, client: Client) -> None:
    answer = client.get(f"/api/v2/{path}", headers={"origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer


def test_a_preflight_allows_reading_only(client: Client) -> None:
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "DELETE"}
    answer = client.options("/api/v2/stations/", headers=asked)
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_pages_are_not_for_other_sites(client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/livez", headers={"origin": "https://elsewhere.example"})


def test_no_answer_sets_a_cookie(client: Client) -> None:
    assert not any(client.get(f"/api/v2/{path}").cookies for path in CACHEABLE)


def test_errors_are_kept_by_nobody(client: Client) -> None:
    for path in ("stations/?limit=0", "stations/aaaaaaaaaaaa/", "nothing/"):
        assert client.get(f"/api/v2/{path}")["Cache-Control"] == "no-store"


def test_links_to_the_next_page_are_whole_addresses(get: Get, client: Client) -> None:
    following = get("stations/nearby/", lat="52.5", lon="13.4", limit=2, connector="ccs", format="geojson")["next"]
    assert following.startswith("http://testserver/api/v2/stations/nearby/?")
    answer = client.get(following).json()
    assert answer["type"] == "FeatureCollection"
    assert len(answer["features"]) == 2


def test_the_limit_may_change_while_walking(get: Get, client: Client) -> None:
    whole = [row["id"] for row in get("stations/")["data"]]
    following = get("stations/", limit=2)["next"].replace("limit=2", "limit=100")
    assert [row["id"] for row in client.get(following).json()["data"]] == whole[2:]


def test_a_live_state_moves_the_tag(client: Client, names: Callable[..., set[str]]) -> None:
    assert names(available="1") == {"free"}
    before = client.get("/api/v2/tiles/0/0/0.mvt?available=1")["ETag"]
    states = [evse("1", status="CHARGING", minutes_ago=1), evse("2", minutes_ago=1)]
    publish(NETWORK, station("free", (52.52, 13.47), *states))
    assert names(available="1") == set()
    assert client.get("/api/v2/tiles/0/0/0.mvt?available=1")["ETag"] != before


def test_a_database_that_is_away_is_503_and_asks_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*_: object, **__: object) -> None:
        raise OperationalError("no connection to server at db.internal")

    monkeypatch.setattr(find, "page", away)
    answer = client.get("/api/v2/stations/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert b"internal" not in answer.content
