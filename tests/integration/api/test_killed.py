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

from tests.fakes.servers import new_database, postgresql_server
from voltway.config import ROOT

__all__ = ["new_database", "postgresql_server"]


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
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database: "" is SQLite, in the folder of the test."""
    yield "" if request.param == "sqlite" else request.getfixturevalue("new_database")


@pytest.mark.parametrize("point", ["before", "after"])
@pytest.mark.parametrize(("write", "made"), [("export", "Export"), ("bulk", "Station")])
def test_a_write_that_was_killed_is_done_once(write: str, made: str, point: str, database: str, tmp_path: Path) -> None:
    assert run(tmp_path, database, write, point).returncode == -signal.SIGKILL
    again, once_more = sent(tmp_path, database, write), sent(tmp_path, database, write)
    assert again["status"] == {"export": 202, "bulk": 200}[write]
    assert once_more == again
    assert again["rows"][made] == 1
