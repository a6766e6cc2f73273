"""A key of the API in a browser: made, seen once, used until it is refused, looked at, rotated and revoked."""

import urllib.error
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import ApiKey, User
from tests.browser.conftest import Visit
from tests.browser.test_mine import log_in
from tests.fakes import keys
from tests.hurdles import hurdles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_MINUTE = 60


@pytest.fixture
def alice(transactional_db: None) -> User:
    return keys.owner(plan="free")


def make(page: Page, name: str = "My program") -> str:
    """Make a key; its secret, as the page shows it."""
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the key").click()
    return page.locator("[data-secret]").inner_text()


def call(visit: Visit, key: str) -> int:
    """The status that a program is answered."""
    asked = urllib.request.Request(f"{visit.site}/api/v2/stations/?limit=1", headers={"X-Api-Key": key})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no script"])
def test_a_key_from_its_making_to_its_end(options: dict[str, bool], open_visit: Any, alice: User) -> None:
    visit: Visit = open_visit(**options)
    log_in(visit, alice)
    page = visit.go("/accounts/keys/")
    secret = make(page)
    expect(page.locator(".key-new")).to_contain_text("nobody can show it again")
    page.reload()
    expect(page.locator(".key-new")).to_have_count(0)
    assert ApiKey.objects.count() == 1
    told = [200]
    # A new minute may begin meanwhile.
    while told[-1] == 200 and len(told) < 2 * A_MINUTE:
        told.append(call(visit, secret))
    answered = len(told) - 2
    assert (told[-1], answered >= A_MINUTE) == (429, True)

    page.goto(f"{visit.site}/accounts/keys/")
    expect(page.locator("#quota ~ p, .account-card p").first).to_contain_text(
        f"{answered} of 100 requests used today, {100 - answered} left"
    )
    assert secret not in page.content()
    page.get_by_role("link", name="My program").click()
    expect(page.locator(".chart rect.tone-main")).to_have_count(1)
    expect(page.locator(".chart rect.tone-bad")).to_have_count(1)
    expect(page.locator("#endpoints ~ div td")).to_have_text([str(answered), "0", "1"])

    page.get_by_role("button", name="Rotate the key").click()
    second = page.locator("[data-secret]").inner_text()
    assert second != secret
    # It is another way in, and not another quota.
    assert call(visit, second) in (200, 429)
    page.locator(".keys .key-head a").first.click()
    page.get_by_role("button", name="Revoke the key").click()
    expect(page.locator("main")).to_contain_text("is revoked")
    assert call(visit, second) == 401
    assert ApiKey.objects.count() == 2


def test_the_secret_is_copied(open_visit: Any, alice: User) -> None:
    visit: Visit = open_visit(permissions=["clipboard-read", "clipboard-write"])
    log_in(visit, alice)
    page = visit.go("/accounts/keys/")
    secret = make(page)
    page.locator("[data-copy]").first.click()
    expect(page.locator("[data-copied]").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_of_keys_can_be_used_by_all(colours: str, open_visit: Any, alice: User, axe: str) -> None:
    visit: Visit = open_visit(color_scheme=colours, viewport={"width": 390, "height": 800})
    log_in(visit, alice)
    page = visit.go("/accounts/keys/")
    make(page)
    assert hurdles(page, axe) == []
    call(visit, page.locator("[data-secret]").inner_text())
    for path in (f"/accounts/keys/{ApiKey.objects.get().prefix}/", "/accounts/keys/", "/pricing/"):
        page = visit.go(path)
        assert hurdles(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
