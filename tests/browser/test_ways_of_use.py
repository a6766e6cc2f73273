"""Without a script, with the keyboard alone, on a phone, in the dark; and nothing that axe complains of."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.fakes import norwich
from tests.hurdles import hurdles

pytestmark = pytest.mark.browser

NORWICH = "/?bbox=1.2,52.58,1.4,52.72"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
# Kilometres, unlike the other windows here.
PLAIN = {"java_script_enabled": False, "locale": "en-IE"}
# What a thumb hits without aiming.
THUMB = 40

WATCH_POLICY = """
  window.broken = [];
  addEventListener("securitypolicyviolation", (event) => broken.push(event.blockedURI));
"""


def paths() -> dict[str, str]:
    """Every kind of page."""
    return {
        "front": "/",
        "list": NORWICH,
        "empty": f"{NORWICH}&min_power_kw=300",
        "station": norwich.path_of("Castle Mall"),
        "unknown plugs": norwich.path_of('Lamp Post & "Sons"'),
        "data": "/data/",
        "guide": "/guide/",
        "developers": "/developers/?place=Norwich",
        "api guide": "/developers/guide/",
        "missing": "/nothing/",
        "wrong": "/?bbox=1",
    }


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_without_a_script_from_search_to_station(open_visit: Any) -> None:
    page = open_visit(**PLAIN).go("/")
    expect(page.locator("#map")).to_be_hidden()
    page.fill("#place", "Norwich")
    page.locator(".chip", has_text="CCS").first.click()
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results h2").first).to_have_text("2 stations within 25 km of Norwich")
    page.locator(".active a").first.click()
    expect(page.locator("#results h2").first).to_have_text("4 stations within 25 km of Norwich")
    page.get_by_role("link", name="Castle Mall", exact=True).click()
    expect(page.locator("h1")).to_have_text("Castle Mall")


def test_without_a_script_more_filters_and_preferences(open_visit: Any) -> None:
    page = open_visit(java_script_enabled=False).go("/?place=Norwich&radius_km=25")
    page.locator("[data-more] summary").click()
    page.locator(".chip", has_text="Open 24/7").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#results .row h3")).to_have_text(["Castle Mall", "Airport Hub"])
    page.locator("details.menu summary").click()
    page.get_by_label("Kilometres").check()
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#results .distance").first).to_have_text("230 m")


def test_with_the_keyboard_alone_from_search_to_station(visit: Visit) -> None:
    page = visit.go("/", wait_for_map=True)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "place":
            break
    expect(page.locator("#place")).to_be_focused()
    page.keyboard.type("norwich")
    expect(page.locator("#place")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#place").get_attribute("aria-activedescendant")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#results h2").first).to_have_text("Stations near Norwich")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Castle Mall":
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Castle Mall")


def test_filters_answer_to_the_keyboard(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    page.locator("input[value=chademo]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#results h2").first).to_have_text("1 station")


def test_map_answers_to_the_keyboard(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("+")
    page.wait_for_url(lambda url: url != visit.site + NORWICH)
    assert "bbox=" in page.url


def test_escape_closes_suggestions_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit.go("/", wait_for_map=True)
    page.locator("#place").press_sequentially("norwich")
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#place")).to_have_value("norwich")


def test_phone_shows_map_and_list_without_scrolling_sideways(open_visit: Any) -> None:
    page = open_visit(**PHONE).go(NORWICH, wait_for_map=True)
    for name in ("#map", "#place", "#results h2"):
        expect(page.locator(name).first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Large map").tap()
    expect(page.get_by_role("button", name="Large map")).to_have_attribute("aria-pressed", "true")
    # The map shows more now, so the list and the address follow.
    page.wait_for_url(lambda url: NORWICH not in url)
    expect(page.locator("#results")).not_to_have_class(re.compile("is-loading"))
    page.locator("#results .row").last.scroll_into_view_if_needed()
    page.get_by_role("link", name="Castle Mall").tap()
    expect(page.locator("h1")).to_have_text("Castle Mall")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_phone_has_large_targets(open_visit: Any) -> None:
    page = open_visit(**PHONE).go(NORWICH, wait_for_map=True)
    for target in page.locator(".stage-tools .round, .bar-links a, .chip:visible, .more > summary, #place").all():
        if not target.is_visible():
            continue
        box = target.bounding_box()
        assert box
        assert box["height"] >= THUMB, target.inner_text()


def test_dark_follows_the_device_and_can_be_chosen(open_visit: Any) -> None:
    page = open_visit(color_scheme="dark").go(NORWICH, wait_for_map=True)
    dark = background(page)
    expect(page.locator("#map")).to_have_attribute("data-dark-map", "")
    page.locator("details.menu summary").click()
    page.get_by_label("Light", exact=True).check()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert background(page) != dark
    expect(page.locator("#map")).not_to_have_attribute("data-dark-map", "")
    page.reload()
    assert background(page) != dark


def test_miles_are_chosen_without_a_second_click(visit: Visit) -> None:
    page = visit.go("/?place=Norwich", wait_for_map=True)
    page.locator("details.menu summary").click()
    page.get_by_label("Kilometres").check()
    expect(page.locator("#results .distance").first).to_have_text("230 m")
    assert "place=Norwich" in page.url


def test_evse_id_is_copied(open_visit: Any) -> None:
    visit = open_visit(permissions=["clipboard-read", "clipboard-write"])
    page = visit.go(norwich.path_of("Castle Mall"))
    page.get_by_role("button", name="Copy GB*MFG*E1*1").click()
    expect(page.locator(".copy.is-done")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "GB*MFG*E1*1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [
        "front",
        "list",
        "empty",
        "station",
        "unknown plugs",
        "data",
        "guide",
        "developers",
        "api guide",
        "missing",
        "wrong",
    ],
)
def test_axe_finds_nothing(open_visit: Any, axe: str, name: str, scheme: str) -> None:
    visit = open_visit(color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    with_map = name in ("front", "list", "empty")
    page = visit.go(paths()[name], wait_for_map=with_map)
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    assert hurdles(page, axe) == []


def test_axe_finds_nothing_on_a_phone(open_visit: Any, axe: str) -> None:
    visit = open_visit(**PHONE, bypass_csp=True)
    page = visit.go(NORWICH, wait_for_map=True)
    assert hurdles(page, axe) == []


def test_no_page_breaks_its_content_security_policy(visit: Visit) -> None:
    page = visit.page
    page.add_init_script(WATCH_POLICY)
    for name, path in paths().items():
        visit.go(path, wait_for_map=name in ("front", "list", "empty", "station"))
        page.wait_for_timeout(300)
        assert page.evaluate("window.broken") == [], name
