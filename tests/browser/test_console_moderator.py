"""A moderator at three in the morning, in a real browser: the whole queue is cleared by the keyboard alone."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from stations.community import photos
from stations.community.author import Author
from stations.community.reviews import write_review
from stations.models import Block, CheckIn, Connector, Contribution, Edit, FaultReport, Photo, Review, Station
from tests.browser.conftest import Visit
from tests.browser.test_mine import log_in
from tests.fakes import pictures
from tests.people import in_role, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS: dict[str, dict[str, Any]] = {"with scripts": {}, "without scripts": {"java_script_enabled": False}}
# Keys until something is reached; a page that needs more has lost its way past the menu.
_MOST = 60
State = Contribution.State


@pytest.fixture
def queue(site: str) -> Station:
    """Two reports, two check-ins, a review, a photo and a suggestion, all of one place, that wait."""
    castle, now, bob = Station.objects.get(name="Castle Mall"), timezone.now(), person("bob@voltway.example")
    evse, plug = Connector.objects.filter(evse__station=castle).values_list("evse__uid", "uid")[0]
    at = {"station": castle.public_id, "evse_uid": evse, "connector_uid": plug}
    for number in range(2):
        FaultReport.objects.create(**at, kind="DARK", origin=f"{number:032}", state=State.WAITING, created_at=now)
    carol = person("carol@voltway.example")
    for note in ("Buy my cable, call 555.", "The screen was dark."):
        told_by = carol if "cable" in note else None
        CheckIn.objects.create(station=castle.public_id, outcome=20, note=note, user=told_by, state=State.WAITING,
                               created_at=now)  # fmt: skip
    by = Author(bob, "")
    write_review(station=castle.public_id, told={"stars": 4, "text": "Dry, and well lit."}, by=by, now=now)
    Review.objects.update(state=State.WAITING)
    content, about = pictures.saved(pictures.drawn(40, 30)), photos.About(licence="CC0-1.0", mine=True)
    photos.add_photo(station=castle.public_id, content=content, about=about, by=by, now=now)
    changes = {"name": {"from": "Castle Mall", "to": "Castle Quarter"}}
    Edit.objects.create(station=castle.public_id, kind="CHANGE", changes=changes, digest="a", user=bob, created_at=now,
                        state=State.WAITING)  # fmt: skip
    return castle


@pytest.fixture(params=WAYS)
def moderator(request: pytest.FixtureRequest, open_visit: Any) -> Visit:
    visit: Visit = open_visit(**WAYS[request.param])
    log_in(visit, in_role(Role.MODERATOR))
    return visit


def reach(page: Page, name: str, *, role: str = "", key: str = "Tab") -> None:
    """Tab on, or back, until something of that name, or label, has the focus."""
    told = (
        "() => { const one = document.activeElement; const label = one.labels?.[0]?.textContent ?? '';"
        "return [one.tagName, (label || one.getAttribute('aria-label') || one.textContent || '').trim()]; }"
    )
    for _ in range(_MOST):
        page.keyboard.press(key)
        tag, words = page.evaluate(told)
        if name in words and (not role or tag == role):
            return
    raise AssertionError(f"{name} is not reached by {_MOST} keys")


def past_the_menu(page: Page) -> None:
    """The first key of a page offers it."""
    reach(page, "Skip to main content")
    page.keyboard.press("Enter")


def choose(page: Page, name: str, *, role: str = "") -> None:
    reach(page, name, role=role)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("VOLTWAY_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, caret="initial")


def to_the_queue(visit: Visit, kind: str) -> Page:
    """From the home, by what it says waits."""
    page = visit.go("/admin/")
    past_the_menu(page)
    choose(page, kind)
    past_the_menu(page)
    return page


def test_the_queue_is_cleared_by_the_keyboard(queue: Station, moderator: Visit) -> None:
    # One by one, each on its own page, with a reason; and back in the queue, where the next one is.
    page = to_the_queue(moderator, "2 waiting: fault reports")
    for _ in range(2):
        choose(page, "No power, dark", role="A")
        shot(page, "moderator-report")
        past_the_menu(page)
        reach(page, "Reason, which its author is shown")
        page.keyboard.type("Another driver charged there since.")
        choose(page, "Hide", role="BUTTON")
        expect(page.locator(".messagelist")).to_contain_text("1 is changed.")
        past_the_menu(page)
    expect(page.locator("#content")).to_contain_text("0 fault reports")
    assert set(FaultReport.objects.values_list("state", "reason")) == {
        (State.HIDDEN, "Another driver charged there since.")
    }

    page = to_the_queue(moderator, "1 waiting: reviews")
    choose(page, "4", role="A")
    past_the_menu(page)
    choose(page, "Show", role="BUTTON")
    assert Review.objects.get().state == State.SHOWN

    # In the list, where the picture is seen, past search and filters.
    page = to_the_queue(moderator, "1 waiting: photos")
    choose(page, "Skip to the list", role="A")
    reach(page, "Select this object", role="INPUT")
    page.keyboard.press("Space")
    reach(page, "Action", role="SELECT", key="Shift+Tab")
    page.keyboard.type("Show")
    choose(page, "Go", role="BUTTON")
    expect(page.locator(".messagelist")).to_contain_text("1 is changed.")
    assert Photo.objects.get().state == State.SHOWN

    # Whoever advertises is blocked for a month; the other check-in is shown.
    page = to_the_queue(moderator, "2 waiting: check-ins")
    choose(page, "It is out of order", role="A")
    past_the_menu(page)
    expect(page.locator("#content")).to_contain_text("The screen was dark.")
    choose(page, "Show", role="BUTTON")
    past_the_menu(page)
    choose(page, "It is out of order", role="A")
    expect(page.locator("#content")).to_contain_text("Buy my cable, call 555.")
    past_the_menu(page)
    choose(page, "Hide, and block who told it for a month", role="A")
    past_the_menu(page)
    reach(page, "Reason, which its author is shown")
    page.keyboard.type("It advertises.")
    shot(page, "moderator-block")
    choose(page, "Hide, and block who told it for a month", role="BUTTON")
    assert dict(CheckIn.objects.values_list("note", "state")) == {
        "Buy my cable, call 555.": State.HIDDEN,
        "The screen was dark.": State.SHOWN,
    }
    blocked = Block.objects.get()
    assert (str(blocked.user), blocked.reason) == ("carol@voltway.example", "It advertises.")
    assert blocked.until

    page = to_the_queue(moderator, "1 waiting: suggestions")
    choose(page, "name: Castle Mall → Castle Quarter", role="A")
    difference = page.locator(".field-difference table")
    expect(difference.get_by_role("row", name="name Castle Mall Castle Quarter")).to_be_visible()
    shot(page, "moderator-edit")
    past_the_menu(page)
    choose(page, "Accept", role="BUTTON")
    expect(page.locator(".messagelist")).to_contain_text("1 suggestion is decided.")
    queue.refresh_from_db()
    assert queue.name == "Castle Quarter"

    page = moderator.go("/admin/")
    expect(page.locator(".matters")).not_to_contain_text("waiting")


def test_a_decision_is_taken_back_by_the_keyboard(queue: Station, moderator: Visit) -> None:
    page = to_the_queue(moderator, "1 waiting: reviews")
    choose(page, "4", role="A")
    past_the_menu(page)
    choose(page, "Hide", role="BUTTON")
    assert Review.objects.get().state == State.HIDDEN
    choose(page, "Take back", role="A")
    past_the_menu(page)
    choose(page, "Take back: Hide", role="BUTTON")
    expect(page.locator(".messagelist")).to_contain_text("1 is as it was.")
    assert Review.objects.get().state == State.WAITING
