"""A process that is killed on its way to an answer: the same request, sent again, is done once and answered."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.migrated import copied, migrated_postgresql, migrated_sqlite
from tests.fakes.servers import a_database, postgresql_server
from voltway.config import ROOT

__all__ = ["migrated_postgresql", "migrated_sqlite", "postgresql_server"]


def run(folder: Path, address: str, write: str, point: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.integration.api.killing", write, point],
        cwd=ROOT,
        env={**os.environ, "VOLTWAY_DATA_DIR": str(folder), "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )


def sent(folder: Path, address: str, write: str) -> Any:
    done = run(folder, address, write, "never")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with tables and without rows: "" is SQLite, in the folder of the test."""
    if request.param == "sqlite":
        copied(request.getfixturevalue("migrated_sqlite"), tmp_path)
        yield ""
        return
    server, template = request.getfixturevalue("postgresql_server"), request.getfixturevalue("migrated_postgresql")
    with a_database(server, template=template) as address:
        yield address


@pytest.mark.parametrize("point", ["before", "after"])
@pytest.mark.parametrize(("write", "made"), [("export", "Export"), ("bulk", "Station")])
def test_a_write_that_was_killed_is_done_once(write: str, made: str, point: str, database: str, tmp_path: Path) -> None:
    assert run(tmp_path, database, write, point).returncode == -signal.SIGKILL
    again, once_more = sent(tmp_path, database, write)
    assert again["status"] == {"export": 202, "bulk": 200}[write]
    assert once_more == again
    assert again["rows"][made] == 1
