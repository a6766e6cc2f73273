"""Databases with all tables and no rows, made once for a process of the tests: what is copied need not be migrated."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.servers import a_database
from voltway.config import ROOT

FILE = "voltway.sqlite3"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of such a database."""
    folder = tmp_path_factory.mktemp("migrated")
    _migrate(folder, "")
    return folder / FILE


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of such a database: nobody may stay connected to it."""
    with a_database(postgresql_server) as address:
        _migrate(tmp_path_factory.mktemp("migrated"), address)
        yield address


def copied(template: Path, folder: Path) -> None:
    """Put a copy of such a file into a data folder."""
    with closing(sqlite3.connect(template)) as whole, closing(sqlite3.connect(folder / FILE)) as copy:
        whole.backup(copy)


def _migrate(folder: Path, address: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "-v0"],
        cwd=ROOT,
        env={**os.environ, "VOLTWAY_DATA_DIR": str(folder), "DATABASE_URL": address},
        check=True,
    )
