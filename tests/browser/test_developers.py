"""The page for developers: calls are written as one chooses, copied, tried in place, and run as they stand."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS, Visit

pytestmark = pytest.mark.browser

NORWICH = "/developers/?place=Norwich&connector=ccs"


def code(page: Page, language: str) -> Any:
    return page.locator(f".call[aria-label={language}] code")


def test_calls_follow_the_question_without_a_new_page(visit: Visit) -> None:
    page = visit.go(NORWICH)
    page.evaluate("window.same = true")
    page.get_by_label("Power, at least").select_option("150")
    for language in ("curl", "Python", "JavaScript"):
        expect(code(page, language)).to_contain_text("150")
    assert "min_power_kw=150" in page.url
    assert page.evaluate("window.same")


def test_a_call_is_tried_in_place(visit: Visit) -> None:
    page = visit.go(NORWICH)
    page.get_by_role("link", name="Try it here").click()
    # The first search of a process for a place may have to make the index of names.
    expect(page.locator("[data-status]")).to_contain_text("200", timeout=PATIENCE_MS)
    expect(page.locator("[data-body]")).to_contain_text("Castle Mall")


def test_a_call_is_copied(open_visit: Any) -> None:
    page = open_visit(permissions=["clipboard-read", "clipboard-write"]).go(NORWICH)
    page.get_by_role("button", name="Copy: curl").click()
    expect(page.get_by_text("Copied").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code(page, "curl").inner_text()


def test_the_javascript_runs_as_it_stands(visit: Visit) -> None:
    page = visit.go(NORWICH)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate(f"(async () => {{ {code(page, 'JavaScript').inner_text()} }})()")
    assert any("m: Castle Mall" in line for line in said)


def test_without_a_script_the_calls_are_written_by_the_site(open_visit: Any) -> None:
    page = open_visit(java_script_enabled=False).go(NORWICH)
    page.get_by_label("Connector").select_option("chademo")
    page.get_by_role("button", name="Write the calls").click()
    expect(code(page, "curl")).to_contain_text("connector=chademo")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


@pytest.mark.parametrize("path", ["/developers/", "/developers/guide/", "/guide/"])
def test_a_phone_shows_these_pages_in_its_width(path: str, open_visit: Any) -> None:
    page = open_visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).go(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
