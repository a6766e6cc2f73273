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
from tests.browser.conftest import Visit
from tests.browser.test_mine import log_in
from tests.contracts.test_roles import in_role
from tests.fakes import norwich
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


def unusable(page: Page, axe: str) -> Any:
    """What axe finds; style sheets that it would load itself, against the page's policy, are left alone."""
    found = (
        f"{axe}; axe.run({{preload: false}}).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"
    )
    return page.evaluate(found)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(scheme: str, open_visit: Any, axe: str, tmp_path: Path) -> None:
    visit = open_visit(color_scheme=scheme)
    log_in(visit, in_role(Role.STEWARD))
    now = timezone.now()
    norwich.bring(tmp_path, norwich.OPEN, norwich.places(now), now, complete="*")
    held = read(tmp_path, norwich.places(now)[:3])
    for path in (f"importrun/{held.pk}/change/", f"importrun/{held.pk}/release/"):
        page = visit.go(f"/admin/stations/{path}")
        assert unusable(page, axe) == []
