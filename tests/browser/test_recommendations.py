"""Similar stations and suggestions in a real browser: light, dark, on a phone, and without JavaScript."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.favourites.keep import keep_favourite
from analytics.models import Neighbour
from tests.browser.test_console import SIZES
from tests.browser.test_mine import log_in
from tests.fakes.happenings import happen
from tests.hurdles import hurdles
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_suggestions_lead_to_stations_whose_drivers_came_there(
    size: str, scheme: str, open_visit: Any, axe: str, site: str
) -> None:
    happen()
    alice = person()
    known = Neighbour.objects.earliest("pk").station
    keep_favourite(by=alice, station=known, note=None, now=timezone.now())
    visit = open_visit(viewport=SIZES[size], color_scheme=scheme)
    log_in(visit, alice)
    page = visit.go("/accounts/")
    page.get_by_role("link", name="For you").click()
    expect(page.get_by_role("heading", level=1, name="For you")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Because you keep")).to_be_visible()
    _look(page, axe, f"for-you-{size}-{scheme}")
    page.locator(".mine-because .row h3 a").first.click()
    expect(page.get_by_role("heading", level=2, name="Drivers who charge here also charge at")).to_be_visible()
    _look(page, axe, f"also-{size}-{scheme}")


def test_suggestions_need_no_script(open_visit: Any, site: str) -> None:
    happen()
    known = Neighbour.objects.earliest("pk").station
    page = open_visit(java_script_enabled=False).go(f"/stations/{known}/")
    also = page.get_by_role("region", name="Drivers who charge here also charge at")
    expect(also.get_by_role("listitem").first).to_be_visible()
    also.get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Drivers who charge here also charge at")).to_be_visible()


def _look(page: Any, axe: str, name: str) -> None:
    if folder := os.environ.get("VOLTWAY_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    assert hurdles(page, axe) == [], name
