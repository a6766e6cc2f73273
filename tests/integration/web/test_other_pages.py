"""Sources, sitemap, errors, and the small files that browsers ask for."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client, RequestFactory

from stations.models import Station
from stations.sources.registry import all_feeds
from stations.web import errors, finder, sitemap
from stations.web.data_page import SourceLine, cited
from stations.web.units import Units
from tests.fakes import norwich

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    body = answer.getvalue() if answer.streaming else answer.content
    found = [node.text or "" for node in ElementTree.fromstring(body).iterfind(".//s:loc", SPACE)]
    assert all(address.startswith("https://volt.example/") for address in found)
    return [address.removeprefix("https://volt.example") for address in found]


def test_sources_are_told_with_licence_attribution_age_and_count(world: None, read: Any) -> None:
    text = read("/data/")
    assert "6 stations, each with its source, licence and age" in text
    mfg = text.split("MFG EV Power")[1].split("Fastned")[0]
    assert "Stations 5 · show" in mfg
    assert "Licence Open data under the Public Charge Point Regulations 2023" in mfg
    assert "(just now)" in mfg
    assert "Last run completed" in mfg
    assert "Live states yes" in mfg


def test_closed_source_is_marked_and_citing_is_explained(world: None, read: Any) -> None:
    text = read("/data/")
    assert "Fastned licence closed or unknown" in text
    assert "How to cite" in text
    assert "Read through VoltWay (https://volt.example)" in text


@pytest.mark.parametrize("uid", ["fr-irve", "de-bnetza", "uk-mfg"])
def test_citing_names_the_licence_once(uid: str, world: None, read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = all_feeds()[uid]
    monkeypatch.setattr("stations.web.data_page.cited", lambda lines: SourceLine(feed, count=1))
    _, _, example = read("/data/").partition("For example:")
    said, _, _ = example.partition("Read through VoltWay")
    assert feed.attribution in said
    assert said.count(feed.licence.name) == 1


def test_example_of_citing_is_a_real_source_where_there_is_one() -> None:
    feeds = all_feeds()
    invented, real = SourceLine(feeds["demo"], count=9), SourceLine(feeds["uk-mfg"], count=2)
    assert cited([invented, real]) == real
    assert cited([invented]) == invented
    assert cited([]) is None


def test_sources_not_loaded_are_listed_apart(world: None, read: Any) -> None:
    known = read("/data/").split("Known, not loaded here")[1]
    assert "MFG EV Power" not in known
    assert "ich-tanke-strom" in known


def test_sources_of_an_empty_database(clean: None, db: None, read: Any) -> None:
    assert "No source has been loaded yet." in read("/data/")


def test_sitemap_lists_every_shown_station_once(world: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "SHARD", 2)
    Station.objects.filter(name="Cromer Pier").update(vanished_at="2026-01-01T00:00Z")
    shards = locations(client, "/sitemap.xml")
    assert len(shards) >= 4
    listed = [address for shard in shards for address in locations(client, shard)]
    names = ("Castle Mall", "Castle Quarter", "Riverside Park", "Airport Hub", 'Lamp Post & "Sons"')
    pages = [
        "/", "/analytics/", "/data/", "/data/quality/", "/developers/", "/developers/guide/", "/guide/", "/pricing/",
    ]  # fmt: skip
    assert sorted(listed) == sorted([*pages, *map(norwich.path_of, names)])


def test_sitemap_leaves_out_shards_without_a_shown_station(
    world: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SHARD", 1)
    first, second = Station.objects.order_by("pk")[:2]
    Station.objects.filter(pk=first.pk).update(vanished_at=first.seen_at)
    listed = locations(client, "/sitemap.xml")
    assert f"/sitemap-stations-{first.pk}.xml" not in listed
    assert f"/sitemap-stations-{second.pk}.xml" in listed
    assert client.get(f"/sitemap-stations-{first.pk}.xml").status_code == 404
    assert all(locations(client, address) for address in listed)


def test_sitemap_of_an_empty_database(clean: None, db: None, client: Client) -> None:
    assert locations(client, "/sitemap.xml") == ["/sitemap-pages.xml"]
    assert client.get("/sitemap-stations-0.xml").status_code == 404


def test_robots_names_the_sitemap(clean: None, client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Sitemap: https://volt.example/sitemap.xml" in answer.content.decode()


def test_manifest_names_our_own_icon(clean: None, client: Client) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert (manifest["name"], manifest["start_url"]) == ("VoltWay", "/")
    assert manifest["icons"][0]["src"] == "/static/icons/favicon.svg"


def test_fault_of_ours_is_a_plain_page(world: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("stations.web.results.results", fail)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Something went wrong on our side" in text
    assert "a fault" not in text


def test_plain_error_pages_need_no_database(clean: None, rf: RequestFactory) -> None:
    assert errors.broken(rf.get("/")).status_code == 500
    assert errors.bad_request(rf.get("/"), ValueError()).status_code == 400


def test_unknown_address_helps_to_search(clean: None, db: None, read: Any) -> None:
    assert "Search for the place instead" in read("/no/such/page/", 404)


def test_map_can_do_without_an_online_basemap(clean: None, settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"map_style_url": "", "map_style_dark_url": ""})
    found = finder.map_settings(Units.KM)
    assert found["online"] == {"light": "", "dark": ""}
    assert found["offline"]["dark"].endswith("map/offline-dark.json")
