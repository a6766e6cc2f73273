"""All that somebody does with an account, from signing up to being forgotten, in one visit."""

import json
import re

import pytest
from playwright.sync_api import expect

from accounts.models import ApiKey, Favourite, User, Vehicle
from tests.browser.conftest import Visit
from tests.browser.test_account import SUBMIT, log_in, mails_are_printed, printed
from tests.browser.test_keys import call, make
from tests.browser.test_mine import NORWICH, add_car, is_kept, star
from tests.fakes import keys
from tests.people import PASSWORD

__all__ = ["mails_are_printed"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_sign_up_by_star_car_and_key_to_deletion(visit: Visit) -> None:
    keys.add_plans()
    page = visit.go("/accounts/signup/")
    log_in(page)
    link = re.search(r"http://\S+/accounts/confirm-email/\S+", printed())
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Yes, it is mine").click()

    page = visit.go(NORWICH, wait_for_map=True)
    star(page, "Castle Mall").click()
    is_kept(star(page, "Castle Mall"))
    visit.go("/accounts/vehicles/")
    add_car(page)
    page = visit.go(NORWICH, wait_for_map=True)
    page.locator("[data-fits]").click()
    expect(page.locator("[data-fits] input")).to_be_checked()
    expect(page.locator("#results .row").first).to_be_visible()

    visit.go("/accounts/keys/")
    secret = make(page)
    told = [200]
    while told[-1] == 200 and len(told) < 121:
        told.append(call(visit, secret))
    assert told[-1] == 429
    visit.go("/accounts/keys/")
    page.get_by_role("link", name="My program").click()
    expect(page.locator(".chart rect.tone-main")).to_have_count(1)

    visit.go("/accounts/privacy/")
    # The link of the mail has logged in, which is no proof that one knows the password.
    page.get_by_role("link", name="Download").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.locator(SUBMIT).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    told_of = json.loads(download.value.path().read_text())
    assert "Castle Mall" in str(told_of)
    assert "Blue" in str(told_of)
    assert secret not in str(told_of)

    visit.go("/accounts/privacy/delete/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All of it is deleted")
    assert not [model for model in (User, Favourite, Vehicle, ApiKey) if model.objects.exists()]
    assert call(visit, secret) == 401
