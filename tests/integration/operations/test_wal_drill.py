"""The recipe of docs/operations.md for PostgreSQL's own archive: all but the accident comes back, to the moment."""

import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tools import production, services
from tools.console import ROOT

DOCUMENT = (ROOT / "docs/operations.md").read_text()


def told(name: str, archive: Path) -> str:
    """A setting as the page has it, but for the folder."""
    found = re.search(rf"{name} = '([^']+(?:''[^']*)*)'|{name} = (\w+)", DOCUMENT)
    assert found, name
    return (found[1] or found[2]).replace("/srv/wal", str(archive))


@pytest.fixture
def programs() -> Path:
    found = services.installed_postgresql()
    if not found or not (found / "pg_basebackup").exists():
        pytest.skip("no PostgreSQL, and none could be installed")
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="voltway-wal-") as name:
        for path in (Path(name), Path(name, "wal")):
            path.mkdir(exist_ok=True)
            path.chmod(0o755)
            shutil.chown(path, *services.owner())
        yield Path(name)


@contextmanager
def serving(programs: Path, data: Path, address: str, settings: dict[str, str]) -> Iterator[None]:
    """PostgreSQL over a folder, up and running; killed at the end, as a machine that is lost."""
    own = {"port": address.rpartition(":")[2], "unix_socket_directories": "", "listen_addresses": "127.0.0.1"}
    options = services.as_options({**own, **settings})
    command: list[str | Path] = [
        *services.as_owner(dies_with_us=signal.SIGQUIT),
        programs / "postgres",
        "-D",
        data,
        *options,
    ]
    with (data.parent / "said").open("ab") as said:
        server = subprocess.Popen(command, stdout=said, stderr=said, env=services.environment())
    try:
        deadline = time.monotonic() + 60
        while not services.takes_connections(f"{address}/postgres"):
            assert server.poll() is None and time.monotonic() < deadline, (data.parent / "said").read_text()[-2000:]
            time.sleep(0.1)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=60)


def note(address: str, what: str) -> str:
    """Write a row; the moment after which it stands there."""
    with psycopg.connect(f"{address}/voltway", autocommit=True) as connection:
        connection.execute("INSERT INTO notes VALUES (%s)", [what])
        row = connection.execute("SELECT clock_timestamp()::text").fetchone()
    assert row
    return str(row[0])


def archived(address: str) -> None:
    """Wait until all that was written so far lies in the archive (`archive_timeout` would see to it)."""
    with psycopg.connect(f"{address}/voltway", autocommit=True) as connection:
        wanted = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        deadline = time.monotonic() + 60
        while connection.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone() != wanted:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_all_but_the_accident_comes_back(programs: Path, folder: Path) -> None:
    password, data, archive = secrets.token_hex(8), folder / "data", folder / "wal"
    production.initialise(programs, data, password)
    address = f"postgresql://voltway:{password}@127.0.0.1:{services.free_port()}"
    names = ("archive_mode", "archive_timeout", "archive_command")
    with serving(programs, data, address, {name: told(name, archive) for name in names}):
        with psycopg.connect(f"{address}/voltway", autocommit=True) as connection:
            connection.execute("CREATE TABLE notes (what text)")
        note(address, "before the base backup")
        base = re.search(r"pg_basebackup --pgdata=.+? (--[^`]+)`", DOCUMENT)
        assert base
        take = [
            programs / "pg_basebackup",
            "-d",
            f"{address}/postgres",
            f"--pgdata={folder / 'base'}",
            *base[1].split(),
        ]
        subprocess.run([*services.as_owner(), *take], check=True, capture_output=True)
        moment = note(address, "after it")
        note(address, "the accident")
        archived(address)
    shutil.rmtree(data)
    (folder / "base" / "recovery.signal").touch()
    shutil.chown(folder / "base" / "recovery.signal", *services.owner())
    restoring = {
        "restore_command": told("restore_command", archive),
        "recovery_target_time": moment,
        "recovery_target_action": told("recovery_target_action", archive),
    }
    with serving(programs, folder / "base", address, restoring), psycopg.connect(f"{address}/voltway") as connection:
        assert connection.execute("SELECT what FROM notes").fetchall() == [
            ("before the base backup",),
            ("after it",),
        ]
