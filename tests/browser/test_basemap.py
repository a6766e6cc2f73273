"""The map below the stations: the online one, and our own where that can't be had, within three seconds."""

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from tests.browser.conftest import Visit
from tests.browser.tile_host import Health, TileHost

pytestmark = pytest.mark.browser

NORWICH = "/?bbox=1.2,52.58,1.4,52.72"
# From the moment the map exists to the moment our own basemap has taken over, as the page's own clock has it.
DEADLINE_MS = 3000
MEASURE = """() => {
  const map = document.getElementById("map");
  const canvas = () => map.querySelector("canvas") && (window.began ??= performance.now());
  new MutationObserver(() => {
    canvas();
    if (map.dataset.basemap) window.taken ??= performance.now();
  }).observe(map, { attributes: true, childList: true, subtree: true });
}"""


def seconds_until_basemap(visit: Visit) -> float:
    page = visit.page
    page.add_init_script(f"addEventListener('DOMContentLoaded', {MEASURE})")
    visit.go(NORWICH, wait_for_map=True)
    return float(page.evaluate("window.taken - window.began"))


def test_online_basemap_is_used_while_it_is_well(visit: Visit, tile_host: TileHost) -> None:
    # However slow this machine is with drawing: the deadline has its own tests.
    visit.page.add_init_script("AbortSignal.timeout = () => new AbortController().signal")
    page = visit.go(NORWICH, wait_for_map=True)
    # One is asked for beforehand by the page; the map's own worker asks for the rest.
    for _ in range(200):
        page.wait_for_timeout(50 * (tile_host.tiles_sent < 4))
    assert tile_host.tiles_sent >= 4
    expect(page.locator("#map")).to_have_attribute("data-basemap", "online")


@pytest.mark.parametrize("health", [Health.SILENT, Health.DOWN, Health.NO_TILES])
def test_own_basemap_takes_over_within_three_seconds(visit: Visit, tile_host: TileHost, health: Health) -> None:
    tile_host.health = health
    waited = seconds_until_basemap(visit)
    expect(visit.page.locator("#map")).to_have_attribute("data-basemap", "simple")
    expect(visit.page.locator("[data-note]")).to_have_text("Simple map: the detailed one can't be reached.")
    assert waited <= DEADLINE_MS


def test_own_basemap_takes_over_when_tiles_fail_later(visit: Visit, tile_host: TileHost) -> None:
    tile_host.health = Health.BREAKS_LATER
    page = visit.go(NORWICH)
    expect(page.locator("#map")).to_have_attribute("data-basemap", "simple")
    expect(page.locator("#results h2").first).to_have_text("4 stations")


def test_stations_stay_when_the_basemap_changes(visit: Visit, tile_host: TileHost) -> None:
    tile_host.health = Health.DOWN
    page = visit.go(f"{NORWICH}&connector=chademo", wait_for_map=True)
    with page.expect_request("**/api/v2/tiles/**connector=ccs*"):
        page.locator(".chip", has_text="CCS").first.click()
        page.locator(".chip", has_text="CHAdeMO").first.click()


def test_own_basemap_is_the_only_one_without_an_online_style(
    visit: Visit, settings: Settings, tile_host: TileHost
) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"map_style_url": "", "map_style_dark_url": ""})
    page = visit.go(NORWICH, wait_for_map=True)
    expect(page.locator("#map")).to_have_attribute("data-basemap", "simple")
    expect(page.locator("[data-note]")).to_be_hidden()
    assert tile_host.tiles_sent == 0


def test_map_library_that_can_not_be_loaded_leaves_the_list(visit: Visit) -> None:
    visit.page.route("**/maplibre-gl.mjs", lambda route: route.abort())
    page = visit.go(NORWICH)
    expect(page.locator("[data-note]")).to_contain_text("The list has everything.")
    page.locator(".chip", has_text="CHAdeMO").first.click()
    expect(page.locator("#results h2").first).to_have_text("1 station")
