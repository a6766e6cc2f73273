"""The API's reference works within the content security policy, in both themes, and asks nobody else for anything."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS, Visit
from tests.hurdles import hurdles

pytestmark = pytest.mark.browser

# What the page lies on.
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 34, 38)"}


def opened(page: Page, operation_id: str) -> Locator:
    """An operation of the reference, unfolded."""
    operation = page.locator(f"[id$='-{operation_id}']")
    operation.get_by_role("button").first.click()
    expect(operation.get_by_role("button", name="Try it out")).to_be_visible()
    return operation


def tried(operation: Locator, **parameters: str) -> Locator:
    """The live answer to a request with these parameters."""
    operation.get_by_role("button", name="Try it out").click()
    for name, value in parameters.items():
        operation.locator(f"tr[data-param-name={name}] input").fill(value)
    operation.get_by_role("button", name="Execute").click()
    return operation.locator(".live-responses-table .response")


def test_the_reference_is_read_and_tried_out(visit: Visit) -> None:
    hosts: set[str] = set()
    page = visit.go("/data/")
    visit.page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.get_by_role("link", name="API").first.click()
    page.get_by_role("link", name="Reference").click()
    answer = tried(opened(page, "listNearbyStations"), place="Norwich")
    # The first search of a process for a place may have to make the index of names.
    expect(answer.locator(".response-col_status")).to_contain_text("200", timeout=PATIENCE_MS)
    expect(answer).to_contain_text("Castle Mall")
    assert hosts - {""} == {urlsplit(visit.site).netloc}


def test_what_the_api_refuses_is_shown_with_its_reason(visit: Visit) -> None:
    answer = tried(opened(visit.go("/api/docs/"), "listStations"), q="***")
    expect(answer.locator(".response-col_status")).to_contain_text("400", timeout=PATIENCE_MS)
    expect(answer).to_contain_text("/problems/invalid-parameters")


@pytest.mark.parametrize("theme", GROUNDS)
def test_text_can_be_read_in_both_themes(theme: str, open_visit: Any, axe: str) -> None:
    page = open_visit(color_scheme=theme, bypass_csp=True).go("/api/docs/")
    opened(page, "listOperators")
    expect(page.locator(".reference")).to_have_css("background-color", GROUNDS[theme])
    assert hurdles(page, axe, "color-contrast", within="#swagger-ui") == []


def test_the_dress_follows_the_choice_of_the_visitor(visit: Visit) -> None:
    page = visit.go("/api/docs/")
    page.wait_for_selector(".opblock")
    expect(page.locator("html.dark-mode")).to_have_count(0)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": visit.site}])
    page.reload()
    expect(page.locator("html.dark-mode")).to_have_count(1)


def test_a_phone_shows_the_reference_in_its_width(open_visit: Any) -> None:
    page = open_visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).go("/api/docs/")
    operation = opened(page, "listStations")
    name = operation.locator("tr[data-param-name=bbox] .parameters-col_name").bounding_box()
    words = operation.locator("tr[data-param-name=bbox] .parameters-col_description").bounding_box()
    assert name and words
    assert words["y"] >= name["y"] + name["height"]
    assert words["width"] > 250
    assert page.evaluate("document.documentElement.scrollWidth") == 360
