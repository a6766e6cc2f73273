"""A place that several sources tell of is shown once, however many pages its list has."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from stations.models import Station
from stations.search import repeats, wide
from stations.search.request import asked
from stations.web import search_request
from tests.integration.web.conftest import read
from tests.world import CLOSED, NOW, REGISTER, evse, publish, stage, station

__all__ = ["read", "stage"]

AREA = "bbox=13,52,14,53"
ORDERS = ["", "&order=name", "&order=power", "&lat=52.5&lon=13.4&order=distance"]


@pytest.fixture(autouse=True)
def world(stage: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four places of one source, of which another source tells three, each some way off; two rows a page."""
    monkeypatch.setattr(search_request, "PAGE", 2)
    ids = [f"DE*ABC*E{n}" for n in range(4)]
    publish(REGISTER, *(station(f"r{n}", (52.5 + n / 50, 13.4), evse("1", evse_id=ids[n])) for n in range(4)))
    publish(CLOSED, *(station(f"c{n}", (52.505 + n / 50, 13.4), evse("1", evse_id=ids[n])) for n in range(3)))
    assert Station.objects.exclude(group="").count() == 6


def walked(client: Client, address: str) -> list[list[str]]:
    """The groups, or ids, of the places on each page."""
    known = {row[0]: row[1] or row[0] for row in Station.objects.values_list("public_id", "group")}
    pages, following = [], address
    while following:
        page = client.get(following).content.decode()
        pages.append([known[found] for found in re.findall(r'data-id="([a-z2-7]{12})"', page)])
        more = re.search(r'href="([^"]*cursor=[^"]*)"', page)
        following = more[1].replace("&amp;", "&") if more else ""
    return pages


@pytest.mark.parametrize("order", ORDERS)
def test_a_place_is_on_one_page_only(order: str, client: Client) -> None:
    pages = walked(client, f"/?{AREA}{order}")
    shown = [place for page in pages for place in page]
    assert len(pages) == 4
    assert len(shown) == len(set(shown)) == 4


@pytest.mark.parametrize("order", ORDERS)
def test_of_a_wide_area_too(order: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "LOOKED_AT", 0)
    shown = [place for page in walked(client, f"/?{AREA}{order}&max_power_kw=200") for place in page]
    assert len(shown) == len(set(shown)) == 4


def test_a_twin_that_the_search_leaves_out_hides_nothing(client: Client) -> None:
    shown = [place for page in walked(client, f"/?{AREA}&source=xx-closed&order=name") for place in page]
    assert len(shown) == len(set(shown)) == 3


def test_the_heading_counts_places(read: Any) -> None:
    assert "4 stations" in read(f"/?{AREA}")


@pytest.mark.parametrize(("search", "number"), [("", 3), ("&source=xx-closed", 0), ("&max_power_kw=200", 3)])
@pytest.mark.parametrize("looked_at", [0, 20_000])
def test_what_repeats_a_place_is_counted(
    search: str, number: int, looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wide, "LOOKED_AT", looked_at)
    query = asked(QueryDict(f"{AREA}{search}")).query
    assert repeats.repeated(query, 7, now=NOW) == number
    assert repeats.repeated(query, repeats.COUNTED + 1, now=NOW) == 0
