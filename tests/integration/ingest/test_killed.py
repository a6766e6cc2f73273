"""Runs that are killed at any moment, and readers and writers beside runs: over a real file, in real processes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[3]


def scenario(name: str, folder: Path) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.ingest.killing", name],
        cwd=ROOT,
        env={**os.environ, "VOLTWAY_DATA_DIR": str(folder), **database_of_its_own()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def database_of_its_own() -> dict[str, str]:
    """The setting of a new database on the server that the tests use; nothing where they use SQLite."""
    address = os.environ.get("DATABASE_URL")
    return {"DATABASE_URL": urlsplit(address)._replace(path=f"/killing_{uuid4().hex}").geturl()} if address else {}


@pytest.mark.database
@pytest.mark.parametrize(("name", "visible"), [("first", {0}), ("later", {24, 25})])
def test_a_killed_import_run_again_ends_as_one_that_nobody_disturbed(
    tmp_path: Path, name: str, visible: set[int]
) -> None:
    points = scenario(name, tmp_path)
    assert len(points) >= 8
    assert {point["ended"] for point in points} == {"killed"}
    assert {point["visible"] for point in points} <= visible
    assert [point["point"] for point in points if not point["same"]] == []
    # Undone, what both runs did is gone.
    assert [point["point"] for point in points if not point["undone"]] == []
    assert any(point["report"]["took_over"] for point in points)


@pytest.mark.sqlite
def test_a_full_disk_fails_the_run_and_the_next_one_makes_good(tmp_path: Path) -> None:
    seen = scenario("full", tmp_path)
    assert seen == {"said": "database or disk is full", "visible": seen["visible"], "same": True, "changed": True}
    assert seen["visible"] in (24, 25)


@pytest.mark.database
def test_readers_and_writers_go_on_while_a_run_writes(tmp_path: Path) -> None:
    seen = scenario("readers", tmp_path)
    assert seen["errors"] == []
    assert seen["reads"] > 100 and seen["writes"] > 0
    # A first load is there whole or not at all; a later one only adds and takes away what differs.
    assert set(seen["first"]) <= {0, 24}
    assert set(seen["counts"]) <= {0, 23, 24, 25}
    assert seen["last"] == 23
