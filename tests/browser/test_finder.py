"""Finding a charger with a mouse: search, filter, move the map, look at a station, go back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

NORWICH = "/?bbox=1.2,52.58,1.4,52.72"


def heading(page: Page) -> Any:
    return page.locator("#results h2").first


def drag_map(page: Page, right: int, down: int) -> None:
    box = page.locator("#map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=6)
    page.mouse.up()


def chip(page: Page, name: str) -> Any:
    return page.locator(".chip", has_text=name).first


def test_from_search_to_station(visit: Visit) -> None:
    page = visit.go("/", wait_for_map=True)
    page.fill("#place", "norwi")
    page.get_by_role("option", name=re.compile("^Norwich, United Kingdom")).click()
    expect(heading(page)).to_have_text("Stations near Norwich")
    chip(page, "CCS").click()
    chip(page, "150+").click()
    expect(page.locator("#results .row h3")).to_have_text(["Castle Mall", "Cromer Pier"])
    assert "connector=ccs" in page.url
    assert "min_power_kw=150" in page.url
    page.get_by_role("link", name="Castle Mall").click()
    expect(page.locator("h1")).to_have_text("Castle Mall")
    expect(page.locator(".point")).to_have_count(4)


def test_station_is_a_suggestion_too(visit: Visit) -> None:
    page = visit.go("/", wait_for_map=True)
    page.fill("#place", "riversi")
    page.get_by_role("option", name=re.compile("Riverside Park")).click()
    expect(page.locator("h1")).to_have_text("Riverside Park")


def test_list_follows_the_map_and_so_does_the_address(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    expect(heading(page)).to_have_text("4 stations")
    drag_map(page, 0, 380)
    expect(heading(page)).not_to_have_text("4 stations")
    shown = page.locator("#results .row h3").all_inner_texts()
    assert "Airport Hub" not in shown or "Riverside Park" not in shown
    assert page.url != visit.site + NORWICH
    address = page.url
    page.reload()
    assert page.url == address
    assert page.locator("#results .row h3").all_inner_texts() == shown


def test_back_undoes_a_filter(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    chip(page, "CHAdeMO").click()
    expect(heading(page)).to_have_text("1 station")
    page.go_back()
    expect(heading(page)).to_have_text("4 stations")
    expect(page.locator("input[value=chademo]")).not_to_be_checked()


def test_tiles_are_asked_for_with_the_filters(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    with page.expect_request(re.compile(r"/api/v2/tiles/.*connector=chademo")) as asked:
        chip(page, "CHAdeMO").click()
    assert "bbox" not in asked.value.url
    answer = asked.value.response()
    assert answer
    assert answer.status == 200


def test_dropping_a_filter_and_ways_out_of_an_empty_list(visit: Visit) -> None:
    page = visit.go(f"{NORWICH}&min_power_kw=300", wait_for_map=True)
    expect(heading(page)).to_have_text("0 stations")
    expect(page.get_by_text("The nearest that fits")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Drop")).click()
    expect(heading(page)).to_have_text("4 stations")
    assert "min_power_kw" not in page.url


def test_station_picked_on_the_map_shows_its_card(visit: Visit) -> None:
    page = visit.go("/?bbox=1.305,52.62,1.315,52.626", wait_for_map=True)
    expect(heading(page)).to_have_text("1 station")
    page.wait_for_timeout(1500)
    box = page.locator("#map").bounding_box()
    assert box
    for _attempt in range(10):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        if "picked=" in page.url:
            break
        page.wait_for_timeout(1000)
    card = page.locator("[data-picked]")
    expect(card).to_contain_text("Riverside Park")
    expect(page.locator(".row.is-picked h3")).to_have_text("Riverside Park")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert "picked=" not in page.url


def test_where_am_i(open_visit: Any) -> None:
    visit = open_visit(permissions=["geolocation"], geolocation={"latitude": 52.669, "longitude": 1.281})
    page = visit.go("/", wait_for_map=True)
    page.get_by_role("button", name="Show where I am").click()
    expect(heading(page)).to_have_text("Stations near you")
    expect(page.locator("#results .row h3").first).to_have_text("Airport Hub")
    assert "origin=me" in page.url


def test_refused_position_is_told(open_visit: Any) -> None:
    page = open_visit(permissions=[]).go("/", wait_for_map=True)
    page.get_by_role("button", name="Show where I am").click()
    expect(page.locator("[data-note]")).to_have_text("Your position can't be had. Search for a place instead.")


def test_list_that_can_not_be_loaded_says_so(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    page.route("**/*fragment=list*", lambda route: route.abort())
    chip(page, "CHAdeMO").click()
    expect(page.locator("#results")).to_contain_text("The list can't be loaded just now.")
    page.unroute("**/*fragment=list*")
    page.get_by_role("link", name="Try again").click()
    expect(heading(page)).to_have_text("1 station")


def test_last_view_is_shown_again(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    drag_map(page, 5, 5)
    page.wait_for_url(lambda url: url != visit.site + NORWICH)
    visit.go("/", wait_for_map=True)
    expect(heading(page)).to_have_text("4 stations")
    assert "bbox=" in page.url


def test_more_rows_are_added_below(visit: Visit, monkeypatch: Any) -> None:
    monkeypatch.setattr("stations.web.search_request.PAGE", 2)
    page = visit.go(NORWICH)
    expect(page.locator("#results .row")).to_have_count(2)
    # Two of the five are one place, told by two sources.
    for count in (3, 4):
        page.get_by_role("link", name="Show more").click()
        expect(page.locator("#results .row")).to_have_count(count)
    expect(page.get_by_role("link", name="Show more")).to_have_count(0)
