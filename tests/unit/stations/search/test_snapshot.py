"""The snapshot is made once, shown while a newer one is made, and never taken from under a reader."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from stations.models import DataVersion
from stations.search import snapshot
from tests.world import REGISTER, publish, stage, station

__all__ = ["stage"]


@pytest.fixture(autouse=True)
def world(stage: None) -> None:
    publish(REGISTER, station("a"))


def folders() -> set[str]:
    """The versions that lie on disk, and what nobody finished."""
    return {path.name.rpartition("-")[2] for path in made().iterdir() if path.is_dir()}


def made() -> Path:
    folder: Path = settings.CONFIG.data_dir / "snapshots"
    return folder


def moved_on() -> int:
    """Another version of the data, with one more station."""
    publish(REGISTER, station("b"))
    return DataVersion.current()[0]


def began_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has no picture yet."""
    monkeypatch.setattr(snapshot, "_held", None)


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The versions that a thread was asked for; none is started. Every picture counts as large."""
    versions: list[int] = []
    monkeypatch.setattr(snapshot, "SMALL", 0)
    monkeypatch.setattr(snapshot, "_renew", versions.append)
    return versions


def test_a_new_process_shows_the_picture_before_while_the_new_one_is_made(
    asked_for: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot.latest().version
    now = moved_on()
    began_anew(monkeypatch)
    assert snapshot.latest().version == before
    assert asked_for == [now]
    assert snapshot.held_version() == before


def test_a_small_picture_is_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot.latest()
    now = moved_on()
    began_anew(monkeypatch)
    shown = snapshot.latest()
    assert (shown.version, len(shown)) == (now, 2)


def test_a_picture_of_a_later_version_is_not_shown(asked_for: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    now = DataVersion.current()[0]
    later = snapshot.build(now)
    later.rename(later.with_name(later.name.replace(str(now), str(now + 1))))
    began_anew(monkeypatch)
    assert snapshot.latest().version == now
    assert folders() == {str(now), str(now + 1)}


def test_older_pictures_are_removed_and_newer_ones_kept() -> None:
    now = DataVersion.current()[0]
    newer, older = snapshot._folder(now + 5), snapshot._folder(now - 5)
    for folder in (newer, older, older.with_suffix(".new"), made() / "another-database-3-1"):
        folder.mkdir(parents=True)
    snapshot.build(now)
    assert folders() == {str(now), str(now + 5), "1"}


def test_a_folder_that_vanished_under_its_reader_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    build, builds = snapshot.build, []

    def removed_at_first(version: int) -> Path:
        folder = build(version)
        builds.append(version)
        if len(builds) == 1:
            shutil.rmtree(folder)
        return folder

    monkeypatch.setattr(snapshot, "build", removed_at_first)
    began_anew(monkeypatch)
    assert len(snapshot.latest()) == 1
    assert len(builds) == 2


def test_a_folder_that_vanishes_again_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(version: int) -> Any:
        return made() / "nowhere"

    monkeypatch.setattr(snapshot, "build", nowhere)
    began_anew(monkeypatch)
    with pytest.raises(FileNotFoundError):
        snapshot.latest()
