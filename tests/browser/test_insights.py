"""Pages below /analytics/ in a real browser: light, dark, on a phone, and without JavaScript."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from analytics.insights.registry import INSIGHTS
from tests.browser.test_console import SIZES
from tests.browser.test_mine import log_in
from tests.fakes.happenings import happen
from tests.hurdles import hurdles
from tests.people import operator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_read_every_insight(size: str, scheme: str, open_visit: Any, axe: str, site: str) -> None:
    happen()
    visit = open_visit(viewport=SIZES[size], color_scheme=scheme)
    log_in(visit, operator())
    page = visit.go("/analytics/")
    assert hurdles(page, axe) == []
    for name, insight in INSIGHTS.items():
        visit.go("/analytics/")
        page.get_by_role("link", name=str(insight.title), exact=True).click()
        expect(page.get_by_role("heading", level=1, name=str(insight.title))).to_be_visible()
        expect(page.locator(".insight-picture :is(svg.chart, canvas)").first).to_be_visible()
        page.get_by_text("The same as a table").click()
        expect(page.locator(".chart-table table")).to_be_visible()
        if folder := os.environ.get("VOLTWAY_SHOTS"):
            page.screenshot(path=Path(folder) / f"insight-{name}-{size}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"], name
        assert hurdles(page, axe) == [], name


def test_gaps_lie_on_a_map_and_say_what_they_are(visit: Any) -> None:
    happen()
    page = visit.go("/analytics/gaps/")
    container = page.locator("#map[data-basemap]")
    expect(container.locator("canvas")).to_be_visible()
    expect(page.locator("[data-plain]")).to_be_hidden()
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()
    told = page.locator("[data-told]")

    def touched() -> bool:
        # The map is drawn a while after it is there.
        container.click()
        page.wait_for_timeout(200)
        return bool(told.inner_text())

    assert any(touched() for _try in range(50))
    expect(told).to_contain_text("found nothing")


def test_without_a_map_the_gaps_are_drawn(visit: Any) -> None:
    happen()
    visit.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = visit.go("/analytics/gaps/")
    expect(page.locator("[data-plain] svg")).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()


def test_an_insight_needs_no_script(open_visit: Any, site: str) -> None:
    happen()
    page = open_visit(java_script_enabled=False).go("/data/")
    page.get_by_role("contentinfo").get_by_role("link", name="Analytics").click()
    page.get_by_role("link", name="Usage and energy").click()
    page.get_by_label("From", exact=True).fill("2026-11-01")
    page.get_by_label("To", exact=True).fill("2026-11-07")
    page.get_by_role("combobox", name="Operator").select_option("Volta Nord")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=2, name="1 Nov 2026 to 7 Nov 2026")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.locator(".chart-table tbody tr")).to_have_count(7)


def test_two_places_are_chosen_to_be_compared(visit: Any) -> None:
    happen()
    page = visit.go("/analytics/comparison/")
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    for name in ("Quay", "Station Road"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    page.get_by_role("button", name="Show").click()
    page.get_by_text("The same as a table").click()
    rows = page.locator(".chart-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Quay")
