"""`./dev run --production-like` as somebody would start it: everything comes up, does its work, and ends with it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.faults import below, command_of, until
from tools import services
from tools.console import ROOT
from tools.services import free_port

# Asks for a job as a web server would, and tells how it ended.
JOB = """
import time, django
django.setup()
from django.db import connection
from stations.models import Upkeep
job = Upkeep.objects.enqueue(kind="REFRESH")[0]
deadline = time.monotonic() + 60
while job.state in ("PENDING", "RUNNING") and time.monotonic() < deadline:
    time.sleep(0.1)
    job.refresh_from_db()
print(job.state, connection.vendor)
"""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may enter too."""
    with tempfile.TemporaryDirectory(prefix="voltway-production-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def started(data: Path, port: int) -> "subprocess.Popen[bytes]":
    """The command, with no real files in reach."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    }
    env = {**kept, "VOLTWAY_REAL_DATA": str(data / "none"), "DJANGO_SETTINGS_MODULE": "voltway.settings"}
    command = [sys.executable, "dev", "run", "--production-like", "--port", str(port), "--data", str(data)]
    with (data / "said").open("a") as said:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said, start_new_session=True)


def done_job(data: Path) -> str:
    """What docs/operations.md says of other commands on the same database."""
    source = f"set -a; . {data}/production-like/environment; exec {sys.executable} -c '{JOB}'"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "voltway.settings"}
    return subprocess.run(["sh", "-c", source], cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def programs() -> None:
    if not services.installed_postgresql() or not shutil.which("redis-server"):
        pytest.skip("no PostgreSQL, and none could be installed")


@pytest.mark.usefixtures("programs")
def test_one_command_starts_everything_and_ends_it() -> None:
    port = free_port()
    with folder() as data:
        running = started(data, port)
        try:
            up = until(lambda: running.poll() is not None or "VoltWay is at" in (data / "said").read_text(), 300)
            assert up and running.poll() is None, (data / "said").read_text()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/stations/?limit=1", timeout=30) as answer:
                assert b'"id"' in answer.read()
            assert done_job(data).split() == ["COMPLETED", "postgresql"]
            there = below(running.pid)
            running.send_signal(signal.SIGTERM)
            assert running.wait(timeout=60) == 0

            def left() -> list[str]:
                return [command for pid, command in there.items() if command_of(pid) == command]

            assert until(lambda: not left(), 10), left()
        finally:
            running.terminate()
            running.wait(timeout=60)
    for part in (
        "bin/postgres -D",
        "redis-server 127.0.0.1",
        "granian",
        "voltway.celery worker",
        "voltway.celery beat",
    ):
        assert any(part in command for command in there.values()), there
