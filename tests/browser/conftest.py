"""Real Chromium on a live server with the small world; no network beyond it.

The online basemap is played by a host of our own on loopback: well, silent, broken, or without tiles.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django import Settings

from stations.documents import catalogue
from tests.browser.tile_host import TileHost
from tests.fakes import norwich
from tests.surroundings import CHROMIUM_FLAGS
from tools.environment import chromium
from voltway.lib import caching

# Playwright runs an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ROOT = Path(__file__).resolve().parents[2]
# Software drawing on a busy machine is slow; nothing here measures time but the basemap's own deadline.
PATIENCE_MS = 30_000


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the live server reads once, before any test can change a setting: collected files, hosts of maps."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    directives: dict[str, Any] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    for name in ("connect-src", "img-src"):
        # Whichever port a `tile_host` has.
        directives[name] = [*directives[name], "http://127.0.0.1:*"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, not one that Playwright would bring."""
    running = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
    yield running
    running.close()


@pytest.fixture
def tile_host() -> Iterator[TileHost]:
    with TileHost() as host:
        yield host


@pytest.fixture
def site(
    transactional_db: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    live_server: Any,
    tile_host: TileHost,
) -> str:
    """The address of a site with the small world, whose online basemap is `tile_host`."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CONFIG = settings.CONFIG.model_copy(
        update={
            "data_dir": tmp_path,
            "map_style_url": f"{tile_host.url}/style",
            "map_style_dark_url": f"{tile_host.url}/style",
        }
    )
    settings.MEDIA_ROOT = tmp_path / "media"
    caching.clear()
    monkeypatch.setattr(catalogue, "_latest", catalogue.Catalogue(-1, -1))
    norwich.load(tmp_path, timezone.now())
    return str(live_server.url)


class Visit:
    """A browser window, and what went wrong in it."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.site = site
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        # A host that fails on purpose is reported by the browser itself; that is not the page's doing.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def go(self, path: str = "/", *, wait_for_map: bool = False) -> Page:
        """Open a path; with a map, wait until it has its basemap."""
        self.page.goto(self.site + path)
        if wait_for_map:
            self.page.wait_for_selector("#map[data-basemap]")
        return self.page


@pytest.fixture
def open_visit(browser: Browser, site: str) -> Iterator[Any]:
    """Opens windows with Playwright's context options; fails the test if any page had an error or broke its policy."""
    contexts, visits = [], []

    def opened(**options: Any) -> Visit:
        context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        visits.append(Visit(context, site))
        return visits[-1]

    yield opened
    for context in contexts:
        context.close()
    assert [fault for visit in visits for fault in visit.faults] == []


@pytest.fixture
def visit(open_visit: Any) -> Visit:
    """A window on a desk, light."""
    found: Visit = open_visit()
    return found


@pytest.fixture
def axe() -> str:
    """The source of axe-core, which names what people with disabilities can't use."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.fail("axe-core is missing: ./dev assets installs it")
    return script.read_text()
