"""Imports of small made-up sources into the test's database."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import stamina
from django.conf import settings

from stations.ingest import fetch as fetching
from stations.sources.registry import all_feeds
from tests.fakes.feeds import FEEDS
from tests.fakes.imports import Imports
from tests.fakes.upstream import Upstream, serving
from voltway.lib.fetch import fetch as real_fetch


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Locks, staged files and snapshots of the test lie in a folder of its own."""
    folder = tmp_path / "data"
    (folder / "static").mkdir(parents=True)
    monkeypatch.setattr(settings.CONFIG, "data_dir", folder)
    monkeypatch.setattr(settings, "STATIC_ROOT", folder / "static")
    return folder


@pytest.fixture(autouse=True)
def sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up sources are known."""
    for feed in FEEDS:
        monkeypatch.setitem(all_feeds(), feed.uid, feed())


@pytest.fixture
def imports(db: None, tmp_path: Path) -> Imports:
    return Imports(tmp_path)


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """A host on loopback that sources are fetched from."""
    monkeypatch.setattr(fetching, "fetch", partial(real_fetch, allow_private=True))
    with serving() as running, stamina.set_testing(True, attempts=2):
        yield running
