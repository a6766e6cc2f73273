"""`./dev run --production-like`: what is missing is named, secrets stay ours, real files are imported once."""

import shutil
from pathlib import Path

import pytest

from tools import production, real_files, services
from tools.console import Failure
from tools.production import Engines


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Debian's packages that were asked for, on a machine where nothing is and nothing can be installed."""
    seen: list[str] = []

    def refuse(package: str) -> bool:
        seen.append(package)
        return False

    monkeypatch.setattr(production, "apt_install", refuse)
    monkeypatch.setattr(services, "installed_postgresql", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    return seen


def test_what_is_missing_is_asked_of_debian_then_named_with_its_package(asked: list[str]) -> None:
    with pytest.raises(Failure) as caught:
        production.engines()
    assert asked == ["postgresql", "redis-server"]
    assert "postgresql and redis-server are not here" in caught.value.what
    assert "apt install postgresql redis-server" in caught.value.remedy


def test_only_what_is_missing_is_named(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "installed_postgresql", lambda: Path("/usr/lib/postgresql/15/bin"))
    with pytest.raises(Failure, match="redis-server is not here"):
        production.engines()
    assert asked == ["redis-server"]


def test_what_is_there_is_taken(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "installed_postgresql", lambda: Path("/pg"))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert production.engines() == Engines(Path("/pg"), "/usr/bin/redis-server")
    assert asked == []


def test_a_password_is_made_once_and_is_for_our_eyes(tmp_path: Path) -> None:
    first = production.secret(tmp_path / "new" / "password")
    assert len(first) == 32
    assert production.secret(tmp_path / "new" / "password") == first
    assert (tmp_path / "new" / "password").stat().st_mode & 0o777 == 0o600


def test_other_commands_find_the_database_by_a_file_that_a_shell_reads(tmp_path: Path) -> None:
    env = {"VOLTWAY_DATA_DIR": "/srv/a b", "DATABASE_URL": "postgresql://x", "REDIS_URL": "redis://y", "PATH": "/bin"}
    production.remember(tmp_path, env)
    written = tmp_path / "environment"
    assert written.read_text() == "VOLTWAY_DATA_DIR='/srv/a b'\nDATABASE_URL=postgresql://x\nREDIS_URL=redis://y\n"
    assert written.stat().st_mode & 0o777 == 0o600
    assert str(written) in production.announcement("127.0.0.1", 8000, tmp_path)


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    seen: list[list[str]] = []
    monkeypatch.setattr(
        real_files, "quietly", lambda what, command, env: seen.append([str(part) for part in command[3:]])
    )
    return seen


def test_the_files_that_are_there_are_imported_once(tmp_path: Path, imported: list[list[str]]) -> None:
    for name in ("oicp/swiss_status.json", "oicp/swiss_static.json.gz", "ocm/ocm_berlin_2018.json.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert real_files.load(tmp_path, tmp_path, {})
    assert real_files.load(tmp_path, tmp_path, {})
    base = str(tmp_path)
    assert imported == [
        [
            "ocm",
            "--file",
            f"{base}/ocm/ocm_berlin_2018.json.gz",
            "--reference",
            f"{base}/ocm/ocm_reference_2021-11.json",
        ],
        ["ch-bfe", "--file", f"{base}/oicp/swiss_static.json.gz"],
        ["ch-bfe", "--file", f"{base}/oicp/swiss_status.json", "--status"],
    ]


def test_without_a_folder_of_real_files_there_is_nothing_to_import(tmp_path: Path, imported: list[list[str]]) -> None:
    assert not real_files.load(tmp_path / "absent", tmp_path, {})
    assert imported == []


@pytest.mark.real_data
def test_every_named_file_is_there() -> None:
    assert len(real_files.commands(real_files.folder())) == len(real_files.FILES)
