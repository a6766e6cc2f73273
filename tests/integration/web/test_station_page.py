"""The page of a station: all that is known, 301, 404 and 410."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stations.models import EvseStatus, Source
from tests.fakes import norwich


def address(name: str = "Castle Mall") -> str:
    return norwich.path_of(name)


def test_page_tells_every_point_and_plug(world: None, read: Any) -> None:
    text = read(address())
    assert "Charging points 4" in text
    assert "GB*MFG*E1*3" in text
    assert re.search(r"Type 2 Socket: bring your cable 22 kW", text)
    assert "Point 1 Free · just now" in text
    assert "Point 4 Out of order" in text


def test_page_tells_how_to_use_it(world: None, read: Any) -> None:
    text = read(address())
    assert "Payment and start Contactless card · Charging card (RFID)" in text
    assert "Operator Anglian Volts" in text
    assert "Nearby Shopping centre · Wi-Fi" in text


def test_unknown_is_written_as_not_known(world: None, read: Any) -> None:
    text = read(address('Lamp Post & "Sons"'))
    assert "Price not known" in text
    assert "Help line not known" in text
    assert "Not known Parking, Highest vehicle, Wheelchair" in text
    assert "0 of" not in text


def test_week_is_told_with_today_marked(world: None, client: Client, read: Any) -> None:
    text = read(address("Riverside Park"))
    assert re.search(r"Monday (today )?08:00–18:00", text)
    assert re.search(r"Sunday (today )?08:00–12:00", text)
    assert client.get(address("Riverside Park")).content.decode().count('class="today"') == 1


def test_open_all_hours_needs_no_week(world: None, read: Any) -> None:
    assert "Open 24 hours" in read(address())
    assert "Wednesday" not in read(address())


def test_source_licence_and_last_sight_are_told(world: None, read: Any) -> None:
    text = read(address())
    assert "MFG EV Power , record castle" in text or "MFG EV Power, record castle" in text
    assert "Licence: Open data under the Public Charge Point Regulations 2023" in text
    assert re.search(r"Last seen there: \w+\.? \d+, \d{4}", text)
    assert "closed or unknown: not in downloads" not in text
    assert "closed or unknown: not in downloads" in read(address("Castle Quarter"))


@pytest.mark.parametrize(
    ("language", "date"), [("en-GB", r"\d+ \w+ \d{4}"), ("en-US", r"\w+\.? \d+, \d{4}"), ("de", r"\w+\.? \d+, \d{4}")]
)
def test_dates_are_written_as_the_visitor_is_used_to(world: None, read: Any, language: str, date: str) -> None:
    assert re.search(f"Last seen there: {date}", read(address(), **{"Accept-Language": language}))


def test_same_points_of_another_source_are_linked(world: None, client: Client, read: Any) -> None:
    assert "The same charging points are also in Fastned" in read(address())
    assert address("Castle Quarter") in client.get(address()).content.decode()


def test_alternatives_have_the_same_plugs_and_are_not_itself(world: None, read: Any) -> None:
    nearby = read(address("Airport Hub")).split("Same plugs nearby")[1].split("Where this comes from")[0]
    assert "Castle Mall" in nearby
    assert "Riverside Park" not in nearby
    castle = read(address()).split("Same plugs nearby")[1].split("Where this comes from")[0]
    assert "Castle" not in castle


def test_hand_off_to_navigation(world: None, client: Client) -> None:
    text = client.get(address()).content.decode()
    for start in (
        "geo:52.628",
        "https://www.google.com/maps/dir/",
        "https://maps.apple.com/",
        "https://www.openstreetmap.org/",
    ):
        assert f'href="{start}' in text


def test_search_engines_get_data_and_one_address(world: None, client: Client) -> None:
    path = address('Lamp Post & "Sons"')
    text = client.get(path).content.decode()
    assert f'href="https://volt.example{path}"' in text
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert (data["name"], data["geo"]["latitude"]) == ('Lamp Post & "Sons"', 52.64)


@pytest.mark.parametrize("slug", ["", "wrong/", "castle-mal/", "%F0%9F%94%8B/"])
def test_other_slug_leads_to_the_address(world: None, client: Client, slug: str) -> None:
    public_id = address().split("/")[2]
    answer = client.get(f"/stations/{public_id}/{slug}")
    assert (answer.status_code, answer["Location"]) == (301, address())


@pytest.mark.parametrize(
    "path", ["/stations/aaaaaaaaaaaa/", "/stations/aaaaaaaaaaaa/x/", "/stations/short/", "/stations/1/x/"]
)
def test_id_that_never_was_is_a_404_that_helps(world: None, read: Any, path: str) -> None:
    text = read(f"/stations/{path}", 404)
    assert "There is nothing at this address" in text
    assert "Search" in text


def test_vanished_station_is_a_410_with_its_last_facts(world: None, read: Any, client: Client, tmp_path: Path) -> None:
    gone, now = address(), timezone.now()
    left = [place for place in norwich.places(now) if place["id"] != "castle"]
    norwich.bring(tmp_path, norwich.OPEN, left, now + timedelta(minutes=1), complete="*")
    text = read(gone, 410)
    assert "This station is no longer listed." in text
    assert "GB*MFG*E1*3" in text
    assert "Airport Hub" in text.split("Same plugs nearby")[1]
    assert b"application/ld+json" not in client.get(gone).content


def test_stale_state_is_history(world: None, read: Any) -> None:
    EvseStatus.objects.update(observed_at=timezone.now() - timedelta(hours=3))
    text = read(address())
    assert "live state not known · 3 h ago, MFG EV Power" in text
    assert "last said: Free" in text
    assert "of 4 free" not in text


def test_source_without_live_data_says_so(world: None, read: Any, tmp_path: Path) -> None:
    EvseStatus.objects.all().delete()
    assert "0 of" not in read(address())


def test_card_for_the_map_is_a_fragment(world: None, client: Client) -> None:
    text = client.get(f"{address()}?fragment=card").content.decode()
    assert "Castle Mall" in text
    assert "<html" not in text
    public_id = address().split("/")[2]
    answer = client.get(f"/stations/{public_id}/?fragment=card")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_page_leads_back_to_the_map(world: None, client: Client) -> None:
    text = client.get(address()).content.decode()
    link = re.search(r'href="(/\?bbox=[^"]*)"', text)
    assert link
    assert client.get(link[1].replace("&amp;", "&")).status_code == 200


def test_stations_of_a_source_that_is_not_loaded_yet_are_not_shown(world: None, client: Client) -> None:
    path = address()
    Source.objects.filter(uid="uk-mfg").update(loaded_at=None)
    assert client.get(path).status_code == 404


def test_page_takes_few_queries(world: None, client: Client, django_assert_max_num_queries: Any) -> None:
    path = address()
    client.get(path)
    with django_assert_max_num_queries(18):
        client.get(path)
