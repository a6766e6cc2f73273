"""Tests that need something of the machine say what is missing, in words that the agreed list knows."""

from collections import Counter
from pathlib import Path

import pytest

from tests import skip_report, surroundings


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "chromium", lambda: None)
    monkeypatch.setenv("VOLTWAY_REAL_DATA", str(tmp_path / "absent"))


def allowed(reason: str) -> bool:
    agreed = skip_report.patterns(skip_report.ALLOWED.read_text(encoding="utf-8"))
    return not skip_report.not_allowed(Counter([reason]), agreed)


@pytest.mark.usefixtures("nothing")
@pytest.mark.parametrize(("user", "agreed"), [(1000, True), (0, False)], ids=["without root", "as root"])
def test_a_missing_chromium_is_agreed_only_where_it_cannot_be_installed(
    user: int, agreed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    reason = surroundings.missing("browser")
    assert "apt install chromium" in reason
    assert allowed(reason) is agreed


@pytest.mark.usefixtures("nothing")
def test_missing_real_data_is_agreed() -> None:
    assert allowed(surroundings.missing("real_data"))


def test_what_is_there_is_not_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setenv("VOLTWAY_REAL_DATA", str(tmp_path))
    assert (surroundings.missing("browser"), surroundings.missing("real_data")) == ("", "")


def test_other_markers_need_nothing() -> None:
    assert surroundings.missing("django_db") == ""
