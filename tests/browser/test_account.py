"""An account from its first day to its last, in a browser, by the mails that the console backend prints."""

import io
import json
import re
import threading
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import Letter, User
from tests.browser.conftest import Visit
from tests.hurdles import hurdles
from tests.people import PASSWORD, code_for, code_of
from voltway.jobs.claim import perform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "alice@voltway.example"
SUBMIT = "main form.account-form [type=submit]"


def printed() -> str:
    """Send the latest mail, as a worker would, beside the browser; what it prints."""
    told = io.StringIO()

    def do() -> None:
        perform(Letter, Letter.objects.latest("id").pk, heart=False)
        connection.close()

    with redirect_stdout(told):
        worker = threading.Thread(target=do)
        worker.start()
        worker.join()
    return told.getvalue()


def log_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator(SUBMIT).click()


@pytest.fixture(autouse=True)
def mails_are_printed(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.parametrize(
    "options",
    [{}, {"java_script_enabled": False, "viewport": {"width": 390, "height": 800}}],
    ids=["desk", "phone without scripts"],
)
def test_from_sign_up_to_deletion(options: dict[str, Any], open_visit: Any, tmp_path: Path) -> None:
    visit: Visit = open_visit(**options)
    page = visit.go("/accounts/signup/")
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    link = re.search(r"http://\S+/accounts/confirm-email/\S+", printed())
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My VoltWay")

    page.goto(f"{visit.site}/accounts/2fa/totp/activate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator(SUBMIT).click()
    page.get_by_label("Code that the app shows").fill(code_for(page.locator(".account-key").inner_text()))
    page.locator(SUBMIT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(page.locator(".account-codes li")).to_have_count(10)

    page.goto(f"{visit.site}/accounts/")
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{visit.site}/accounts/privacy/")
    log_in(page)
    cache.clear()
    page.get_by_label("Code of your app").fill(code_of(User.objects.get()))
    page.locator(SUBMIT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert json.loads(download.value.path().read_text())["account"] == EMAIL

    page.goto(f"{visit.site}/accounts/privacy/delete/")
    page.get_by_label("Password").fill(PASSWORD)
    cache.clear()
    page.get_by_label("Code of your app").fill(code_of(User.objects.get()))
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All of it is deleted")
    assert not User.objects.exists()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_can_be_used_by_all(colours: str, open_visit: Any, axe: str) -> None:
    visit: Visit = open_visit(color_scheme=colours)
    page = visit.go("/accounts/")
    assert hurdles(page, axe) == []
    log_in(page)
    assert hurdles(page, axe) == []
    User.objects.create_superuser(EMAIL, PASSWORD)
    log_in(page)
    expect(page.get_by_role("link", name="My VoltWay")).to_be_visible()
    for path in ("", "profile/", "email/", "password/change/", "2fa/", "privacy/", "privacy/delete/"):
        page.goto(f"{visit.site}/accounts/{path}")
        assert hurdles(page, axe) == [], path


def test_the_bar_says_where_one_is(visit: Visit) -> None:
    page = visit.go("/data/")
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    User.objects.create_superuser(EMAIL, PASSWORD)
    page.get_by_role("link", name="Log in").click()
    log_in(page)
    page.goto(f"{visit.site}/data/")
    expect(page.get_by_role("link", name="My VoltWay")).to_be_visible()
    expect(page.get_by_role("link", name="Log in")).to_have_count(0)
