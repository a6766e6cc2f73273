"""Processes that count together: sums over the living and the dead, and no files left behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from voltway.config import ROOT

PROCESS = """
import os, signal, sys
from pathlib import Path
from voltway.observability import slots
slots.share(Path(sys.argv[1]))
import django
from django.conf import settings
settings.configure()
from voltway.observability import metrics, exposition
settings.METRIC_SAMPLERS = []
metrics.RESPONSES.labels(status="200", view="a", method="GET").inc(int(sys.argv[2]))
metrics.REQUEST_SECONDS.labels(view="a", method="GET").observe(0.02)
metrics.PROCESS_MEMORY.set(1000 + int(sys.argv[2]))
metrics.DATABASE_CONNECTIONS.set(1)
{then}
"""
SHOW = "print(exposition.page().decode())"
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
WAIT = "print('ready', flush=True); sys.stdin.readline()"
FORK = """
pid = os.fork()
if not pid:
    metrics.RESPONSES.labels(status="200", view="a", method="GET").inc(100)
    print("slot", slots.own_slot(), flush=True)
    os._exit(0)
os.waitpid(pid, 0)
print(exposition.page().decode())
"""


def start(folder: Path, count: int, then: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROCESS.replace("{then}", then), str(folder), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(folder: Path, count: int, then: str = SHOW) -> str:
    process = start(folder, count, then)
    return process.communicate(timeout=60)[0]


def value(page: str, beginning: str) -> float:
    return sum(float(line.rpartition(" ")[2]) for line in page.splitlines() if line.startswith(beginning))


RESPONSES = "django_http_responses_total_by_status_view_method_total{"


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that has counted 5 and goes on."""
    process = start(tmp_path, 5, WAIT)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_whoever_is_asked_tells_the_sum(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    page = said(tmp_path, 3)
    assert value(page, RESPONSES) == 8
    assert value(page, "django_http_requests_latency_seconds_by_view_method_count") == 2
    assert value(page, "voltway_database_connections ") == 2
    assert 'voltway_process_memory_bytes{pid="0"} 1005.0' in page
    assert 'voltway_process_memory_bytes{pid="1"} 1003.0' in page
    other.communicate("\n", timeout=60)


def test_what_the_dead_have_counted_stays_and_what_only_the_living_may_say_goes(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    killed = start(tmp_path, 3, KILL)
    assert killed.wait(60) == -9
    killed.communicate()
    later = said(tmp_path, 1, WAIT.replace("sys.stdin.readline()", SHOW))
    assert value(later, RESPONSES) == 9
    assert value(later, "voltway_database_connections ") == 2
    assert "1003.0" not in later
    other.communicate("\n", timeout=60)


def test_recycled_workers_leave_no_files_behind(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    for _ in range(4):
        said(tmp_path, 1)
    assert sorted(file.stem for file in tmp_path.glob("*.slot")) == ["0", "1"]
    assert sorted(file.name for file in tmp_path.glob("counter_*")) == ["counter_0.db", "counter_1.db"]
    other.communicate("\n", timeout=60)


def test_a_fork_takes_a_slot_of_its_own(tmp_path: Path) -> None:
    page = said(tmp_path, 1, FORK)
    assert "slot 1" in page
    assert value(page, RESPONSES) == 101


def test_the_first_process_begins_at_zero(tmp_path: Path) -> None:
    said(tmp_path, 5)
    assert value(said(tmp_path, 2), RESPONSES) == 2


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    assert value(said(tmp_path / "taken", 2), RESPONSES) == 2
