"""Two taps on a phone say that a plug is broken: marked after the third, moderated, answered, cleared."""

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts import suspected
from accounts.models import Letter, User
from stations.models import FaultReport, Station
from tests.browser.conftest import Visit
from tests.fakes import norwich
from tests.hurdles import hurdles
from tests.people import operator, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CASTLE = "Castle Mall"
MARK = ".suspected"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Settings, site: str) -> None:
    """Visitors come from the addresses that a proxy in front of the site tells of."""
    settings.CONFIG = settings.CONFIG.model_copy(update={"proxies": 1})
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def driver(open_visit: Any, number: int, user: User | None = None, **options: Any) -> Visit:
    """Somebody with a phone, at an address of their own."""
    where = {"X-Forwarded-For": f"192.0.2.{number}"}
    visit: Visit = open_visit(**PHONE, extra_http_headers=where, **options)
    if user is not None:
        log_in(visit, user)
    return visit


def log_in(visit: Visit, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": visit.site}
    visit.page.context.add_cookies([cookie])  # type: ignore[list-item]


def report(visit: Visit) -> Page:
    """Two taps from the station's page."""
    page = visit.go(norwich.path_of(CASTLE))
    page.get_by_role("link", name="Broken?").first.tap()
    page.get_by_role("button", name="Does not start").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(CASTLE)
    return page


def moderate(page: Page, site: str, report: FaultReport, action: str) -> None:
    page.goto(f"{site}/admin/stations/faultreport/")
    page.locator(f"input.action-select[value='{report.pk}']").check()
    page.locator("select[name=action]").select_option(action)
    page.locator("button[name=index]").click()
    expect(page.locator(".messagelist")).to_contain_text("1 is changed.")


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["with scripts", "without scripts"])
def test_three_drivers_mark_a_plug_and_a_success_clears_it(open_visit: Any, options: Any, site: str) -> None:
    page = report(driver(open_visit, 1, **options))
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    page = report(driver(open_visit, 1, **options))
    expect(page.get_by_role("status")).to_contain_text("counted once")
    report(driver(open_visit, 2, person("bob@voltway.example"), **options))
    expect(page.locator(MARK)).to_have_count(0)

    third = report(driver(open_visit, 3, **options))
    expect(third.locator(MARK)).to_have_text("Suspected broken: 3 drivers reported it, last just now")
    expect(third.locator(".point").first).to_contain_text("Free")

    console: Visit = open_visit()
    log_in(console, operator())
    first = FaultReport.objects.earliest("pk")
    moderate(console.page, site, first, "hide")
    third.reload()
    expect(third.locator(MARK)).to_have_count(0)
    moderate(console.page, site, first, "show")
    third.reload()
    expect(third.locator(MARK)).to_have_count(1)

    page = driver(open_visit, 4, person("charlie@voltway.example"), **options).go(norwich.path_of(CASTLE))
    page.get_by_role("link", name="Did it work?").tap()
    page.get_by_label("Which plug?").select_option(index=1)
    page.get_by_role("button", name="I could charge").tap()
    expect(page.locator(MARK)).to_have_count(0)
    expect(page.locator(".found-words")).to_contain_text("could charge, just now")


def test_the_operator_answers_by_the_link_in_the_mail(open_visit: Any, site: str) -> None:
    norwich.reached_at("help@volts.example", name=CASTLE)
    for number in (1, 2, 3):
        page = report(driver(open_visit, number))
    expect(page.locator(MARK)).to_have_count(1)
    suspected.tell_operators()
    letter = Letter.objects.get()
    assert letter.to == "help@volts.example"
    link = re.search(r"https?://[^/\s]+(/stations/answer/\S+)", letter.text)
    assert link
    visit = driver(open_visit, 9)
    visit.go(link[1])
    visit.page.get_by_label("Your answer").fill("A new cable.\n<b>Sorry</b>")
    visit.page.get_by_role("button", name="It is repaired").tap()
    expect(visit.page.locator(MARK)).to_have_count(0)
    expect(visit.page.locator(".answer")).to_contain_text("It is repaired. A new cable. <b>Sorry</b>")


def test_nobody_is_kept_out(open_visit: Any, axe: str, site: str) -> None:
    for number in (1, 2, 3):
        page = report(driver(open_visit, number))
    station = Station.objects.get(name=CASTLE)
    for path in (norwich.path_of(CASTLE), f"/stations/{station.public_id}/tell/check-in/",
                 f"/stations/{station.public_id}/tell/broken/?evse=GB*MFG*E1*1&plug=1"):  # fmt: skip
        page.goto(site + path)
        assert hurdles(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
