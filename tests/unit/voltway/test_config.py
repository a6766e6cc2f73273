"""Settings from the environment: defaults, what is empty, and wrong values that name their variable."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from voltway import config
from voltway.config import ROOT, Config, WrongSetting, load, variable


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set but what a test sets."""
    for field in Config.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.setitem(Config.model_config, "env_file", None)


def test_a_fresh_clone_needs_no_setting() -> None:
    settings = load()
    assert settings.site_url == "http://localhost:8000"
    assert settings.data_dir == ROOT / "var"
    assert settings.debug is False


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("DEBUG", "true", "debug", True),
        ("SITE_URL", "https://charging.example.org/", "site_url", "https://charging.example.org"),
        ("RECORD_RETENTION_DAYS", "30", "record_retention_days", 30),
        ("SHRINK_LIMIT", "0.5", "shrink_limit", 0.5),
        ("VOLTWAY_DATA_DIR", "/srv/voltway", "data_dir", Path("/srv/voltway")),
        ("VOLTWAY_DATA_DIR", "other", "data_dir", ROOT / "other"),
        ("VOLTWAY_DATA_DIR", "~/data", "data_dir", Path.home() / "data"),
        # Empty means the default, but for settings that mean something when they are empty.
        ("VOLTWAY_DATA_DIR", "", "data_dir", ROOT / "var"),
        ("DEBUG", "", "debug", False),
        ("SECRET_KEY", "", "secret_key", None),
        ("SHRINK_LIMIT", "", "shrink_limit", 0.2),
        ("MAP_STYLE_URL", "", "map_style_url", ""),
        ("MAP_STYLE_DARK_URL", "", "map_style_dark_url", ""),
    ],
)
def test_a_setting_is_read_from_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, read: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(load(), field) == read


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", "maybe", "valid boolean"),
        ("SITE_URL", "charging.example.org", r"must start with http:// or https://"),
        ("RECORD_RETENTION_DAYS", "0", "greater than or equal to 1"),
        ("RECORD_RETENTION_DAYS", "ninety", "valid integer"),
        ("SHRINK_LIMIT", "1", "less than 1"),
        ("SHRINK_LIMIT", "nan", "less than 1"),
        ("OSM_COUNTRY", "Luxembourg", "should match pattern"),
        ("REDIS_URL", "foo", "must be redis://host:6379/0"),
        ("REDIS_URL", "http://host:6379/0", "must be redis://host:6379/0"),
        ("REDIS_URL", "redis://", "must be redis://host:6379/0"),
        ("REDIS_URL", "redis://host:port/0", "must be redis://host:6379/0"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting, match=f"^{name}: .*{words}") as caught:
        load()
    assert len(str(caught.value).splitlines()) == 1


def test_every_wrong_value_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    monkeypatch.setenv("SHRINK_LIMIT", "7")
    with pytest.raises(WrongSetting) as caught:
        load()
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["DEBUG", "SHRINK_LIMIT"]


def test_a_secret_key_is_made_once_and_kept_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLTWAY_DATA_DIR", str(tmp_path / "new"))
    key = load().key_for_signing()
    assert len(key) > 50
    assert load().key_for_signing() == key
    assert stat.S_IMODE((tmp_path / "new/secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]


def test_a_given_secret_key_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLTWAY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "given")
    assert load().key_for_signing() == "given"
    assert list(tmp_path.iterdir()) == []


def test_of_two_processes_that_make_a_key_both_use_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLTWAY_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: (tmp_path / "secret_key").write_text("first"))
    monkeypatch.setattr(config, "_keep", lambda text, path, keep=config._keep: keep("second", path))
    assert load().key_for_signing() == "first"


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    monkeypatch.setenv("VOLTWAY_DATA_DIR", str(tmp_path))
    assert load().key_for_signing() == (tmp_path / "secret_key").read_text()


def test_a_data_folder_that_can_not_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VOLTWAY_DATA_DIR", str(tmp_path / "file/inside"))
    with pytest.raises(WrongSetting, match=r"^VOLTWAY_DATA_DIR: .*/file"):
        load().key_for_signing()


@pytest.mark.parametrize("entry", [["manage.py", "check"], ["-c", "import voltway.wsgi"]], ids=["manage.py", "wsgi"])
def test_the_entry_points_end_with_that_line_and_no_traceback(tmp_path: Path, entry: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *entry],
        cwd=ROOT,
        env={**os.environ, "VOLTWAY_DATA_DIR": str(tmp_path), "SITE_URL": "ftp://example.org"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "SITE_URL: must start with http:// or https://\n"
