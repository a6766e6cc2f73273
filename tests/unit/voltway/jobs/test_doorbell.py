"""The doorbell: heard when somebody is there, of no matter when nobody is."""

import time
from pathlib import Path

import pytest
from django.conf import settings

from voltway.jobs import doorbell


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings.CONFIG, "data_dir", tmp_path)
    return tmp_path


def waited(bell: object) -> bool:
    """Whether the wait came to its end unheard."""
    began = time.monotonic()
    doorbell.wait(bell, 0.2)  # type: ignore[arg-type]
    return time.monotonic() - began >= 0.2


def test_it_is_heard_once_however_often_it_rang() -> None:
    with doorbell.answered() as bell:
        for _ in range(3):
            doorbell.ring()
        assert not waited(bell)
        assert waited(bell)


def test_nobody_there_is_no_matter() -> None:
    doorbell.ring()


def test_more_rings_than_the_box_holds_are_no_matter() -> None:
    with doorbell.answered() as bell:
        for _ in range(5_000):
            doorbell.ring()
        assert not waited(bell)


def test_a_folder_whose_path_is_too_long_has_no_bell(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "data_dir", folder / ("x" * 120))
    doorbell.ring()
    with doorbell.answered() as bell:
        assert bell is None
        assert waited(bell)


def test_a_later_relay_takes_the_bell_over() -> None:
    with doorbell.answered() as first, doorbell.answered() as second:
        doorbell.ring()
        assert waited(first)
        assert not waited(second)
