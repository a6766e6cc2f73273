"""What a driver keeps: in the browser without an account, in the account with one, and from the one into the other."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from playwright.sync_api import Page, expect

from accounts.models import Favourite, SavedSearch, User, Vehicle
from accounts.sessions import SessionStore
from tests.browser.conftest import Visit
from tests.people import person

pytestmark = pytest.mark.browser

NORWICH = "/?bbox=1.2,52.58,1.4,52.72"
BOOTH_CAR = "Charges Blue at up to 125 kW here"


def log_in(visit: Visit, user: User) -> None:
    """The cookies that logging in leaves behind."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    cookies = {"sessionid": session.session_key or "", "csrftoken": _get_new_csrf_string(), "member": "1"}
    visit.page.context.add_cookies([{"name": name, "value": text, "url": visit.site} for name, text in cookies.items()])


def star(page: Page, title: str) -> Any:
    return page.locator(".row", has_text=title).locator("[data-star]").first


def is_kept(button: Any, kept: bool = True) -> None:
    expect(button).to_have_attribute("aria-pressed", "true" if kept else "false")


def add_car(page: Page, name: str = "Blue") -> None:
    page.fill("[name=name]", name)
    page.locator(".chip", has_text="CCS 2").click()
    page.fill("[name=max_dc_power]", "125")
    page.fill("[name=max_ac_power]", "11")
    page.get_by_role("button", name="Keep the car").click()
    expect(page.locator(".mine-car h2")).to_contain_text(name)


def test_without_an_account_everything_stays_in_the_browser(visit: Visit) -> None:
    page = visit.go(NORWICH, wait_for_map=True)
    star(page, "Castle Mall").click()
    is_kept(star(page, "Castle Mall"))
    page.goto(visit.site + "/accounts/favourites/")
    expect(page.locator(".row h3")).to_have_text(["Castle Mall"])
    page.fill("[name=note]", "level 2")
    page.get_by_role("button", name="Keep note").click()
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("level 2")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".row")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('vw-favourites')") is None
    assert not Favourite.objects.exists()


def test_two_tabs_keep_what_each_of_them_adds(visit: Visit) -> None:
    first = visit.go(NORWICH)
    second = first.context.new_page()
    second.goto(visit.site + NORWICH)
    for page in (first, second):
        is_kept(star(page, "Castle Mall"), kept=False)
    star(first, "Castle Mall").click()
    is_kept(star(first, "Castle Mall"))
    is_kept(star(second, "Castle Mall"))
    star(second, "Airport Hub").click()
    is_kept(star(second, "Airport Hub"))
    kept = json.loads(second.evaluate("localStorage.getItem('vw-favourites')"))
    assert sorted(one["title"] for one in kept.values()) == ["Airport Hub", "Castle Mall"]
    star(first, "Castle Mall").click()
    is_kept(star(second, "Castle Mall"), kept=False)
    is_kept(star(second, "Airport Hub"))


def test_a_car_without_an_account_is_a_filter_and_says_how_fast_it_charges(visit: Visit) -> None:
    page = visit.go("/accounts/vehicles/")
    add_car(page)
    page = visit.go(NORWICH, wait_for_map=True)
    expect(page.locator(".row", has_text="Castle Mall").locator(".row-car")).to_have_text(BOOTH_CAR)
    expect(page.locator(".row", has_text="Lamp Post").locator(".row-car")).to_contain_text("how fast isn't known")
    expect(page.locator("#results h2").first).to_have_text("4 stations")
    page.locator("[data-fits]").click()
    expect(page).to_have_url(re.compile("connector=IEC_62196_T2_COMBO,type2|connector=type2,IEC_62196_T2_COMBO"))
    page.reload()
    expect(page.locator("[data-fits] input")).to_be_checked()
    expect(page.locator("#results .row")).to_have_count(4)
    page.locator(".chip", has_text="CHAdeMO").click()
    expect(page.locator("[data-fits] input")).not_to_be_checked()
    expect(page.locator("#results .row-car")).to_have_text(["Charges Blue at up to 50 kW here"])


def test_a_stations_page_has_the_star_and_tells_each_plug(visit: Visit) -> None:
    page = visit.go("/accounts/vehicles/")
    add_car(page)
    page.goto(visit.site + NORWICH)
    page.get_by_role("link", name="Castle Mall", exact=True).click()
    expect(page.locator(".sheet-head .row-car")).to_have_text(BOOTH_CAR)
    expect(page.locator(".point-car").first).to_have_text("your car: up to 125 kW")
    expect(page.locator(".point-car").last).to_have_text("your car: up to 11 kW")
    page.locator(".sheet-head [data-star]").click()
    is_kept(page.locator(".sheet-head [data-star]"))
    kept = json.loads(page.evaluate("localStorage.getItem('vw-favourites')"))
    assert [one["title"] for one in kept.values()] == ["Castle Mall"]


def test_a_search_without_an_account_is_opened_again_by_its_name(visit: Visit) -> None:
    page = visit.go(NORWICH + "&connector=chademo")
    page.get_by_role("link", name="Save this search").click()
    page.fill("[name=name]", "CHAdeMO here")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="CHAdeMO here").click()
    expect(page.locator("#results .row h3")).to_have_text(["Airport Hub"])
    page.evaluate("localStorage.removeItem('vw-view')")
    page.goto(visit.site + "/")
    expect(page.locator("[data-saved] a")).to_have_text("CHAdeMO here")


def test_what_a_browser_kept_joins_the_account_once(visit: Visit) -> None:
    page = visit.go(NORWICH)
    for title in ("Castle Mall", "Airport Hub"):
        star(page, title).click()
        is_kept(star(page, title))
    add_car(visit.go("/accounts/vehicles/"))
    alice = person()
    log_in(visit, alice)
    page.goto(visit.site + "/accounts/favourites/")
    expect(page.locator(".row h3")).to_have_text(["Airport Hub", "Castle Mall"])
    page.goto(visit.site + NORWICH)
    is_kept(star(page, "Castle Mall"))
    expect(page.locator(".row", has_text="Castle Mall").locator(".row-car")).to_have_text(BOOTH_CAR)
    assert sorted(Favourite.objects.filter(user=alice).values_list("title", flat=True)) == [
        "Airport Hub",
        "Castle Mall",
    ]
    assert Vehicle.objects.get(user=alice).max_dc_power == 125_000
    assert page.evaluate("Object.keys(localStorage).filter((name) => name !== 'vw-view')") == []
    page.reload()
    star(page, "Airport Hub").click()
    is_kept(star(page, "Airport Hub"), kept=False)
    assert Favourite.objects.count() == 1


def test_the_whole_way_with_an_account(visit: Visit, tmp_path: Path) -> None:
    alice = person()
    log_in(visit, alice)
    page = visit.go(NORWICH, wait_for_map=True)
    star(page, "Castle Mall").click()
    is_kept(star(page, "Castle Mall"))
    page.get_by_role("link", name="Favourites").first.click()
    page.fill("[name=note]", "level 2")
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator("[name=note]")).to_have_value("level 2")
    with page.expect_download() as out:
        page.get_by_role("link", name="GPX").click()
    out.value.save_as(tmp_path / "mine.gpx")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".row")).to_have_count(0)
    page.set_input_files("[name=file]", tmp_path / "mine.gpx")
    page.get_by_role("button", name="Bring them").click()
    expect(page.locator("[name=note]")).to_have_value("level 2")
    page.goto(visit.site + "/accounts/vehicles/")
    add_car(page)
    page.get_by_role("link", name="Chargers that fit").click()
    expect(page).to_have_url(re.compile("connector=type2&connector=IEC_62196_T2_COMBO"))
    expect(page.locator("[data-fits] input")).to_be_checked()


def test_the_star_works_without_a_script(open_visit: Any) -> None:
    visit = open_visit(java_script_enabled=False)
    log_in(visit, person())
    page = visit.go(NORWICH)
    star(page, "Castle Mall").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".row h3")).to_have_text(["Castle Mall"])
    page.goto(visit.site + NORWICH + "&connector=chademo")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_role("button", name="Save").click()
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize("path", ["/accounts/favourites/", "/accounts/vehicles/?q=id.3", "/accounts/searches/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_used_by_everybody(path: str, scheme: str, open_visit: Any, axe: str) -> None:
    visit = open_visit(color_scheme=scheme, viewport={"width": 390, "height": 800}, bypass_csp=True)
    page = visit.go(NORWICH)
    star(page, "Castle Mall").click()
    is_kept(star(page, "Castle Mall"))
    add_car(visit.go("/accounts/vehicles/"))
    page = visit.go(path)
    expect(page.locator("[data-favourites] .row, .mine-car, [data-empty]").first).to_be_visible()
    page.evaluate(axe)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert [(one["id"], node["html"][:200]) for one in found["violations"] for node in one["nodes"]] == []
