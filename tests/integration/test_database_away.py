"""A database that drops connections, is locked, full or away costs answers while it is so, and none afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FINE, AWAY = [200, None], [503, "5"]


def test_a_database_in_trouble_is_answered_with_503_and_only_while_it_is(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.outage"],
        cwd=ROOT,
        env={**os.environ, "VOLTWAY_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if done.stdout == "none\n":
        pytest.skip("no PostgreSQL, and none could be installed")
    assert json.loads(done.stdout) == {
        "there": FINE,
        "its connections dropped": FINE,
        "a table locked": AWAY,
        "the lock gone": FINE,
        "no connection left": AWAY,
        "connections again": FINE,
        "away": AWAY,
        "away, a page": AWAY,
    }
