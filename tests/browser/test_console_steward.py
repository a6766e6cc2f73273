"""A data steward at work in a real browser: a feed that was held back is read and released, a run is taken back."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from stations.ingest.static import Input, run
from stations.models import ImportRun, Station, Upkeep
from stations.sources.base import SourceFile
from stations.sources.registry import all_feeds
from tests.browser.conftest import Visit
from tests.browser.test_mine import log_in
from tests.fakes import norwich
from tests.hurdles import hurdles
from tests.people import in_role
from voltway.jobs.claim import perform

# A page without scripts loads itself anew every five seconds.
PATIENCE_MS = 20_000
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WAYS: dict[str, dict[str, Any]] = {
    "desk": {},
    "phone dark": {**PHONE, "color_scheme": "dark"},
    "no script": {"java_script_enabled": False},
}


@pytest.fixture(params=WAYS)
def steward(request: pytest.FixtureRequest, open_visit: Any) -> Visit:
    """A window of a data steward who is logged in."""
    visit: Visit = open_visit(**WAYS[request.param])
    log_in(visit, in_role(Role.STEWARD))
    return visit


def read(folder: Path, places: Sequence[Any]) -> ImportRun:
    """The fake feed, fetched as its schedule has it: nobody has accepted that it shrinks."""
    path = folder / "feed.json"
    now = timezone.now()
    path.write_text(json.dumps({"data": places, "status_code": 1000, "timestamp": f"{now:%Y-%m-%dT%H:%M:%SZ}"}))
    return run(source=norwich.OPEN, given=Input((SourceFile(path),), path.name, "*"), now=now)


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("VOLTWAY_SHOTS"):
        width = page.evaluate("window.innerWidth")
        # Hiding the caret would take an inline style, which the pages forbid.
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True, caret="initial")


def fits(page: Page) -> None:
    """Nothing stands out of the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def worked_off() -> None:
    for job in Upkeep.objects.unfinished():
        perform(Upkeep, job.pk, heart=False)


def test_a_feed_that_is_held_back_is_released_and_taken_back(steward: Visit, tmp_path: Path) -> None:
    now = timezone.now()
    norwich.bring(tmp_path, norwich.OPEN, norwich.places(now), now, complete="*")
    less = norwich.places(now)[:3]
    less[0]["name"] = "Castle Quarter Mall"
    held = read(tmp_path, less)
    assert held.state == ImportRun.State.HELD

    page = steward.go("/admin/")
    page.get_by_role("link", name=f"Import of {norwich.OPEN} is held back").click()
    expect(page.get_by_role("heading", name="2 stations: would vanish")).to_be_visible()
    expect(page.get_by_text("Cromer Pier")).to_be_visible()
    expect(page.get_by_role("heading", name="1 station: would change")).to_be_visible()
    fits(page)
    shot(page, "held")
    page.get_by_role("link", name="Release", exact=True).click()
    expect(page.get_by_text("The source is not asked again")).to_be_visible()
    page.get_by_label("Reason").fill("Two sites were closed.")
    fits(page)
    shot(page, "release")
    page.get_by_role("button", name="Release", exact=True).click()
    expect(page.locator("[data-progress]")).to_contain_text("waiting")
    shot(page, "waiting")
    worked_off()
    # Nobody loads the page anew: the script does, or what stands in the page for those without one.
    expect(page.get_by_text("What became of it: released")).to_be_visible(timeout=PATIENCE_MS)
    assert set(Station.objects.filter(source__uid=norwich.OPEN, vanished_at=None).values_list("name", flat=True)) == {
        "Castle Quarter Mall",
        "Riverside Park",
        'Lamp Post & "Sons"',
    }

    page.get_by_role("link", name="Undo this run").click()
    expect(page.get_by_role("heading", name="2 stations: come back")).to_be_visible()
    shot(page, "undo")
    page.get_by_role("button", name="Undo this run").click()
    worked_off()
    expect(page.locator(".field-state .readonly")).to_have_text("undone", timeout=PATIENCE_MS)
    assert Station.objects.filter(source__uid=norwich.OPEN, vanished_at=None).count() == 5


def test_refused_rows_are_read_again_once_their_reader_is_mended(
    steward: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = norwich.places(timezone.now())
    places[1]["coordinates"] = {"latitude": "95.0", "longitude": "1.31"}
    refused = read(tmp_path, places)
    page = steward.go(f"/admin/stations/importrun/{refused.pk}/change/")
    table = page.get_by_role("group", name="refused rows by rule")
    expect(table).to_contain_text("coordinates")
    shot(page, "refused")
    feed = all_feeds()[norwich.OPEN]
    was = feed.location  # type: ignore[attr-defined]

    def mended(raw: Any) -> Any:
        return was(raw) | {"coordinates": {"latitude": "52.6230", "longitude": "1.3100"}, "name": "River, mended"}

    monkeypatch.setattr(feed, "location", mended)
    page.get_by_role("link", name="Read refused rows again").click()
    page.get_by_label("Reason").fill("Degrees are mended.")
    fits(page)
    page.get_by_role("button", name="Read refused rows again").click()
    worked_off()
    expect(page.get_by_text("completed").nth(1)).to_be_visible(timeout=PATIENCE_MS)
    assert Station.objects.filter(name="River, mended", vanished_at=None).exists()
    page = steward.go("/admin/stations/importrun/")
    expect(page.get_by_role("cell", name="refused rows again").first).to_be_visible()


def test_a_source_is_paused_and_goes_on(steward: Visit, tmp_path: Path) -> None:
    source = read(tmp_path, norwich.places(timezone.now())).source
    page = steward.go(f"/admin/stations/source/{source.pk}/change/")
    expect(page.get_by_role("region", name="Latest runs").first).to_contain_text("completed")
    fits(page)
    shot(page, "source")
    page.get_by_role("link", name="Pause", exact=True).click()
    page.get_by_label("Reason").fill("Its operator asks us to.")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("1 source is paused.")).to_be_visible()
    page.get_by_role("link", name="Resume").click()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("1 source is fetched on schedule again.")).to_be_visible()
    source.refresh_from_db()
    assert source.enabled


def test_a_station_is_found_by_evse_id_and_who_says_what_is_seen(
    steward: Visit, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    now = timezone.now()
    renamed = norwich.places(now)
    renamed[0]["name"] = "Castle Quarter Mall"
    norwich.bring(tmp_path, norwich.OPEN, renamed, now)
    page = steward.go("/admin/stations/station/")
    page.locator("#searchbar").fill("GB*MFG*E1*2")
    page.locator("#searchbar").press("Enter")
    page.locator("#result_list a").first.click()
    facts = page.get_by_role("region", name="Who says what")
    expect(facts.get_by_role("row", name="name Castle Quarter Mall uk-mfg")).to_be_visible()
    if request.node.callspec.params["steward"] != "no script":
        expect(page.locator("#map[data-basemap]")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("region", name="How it came to be")).to_contain_text("Castle Quarter Mall")
    expect(page.get_by_role("region", name="The same place in other sources")).to_contain_text("Castle Quarter")
    fits(page)
    shot(page, "station")
    page.get_by_role("link", name="Hide", exact=True).click()
    page.get_by_label("Reason").fill("It was never built.")
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_text("It was never built.").first).to_be_visible()
    assert Station.objects.get(name="Castle Quarter Mall").vanished_at is not None
    shot(page, "hidden")
    page.get_by_role("link", name="Show again").click()
    page.get_by_role("button", name="Show again").click()
    expect(page.get_by_text("The station is shown again.")).to_be_visible()
    assert Station.objects.get(name="Castle Quarter Mall").vanished_at is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(scheme: str, open_visit: Any, axe: str, tmp_path: Path) -> None:
    visit = open_visit(color_scheme=scheme)
    log_in(visit, in_role(Role.STEWARD))
    now = timezone.now()
    norwich.bring(tmp_path, norwich.OPEN, norwich.places(now), now, complete="*")
    held = read(tmp_path, norwich.places(now)[:3])
    castle = Station.objects.get(name="Castle Mall").pk
    for path, title in (
        (f"importrun/{held.pk}/change/", "View import run"),
        (f"importrun/{held.pk}/do/release/", "Release"),
        (f"station/{castle}/change/", "View station"),
        (f"station/{castle}/do/hide/", "Hide"),
        (f"source/{held.source_id}/change/", "Change source"),
    ):
        page = visit.go(f"/admin/stations/{path}")
        assert page.url.endswith(path)
        assert title in page.title()
        assert hurdles(page, axe) == [], path


def test_what_is_typed_is_kept_when_a_job_ends(open_visit: Any, tmp_path: Path) -> None:
    visit = open_visit()
    log_in(visit, in_role(Role.STEWARD))
    source = read(tmp_path, norwich.places(timezone.now())).source
    job, _ = Upkeep.objects.enqueue(kind="PLACES", source=source)
    page = visit.go(f"/admin/stations/source/{source.pk}/change/")
    progress = page.locator("[data-progress]")
    expect(progress).to_contain_text("waiting")
    page.locator("#id_every").fill("02:00:00")
    Upkeep.objects.filter(pk=job.pk).update(state="FAILED", error="It has no key.", finished_at=timezone.now())
    anew = page.get_by_role("link", name="Load this page anew")
    expect(anew).to_be_visible(timeout=PATIENCE_MS)
    expect(progress).to_contain_text("It has no key.")
    expect(page.locator("#id_every")).to_have_value("02:00:00")
    shot(page, "ended")
    anew.click()
    expect(anew).to_be_hidden()
    expect(page.locator("#id_every")).to_have_value("")


def test_where_nothing_is_typed_the_page_of_a_form_loads_anew_by_itself(open_visit: Any, tmp_path: Path) -> None:
    visit = open_visit()
    log_in(visit, in_role(Role.STEWARD))
    source = read(tmp_path, norwich.places(timezone.now())).source
    job, _ = Upkeep.objects.enqueue(kind="PLACES", source=source)
    page = visit.go(f"/admin/stations/source/{source.pk}/change/")
    expect(page.locator("[data-progress]")).to_contain_text("waiting")
    Upkeep.objects.filter(pk=job.pk).update(state="FAILED", error="It has no key.", finished_at=timezone.now())
    # Beside the progress, which the script brings by itself.
    expect(page.get_by_text("Given up since:")).to_be_visible(timeout=PATIENCE_MS)
