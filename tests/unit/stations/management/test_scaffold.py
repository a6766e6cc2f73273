"""The files of a new source: they pass the linters and read their sample, and never overwrite anything."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command

from stations.management import scaffold as scaffolding
from stations.management.scaffold import CannotScaffold, family_classes, scaffold
from stations.sources.base import Feed
from stations.sources.registry import all_feeds
from tools.console import ROOT

FAMILIES = ("afdc", "bnetza", "irve", "ocm", "ocpi", "oicp", "osm", "uk_ncr")


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ruff(*args: str, folder: Path) -> str:
    command = [sys.executable, "-m", "ruff", *args, "--config", str(ROOT / "pyproject.toml"), "--no-cache", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_every_format_is_a_family() -> None:
    assert tuple(family_classes()) == FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_the_files_of_a_new_source_pass_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    files = scaffold(uid="xx-new-one", family=family, title="New One", root=tmp_path)
    assert len(files) == 4 and all(path.is_file() for path in files)
    assert ruff("check", folder=tmp_path) == ""
    assert ruff("format", "--check", folder=tmp_path) == ""
    feed = loaded(tmp_path / "stations/sources/feeds/xx_new_one.py").XxNewOne()
    assert isinstance(feed, Feed) and feed.uid == "xx-new-one"
    monkeypatch.setitem(all_feeds(), feed.uid, feed)
    monkeypatch.chdir(tmp_path)
    test = loaded(tmp_path / "tests/unit/stations/sources/feeds/test_xx_new_one.py")
    test.test_the_sample_gives_its_stations()


def test_the_test_of_a_new_source_fails_when_its_sample_gives_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = scaffold(uid="xx-new", family="ocpi", title="New", root=tmp_path)
    monkeypatch.setitem(all_feeds(), "xx-new", loaded(files[0]).XxNew())
    monkeypatch.chdir(tmp_path)
    files[2].write_text("[]")
    with pytest.raises(AssertionError):
        loaded(files[3]).test_the_sample_gives_its_stations()


@pytest.mark.parametrize("number", range(4))
def test_nothing_is_overwritten_and_then_nothing_is_written(tmp_path: Path, number: int) -> None:
    files = scaffold(uid="xx-new", family="ocpi", title="New", root=tmp_path)
    for path in files:
        path.unlink()
    files[number].write_text("mine")
    with pytest.raises(CannotScaffold, match="is there already: nothing was written"):
        scaffold(uid="xx-new", family="ocpi", title="New", root=tmp_path)
    assert [path for path in files if path.exists()] == [files[number]]
    assert files[number].read_text() == "mine"


@pytest.mark.parametrize(
    ("uid", "family", "title", "message"),
    [
        ("NL-New", "ocpi", "New", "is no uid"),
        ("nl_new", "ocpi", "New", "is no uid"),
        ("../new", "ocpi", "New", "is no uid"),
        ("n" * 41, "ocpi", "New", "is no uid"),
        ("class", "ocpi", "New", "is no uid"),
        ("us-afdc", "afdc", "New", "there is a source us-afdc already"),
        ("xx-new", "fax", "New", "there is no family 'fax'; the families are: afdc, bnetza"),
        ("xx-new", "ocpi", 'New" + evil()', "a title has"),
        ("xx-new", "ocpi", "", "a title has"),
    ],
)
def test_what_can_not_be_a_source_is_refused(tmp_path: Path, uid: str, family: str, title: str, message: str) -> None:
    with pytest.raises(CannotScaffold, match=message):
        scaffold(uid=uid, family=family, title=title, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_lists_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: dict[str, str] = {}

    def written(**given: str) -> list[Path]:
        seen.update(given)
        return [ROOT / "docs/sources/nl-new-name.md"]

    monkeypatch.setattr("stations.management.commands.new_source.scaffold", written)
    call_command("new_source", "nl-new-name", "--family", "ocpi")
    assert seen == {"uid": "nl-new-name", "family": "ocpi", "title": "New Name"}
    assert capsys.readouterr().out.splitlines()[0] == "  docs/sources/nl-new-name.md"


def test_the_command_says_why_it_can_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="there is a source us-afdc already"):
        call_command("new_source", "us-afdc", "--family", "afdc")


def test_a_family_without_a_fixture_has_nothing_to_start_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffolding, "ROOT", tmp_path)
    with pytest.raises(CannotScaffold, match="no fixture of the family ocpi"):
        scaffold(uid="xx-new", family="ocpi", title="New", root=tmp_path)
