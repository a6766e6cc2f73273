"""Reports of a month in a real browser: what somebody's keys were used for, and the whole service."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.keys.issue import make_key
from accounts.models import Usage
from analytics.models import EventDay
from tests.browser.test_console import SIZES
from tests.browser.test_mine import log_in
from tests.hurdles import hurdles
from tests.people import operator
from voltway.lib.access import Scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", SIZES)
def test_both_reports_can_be_read_by_everybody_who_may(size: str, open_visit: Any, axe: str, site: str) -> None:
    alice, now = operator(), timezone.now()
    key, _secret = make_key(by=alice, name="Route planner", scopes=[Scope.READ], expires_at=None, now=now)
    Usage.objects.create(key=key, day=now.date(), endpoint="api-stations", answered=12_345)
    EventDay.objects.create(kind="API", day=now.date(), subject="api-stations", outcome="2xx", bucket=1, times=54_321)
    visit = open_visit(viewport=SIZES[size], color_scheme="dark" if size == "phone" else "light")
    log_in(visit, alice)
    page = visit.go("/accounts/keys/")
    page.get_by_role("link", name="Usage by month").click()
    expect(page.get_by_role("cell", name="12,345")).to_be_visible()
    assert hurdles(page, axe) == []
    page = visit.go("/analytics/")
    page.get_by_role("link", name="Usage of the service by month").click()
    expect(page.get_by_role("cell", name="54,321")).to_be_visible()
    assert hurdles(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
