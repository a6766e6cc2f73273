"""Static files are collected again only when something changed."""

from pathlib import Path

import pytest

from tools import collected


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with collected files, beside a project folder of its own."""
    for name in ("static/site.css", "requirements.lock", "voltway/settings.py", "data/static/staticfiles.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(collected, "ROOT", tmp_path)
    return tmp_path / "data"


def test_nothing_is_current_before_the_first_collection(data: Path, tmp_path: Path) -> None:
    assert not collected.is_current(data)
    assert not collected.is_current(tmp_path / "elsewhere")


def test_collected_files_stay_current(data: Path) -> None:
    collected.remember(data)
    assert collected.is_current(data)


@pytest.mark.parametrize("changed", ["static/site.css", "static/new.js", "requirements.lock", "voltway/settings.py"])
def test_a_change_makes_them_stale(data: Path, tmp_path: Path, changed: str) -> None:
    collected.remember(data)
    (tmp_path / changed).write_text("something else")
    assert not collected.is_current(data)


def test_a_missing_manifest_makes_them_stale(data: Path) -> None:
    collected.remember(data)
    (data / "static" / "staticfiles.json").unlink()
    assert not collected.is_current(data)


def test_files_sent_elsewhere_by_a_setting_leave_no_stamp(tmp_path: Path, data: Path) -> None:
    collected.remember(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
