"""A review from a phone: written, counted with its age, changed, found helpful, replied to, withdrawn."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from stations.community.author import Author
from stations.community.reviews import write_review
from stations.models import Source, Station
from tests.browser.conftest import Visit
from tests.browser.test_photos_and_reviews import PHONE, let_in, shot
from tests.fakes import norwich
from tests.hurdles import hurdles
from tests.people import person
from tests.world import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CASTLE = "Castle Mall"
NONE = "No reviews yet."


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def phone(open_visit: Any, site: str, user: User | None = None, **options: Any) -> Visit:
    visit: Visit = open_visit(**PHONE, **options)
    if user:
        let_in(visit.page.context, site, user)
    return visit


def by_keyboard(page: Page, stars: int, cleanliness: int, text: str) -> None:
    """Fill the form without a pointer: Tab goes from group to group, arrows choose within one."""
    page.get_by_role("group", name="The station as a whole").get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(stars - 1):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    for _ in range(cleanliness):
        page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type(text)
    shot(page, "review-form")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_review_is_written_changed_helpful_replied_to_and_withdrawn(
    open_visit: Any, site: str, scripts: bool
) -> None:
    castle = norwich.path_of(CASTLE)
    alice = phone(open_visit, site, person(), java_script_enabled=scripts)
    page = alice.go(castle)
    section = page.locator("section.reviews")
    expect(section.locator(".unknown")).to_have_text(NONE)
    page.get_by_role("link", name="Write a review").click()
    by_keyboard(page, 4, 5, "Dry, and lit at night.")
    expect(page.get_by_role("status")).to_contain_text("Others see your review now.")
    expect(section.locator(".rating")).to_have_text("4.0 of 5 from 1 review, just now")
    expect(section.locator(".rating-parts")).to_have_text("Cleanliness 5.0 of 5 from 1 review", use_inner_text=True)

    page.get_by_role("link", name="Change or withdraw it").click()
    expect(page.get_by_role("radio", name="4 of 5: Good").first).to_be_checked()
    page.get_by_role("group", name="The station as a whole").get_by_role("radio", name="3 of 5: Fair").check()
    page.get_by_role("button", name="Save the review").click()
    expect(section.locator(".rating")).to_have_text("3.0 of 5 from 1 review, just now")

    bob = phone(open_visit, site, person("bob@voltway.example"), java_script_enabled=scripts).go(castle)
    bob.get_by_role("button", name="This helped me").click()
    expect(bob.locator(".review-ways")).to_contain_text("Helped 1 other")

    office = person("help@volts.example")
    Source.objects.update(sender=office)
    desk = phone(open_visit, site, office, java_script_enabled=scripts).go(castle)
    desk.get_by_role("link", name="Reply as the operator").click()
    desk.get_by_label("Your reply as the operator").fill("Thank you.\n<b>Come again</b>")
    shot(desk, "review-reply-form")
    desk.get_by_role("button", name="Send the reply").click()

    guest = phone(open_visit, site, java_script_enabled=scripts).go(castle)
    expect(guest.locator(".review")).to_contain_text("Dry, and lit at night.")
    expect(guest.locator(".review-reply .told")).to_have_text("Thank you.\n<b>Come again</b>", use_inner_text=True)
    expect(guest.locator(".review-ways")).to_have_text("Helped 1 other")

    page.goto(site + castle)
    shot(page, "review-own")
    page.get_by_role("link", name="Change or withdraw it").click()
    page.get_by_role("button", name="Withdraw my review").click()
    expect(page.get_by_role("status")).to_contain_text("withdrawn")
    expect(section.locator(".unknown")).to_have_text(NONE)
    guest.reload()
    expect(guest.locator("section.reviews .unknown")).to_have_text(NONE)
    expect(guest.locator(".review")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(open_visit: Any, axe: str, site: str, scheme: str) -> None:
    castle = Station.objects.get(name=CASTLE).public_id
    alice = person()
    for number in range(7):
        by = Author(alice if not number else person(f"driver{number}@voltway.example"), f"{number:032}")
        told = {"stars": number % 5 + 1, "safety": 3, "text": "Dry, and lit at night. " * number}
        write_review(station=castle, told=told, by=by, now=NOW)
    page = phone(open_visit, site, alice, color_scheme=scheme).page
    for name, path in {
        "station": norwich.path_of(CASTLE),
        "all": f"/stations/{castle}/reviews/all/?order=helpful",
        "form": f"/stations/{castle}/reviews/mine/",
    }.items():
        page.goto(site + path)
        shot(page, f"reviews-{name}-{scheme}")
        assert hurdles(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
