"""A suggestion on a phone: made, accepted in the console, and still there after the source is imported again."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from stations.exports.registry import all_formats
from stations.exports.write import write_export
from stations.models import Correction, Edit, Station
from stations.search.query import StationQuery
from tests.browser.conftest import Visit
from tests.browser.test_mine import log_in
from tests.fakes import norwich
from tests.fakes.edits import driver, moderator
from tests.hurdles import hurdles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>Castle & "Quarter" \'{{ 7*7 }}'


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(request: pytest.FixtureRequest, open_visit: Any) -> Visit:
    visit: Visit = open_visit(**PHONE, java_script_enabled=request.param)
    return visit


def castle() -> str:
    return Station.objects.get(name="Castle Mall").public_id


def fits(page: Page) -> None:
    """Nothing stands out of the screen."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def decided(visit: Visit, word: str) -> Page:
    """The console's page of the suggestion, after a button of it was pressed."""
    log_in(visit, moderator())
    page = visit.go(f"/admin/stations/edit/{Edit.objects.get().pk}/change/")
    page.get_by_label("Reason").fill("Thank you.")
    page.get_by_role("button", name=word, exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("1 suggestion is decided.")
    return page


def test_a_suggestion_stands_after_the_next_import(phone: Visit, open_visit: Any, tmp_path: Path) -> None:
    station = castle()
    log_in(phone, driver())
    page = phone.go(norwich.path_of("Castle Mall"))
    page.get_by_role("link", name="Suggest an edit").click()
    page.get_by_label("Name", exact=True).fill("Castle Quarter Mall")
    page.get_by_label("Price", exact=True).fill("0.79 £ per kWh")
    page.get_by_label("How do you know?").fill("It stands on the column.")
    page.get_by_role("button", name="Send the suggestion").click()
    expect(page.get_by_text("A moderator looks at it")).to_be_visible()
    assert set(Edit.objects.get().changes) == {"name", "price_text"}

    decided(open_visit(), "Accept")
    page = phone.go(f"/stations/{station}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Castle Quarter Mall")
    expect(page.get_by_text("The source says: Castle Mall")).to_be_visible()
    expect(page.get_by_text("Thank you.")).to_be_visible()

    now = timezone.now()
    places = norwich.places(now)
    places[0]["address"] = "Another Lane"
    norwich.bring(tmp_path, norwich.OPEN, places, now, complete="*")
    page = phone.go(f"/stations/{station}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Castle Quarter Mall")
    expect(page.get_by_text("Another Lane").first).to_be_visible()
    told = json.loads(page.context.request.get(f"{phone.site}/api/v2/stations/{station}/").text())
    assert (told["name"], told["price_text"], told["address"]) == (
        "Castle Quarter Mall",
        "0.79 £ per kWh",
        "Another Lane",
    )
    path = tmp_path / "export.zip"
    write_export(query=StationQuery(), form=all_formats()["csv"], path=path, now=now)
    with zipfile.ZipFile(path) as packed:
        (table,) = (packed.read(name).decode() for name in packed.namelist() if name.endswith(".csv"))
    assert "Castle Quarter Mall" in table
    assert "VoltWay drivers" in table

    places[0]["name"] = "The Mall"
    norwich.bring(tmp_path, norwich.OPEN, places, now, complete="*")
    page = phone.go(f"/stations/{station}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Mall")
    assert Correction.objects.get(field="name").superseded_at is not None


def test_hostile_words_are_words(open_visit: Any) -> None:
    """In the form, in one's own list, in the console's list and difference, on the station's page."""
    bob, dana = open_visit(**PHONE), open_visit()
    opened: list[str] = []
    for visit in (bob, dana):
        visit.page.on("dialog", lambda dialog: opened.append(dialog.message) or dialog.dismiss())  # type: ignore[func-returns-value]
    log_in(bob, driver())
    page = bob.go(f"/stations/{castle()}/edits/new/")
    for label in ("Directions", "Notes", "How do you know?"):
        page.get_by_label(label).fill(HOSTILE)
    page.get_by_label("Opening hours").fill(HOSTILE)
    page.get_by_role("button", name="Send the suggestion").click()
    expect(page.get_by_text("is not understood")).to_be_visible()
    expect(page.get_by_label("How do you know?")).to_have_value(HOSTILE)
    page.get_by_label("Opening hours").fill("24/7")
    page.get_by_role("button", name="Send the suggestion").click()
    expect(page.get_by_text("A moderator looks at it")).to_be_visible()
    # Whatever a cleaner took away: the difference shows what stands in the row.
    edit = Edit.objects.get()
    edit.changes["notes"]["to"] = edit.changes["notes"]["from"] = HOSTILE
    edit.save()
    log_in(dana, moderator())
    console = dana.go(f"/admin/stations/edit/{edit.pk}/change/")
    expect(console.get_by_text(HOSTILE).first).to_be_visible()
    expect(console.get_by_text("Changed meanwhile")).to_be_visible()
    decided(dana, "Accept")
    bob.go("/edits/")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    bob.go(f"/stations/{castle()}/")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert opened == []


def test_a_station_is_added_on_a_phone(phone: Visit, open_visit: Any) -> None:
    log_in(phone, driver())
    page = phone.go("/stations/add/")
    page.get_by_label("Address or town").fill("Norwich")
    page.get_by_role("button", name="Find it").click()
    expect(page.get_by_label("Latitude")).to_have_value(re.compile(r"52\.6"))
    page.get_by_label("Latitude").fill("52.62801")
    page.get_by_label("Longitude").fill("1.29501")
    page.get_by_label("Name", exact=True).fill("Behind the mill")
    page.get_by_label("Plug").first.select_option("IEC_62196_T2")
    page.get_by_label("kW").first.fill("22")
    page.get_by_role("button", name="Send the suggestion").last.click()
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    page.get_by_label("It is none of them").check()
    page.get_by_role("button", name="Send the suggestion").last.click()
    expect(page.get_by_text("A new station")).to_be_visible()
    decided(open_visit(), "Accept")
    phone.go("/edits/")
    page.get_by_role("link", name="To the station").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Behind the mill")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forms_fit_and_everybody_can_use_them(scheme: str, open_visit: Any, axe: str) -> None:
    visit = open_visit(**PHONE, color_scheme=scheme)
    log_in(visit, driver())
    for path in (f"/stations/{castle()}/edits/new/", "/stations/add/", "/edits/", f"/stations/{castle()}/"):
        page = visit.go(path)
        fits(page)
        assert hurdles(page, axe) == []
