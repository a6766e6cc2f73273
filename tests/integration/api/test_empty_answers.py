"""An empty list says why it is empty, in the API and on the page."""

from typing import Any

import pytest
from django.test import Client

from tests.integration.api.conftest import Get

pytestmark = pytest.mark.usefixtures("lasting_world")

HERE = "No station lies in this area."
FILTERED = "the filters leave none of them"
EXCHANGED = "latitude and longitude are exchanged"
ANYWHERE = "No station passes these filters."


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ({"lat": "13.4", "lon": "52.52", "radius_km": "5"}, EXCHANGED),
        ({"lat": "13.4", "lon": "52.52", "radius_km": "5", "connector": "chademo"}, EXCHANGED),
        ({"bbox": "52.5,13.3,52.6,13.5"}, EXCHANGED),
        ({"bbox": "52.5,13.3,52.6,13.5", "lat": "13.4", "lon": "52.52"}, EXCHANGED),
        ({"lat": "-30", "lon": "-30", "radius_km": "5"}, HERE),
        ({"bbox": "170,10,-170,20"}, HERE),
        ({"bbox": "100,10,110,20"}, HERE),
        ({"lat": "52.52", "lon": "13.4", "radius_km": "5", "connector": "nacs"}, FILTERED),
        ({"bbox": "13.3,52.5,13.5,52.6", "source": "xx-closed", "q": "nowhere"}, FILTERED),
        ({"q": "nowhere"}, ANYWHERE),
        ({"lat": "52.52", "lon": "13.4", "connector": "nacs"}, ANYWHERE),
    ],
)
def test_an_empty_list_says_why(search: dict[str, Any], words: str, get: Get) -> None:
    answer = get("stations/", **search)
    assert answer["data"] == []
    assert words in answer["hint"]
    assert get("stations/", format="geojson", **search)["hint"] == answer["hint"]


def test_a_list_that_holds_something_has_no_hint(get: Get) -> None:
    assert "hint" not in get("stations/", lat="52.52", lon="13.4", radius_km="5")


def test_the_place_of_a_name_is_never_called_exchanged(get: Get) -> None:
    answer = get("stations/", place="Zanzibar", radius_km="5")
    assert answer["data"] == []
    assert answer["hint"] == HERE


def test_the_hint_is_english_whatever_the_browser_speaks(client: Client) -> None:
    answer = client.get("/api/v2/stations/?q=nowhere", headers={"Accept-Language": "de"})
    assert answer.json()["hint"] == ANYWHERE


@pytest.mark.parametrize(
    ("search", "link"),
    [
        ("lat=13.4&lon=52.52&radius_km=5", "?lat=52.52&amp;lon=13.4&amp;radius_km=5"),
        ("bbox=52.5,13.3,52.6,13.5", "?bbox=13.3,52.5,13.5,52.6"),
    ],
)
def test_the_page_says_the_same_and_leads_there(search: str, link: str, client: Client) -> None:
    page = client.get(f"/?{search}").content.decode()
    assert EXCHANGED in page
    assert f'href="/{link}"' in page
    assert "Exchange latitude and longitude" in page


def test_the_page_says_why_degrees_are_refused(client: Client) -> None:
    answer = client.get("/?lat=0&lon=0")
    assert answer.status_code == 400
    assert "position that nobody knew" in answer.content.decode()
