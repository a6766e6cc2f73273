"""The download of stations in a browser: watched while it is made, fetched, with and without a script."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import expect

from stations.models import Export
from tests.browser.conftest import Visit
from voltway.jobs.claim import perform

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work() -> None:
    """Make the latest export, as a worker would, beside the browser."""

    def do() -> None:
        perform(Export, Export.objects.latest("id").pk, heart=False)
        connection.close()

    worker = threading.Thread(target=do)
    worker.start()
    worker.join()


def test_an_export_is_watched_and_fetched(visit: Visit, axe: str, tmp_path: Path) -> None:
    page = visit.go("/?lat=52.628&lon=1.295&radius_km=10&connector=ccs")
    page.get_by_role("link", name="Download these").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("stations within")
    violations: Any = page.evaluate(f"{axe}; axe.run().then(found => found.violations.map(one => one.id))")
    assert violations == []
    page.get_by_label("JSON lines").check()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your file is going to be made")
    address = page.url
    work()
    link = page.get_by_role("link", name="Download JSON lines")
    expect(link).to_be_visible()
    assert page.url == address
    violations = page.evaluate(f"{axe}; axe.run().then(found => found.violations.map(one => one.id))")
    assert violations == []
    with page.expect_download() as fetched:
        link.click()
    target = tmp_path / "fetched"
    fetched.value.save_as(target)
    assert fetched.value.suggested_filename.endswith(".jsonl")
    assert target.stat().st_size == Export.objects.get().size


def test_without_a_script_the_page_comes_anew_by_itself(open_visit: Any) -> None:
    visit: Visit = open_visit(java_script_enabled=False)
    page = visit.go("/export/?bbox=1.2,52.5,1.4,52.7")
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your file is going to be made")
    work()
    expect(page.get_by_role("link", name="Download CSV")).to_be_visible(timeout=20_000)


def test_an_export_is_cancelled(visit: Visit) -> None:
    page = visit.go("/export/?bbox=1.2,52.5,1.4,52.7")
    page.get_by_role("button", name="Make the file").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancelled")
    expect(page.get_by_role("button", name="Make it again")).to_be_visible()
