"""The operator's console in a real browser: its home on a phone and a desk, light and dark."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from stations.models import ImportRun, Source
from tests.browser.test_mine import log_in
from tests.hurdles import hurdles
from tests.people import operator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES: dict[str, dict[str, Any]] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_home_names_what_needs_somebody(size: str, scheme: str, open_visit: Any, axe: str, site: str) -> None:
    now, source = timezone.now(), Source.objects.earliest("pk")
    ImportRun.objects.create(source=source, state="FAILED", started_at=now, finished_at=now, error="It answered 500.")
    visit = open_visit(viewport=SIZES[size], color_scheme=scheme)
    log_in(visit, operator())
    page = visit.go("/admin/")
    expect(page.get_by_role("heading", name="What needs attention now")).to_be_visible()
    if folder := os.environ.get("VOLTWAY_SHOTS"):
        page.screenshot(path=Path(folder) / f"console-{size}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    assert hurdles(page, axe) == []
    page.get_by_text("The same as a table").first.click()
    expect(page.locator(".chart-table table").first).to_be_visible()
    page.get_by_role("link", name=f"Import of {source.uid} failed").click()
    expect(page.locator("#content")).to_contain_text("It answered 500.")
