"""A photo from a phone: sent, looked at by a moderator, and served without metadata."""

import os
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Visit
from tests.fakes import norwich, pictures
from tests.people import operator, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def let_in(context: BrowserContext, site: str, user: Any) -> None:
    """Log in without the form, which has tests of its own."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])


def shot(page: Page, name: str) -> None:
    """For whoever wants to look: a folder of pictures, where one is named."""
    if folder := os.environ.get("VOLTWAY_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def served(site: str, page: Page) -> bytes:
    """What anybody gets at the address of the picture that a page shows."""
    address = page.locator("main figure img").get_attribute("src")
    assert address
    with urllib.request.urlopen(f"{site}{urlsplit(address).path}") as answer:
        content: bytes = answer.read()
    return content


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_photo_from_a_phone_is_seen_by_others_once_a_moderator_has_looked(
    open_visit: Any, site: str, tmp_path: Path, scripts: bool
) -> None:
    station = norwich.path_of("Castle Mall")
    driver: Visit = open_visit(**PHONE, java_script_enabled=scripts)
    let_in(driver.page.context, site, person())
    sent = tmp_path / "IMG_4711.jpg"
    sent.write_bytes(pictures.from_camera(turn=6))
    page = driver.go(station)
    page.get_by_role("link", name="Add a photo").click()
    shot(page, "photo-form")
    page.get_by_label("Picture").set_input_files(sent)
    page.get_by_label("What it shows").fill("The way in")
    page.get_by_label("CC BY 4.0").check()
    page.get_by_label("I took this photo").check()
    page.get_by_role("button", name="Send the photo").click()
    expect(page.locator("main")).to_contain_text("once a moderator has looked at it")
    expect(page.locator("main figure img")).to_have_js_property("naturalWidth", 600) if scripts else None
    shot(page, "photo-own")
    own = page.url

    guest: Visit = open_visit(**PHONE)
    page = guest.go(station)
    expect(page.locator("#photos ~ .unknown")).to_have_text("No photo yet.")
    assert guest.go(urlsplit(own).path).title().startswith("Not")

    console: Visit = open_visit()
    let_in(console.page.context, site, operator("eve@voltway.example"))
    page = console.go("/admin/stations/photo/")
    expect(page.locator("#result_list img")).to_have_js_property("complete", True)
    shot(page, "photo-console")
    page.locator("#result_list .action-select").check()
    page.locator("select[name=action]").select_option("show")
    page.locator("button[name=index]").click()
    expect(page.locator(".messagelist")).to_contain_text("1 is changed.")

    page = guest.go(station)
    page.get_by_role("link", name="The way in").click()
    expect(page.locator("main figure img")).to_have_js_property("naturalWidth", 600)
    shot(page, "photo-shown")
    content = served(site, page)
    assert [secret for secret in pictures.SECRETS if secret in content] == []
    shot(guest.go(station), "station")
