"""The report on the quality of sources in a real browser: light, dark, on a phone, and without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from analytics.models import ALL, QualityLook
from analytics.quality import look
from stations.models import Station
from stations.sources.base import Feed
from stations.sources.registry import known_feeds
from tests.browser.test_console import SIZES
from tests.fakes.quality import looked
from tests.hurdles import hurdles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def happen() -> Feed:
    """A source of the small world that was looked at twice, and became worse."""
    look.refresh(now=timezone.now())
    latest = QualityLook.objects.filter(operator=ALL).order_by("-stations")[0]
    worse = [{"kind": "field", "name": "operator", "before": 100.0, "now": 50.0}]
    station = Station.objects.filter(source__uid=latest.source)[0].public_id
    figures = {**latest.figures, "faults": {"position_coarse": 1}}
    examples = {"position_coarse": [[station, "52.63, 1.29"]]}
    QualityLook.objects.filter(pk=latest.pk).update(worse=worse, examples=examples, figures=figures)
    looked(latest.source, day=latest.day - timedelta(days=1))
    return known_feeds()[latest.source]


def open_tables(page: Page) -> None:
    for summary in page.locator("details > summary").all():
        summary.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_read_the_report(size: str, scheme: str, open_visit: Any, axe: str, site: str) -> None:
    feed = happen()
    visit = open_visit(viewport=SIZES[size], color_scheme=scheme)
    page = visit.go("/data/quality/")
    assert hurdles(page, axe) == []
    page.get_by_role("table").get_by_role("link", name=feed.title).click()
    expect(page.get_by_role("heading", level=1, name=feed.title)).to_be_visible()
    open_tables(page)
    expect(page.get_by_text("52.63, 1.29")).to_be_visible()
    expect(page.get_by_text("told of 50 %")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    assert hurdles(page, axe) == []


def test_the_report_needs_no_script(open_visit: Any, site: str) -> None:
    feed = happen()
    page = open_visit(java_script_enabled=False).go("/data/")
    page.get_by_role("link", name="How good the data of each source is").click()
    page.get_by_role("table").get_by_role("link", name=feed.title).click()
    operator = page.locator('a[href^="?operator="]').first
    name = operator.inner_text()
    operator.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
