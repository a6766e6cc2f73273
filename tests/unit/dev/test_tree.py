"""The process tree: what crashes is started again, and nothing is left behind."""

import os
import select
import subprocess
import sys

import pytest

from tools import tree
from tools.console import Failure
from tools.tree import TOO_OFTEN, Child, Tree

# Starts a child of its own, says its number and stays.
PARENT = """
import subprocess, sys, time
sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(sleeper.pid, flush=True)
time.sleep(60)
"""
SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("tools.tree.time.monotonic", lambda: now[0])
    return now


def child(code: str, *, needed: bool = False) -> Child:
    return Child("thing", [sys.executable, "-c", code], os.environ, needed=needed)


def ended(one: Child) -> Child:
    assert one.process
    one.process.wait()
    return one


def test_stopping_ends_the_children_of_children_too() -> None:
    reading, writing = os.pipe()
    server = subprocess.Popen([sys.executable, "-c", PARENT], start_new_session=True, stdout=writing)
    grandchild = os.pidfd_open(int(os.read(reading, 20)))
    tree.stop([server])
    over, _, _ = select.select([grandchild], [], [], 30)
    for descriptor in (reading, writing, grandchild):
        os.close(descriptor)
    assert server.returncode is not None
    assert over == [grandchild]


def test_what_crashes_is_started_again_after_a_wait(clock: list[float]) -> None:
    one = child("raise SystemExit(3)")
    first = one.start()
    ended(one).look()
    clock[0] += 0.5
    one.look()
    assert one.process is first
    clock[0] += 0.6
    one.look()
    assert one.process is not first
    ended(one)


def test_each_wait_is_twice_as_long(clock: list[float]) -> None:
    one, waits = child("raise SystemExit(3)"), []
    one.start()
    for _ in range(7):
        ended(one).look()
        assert one.start_again_at
        waits.append(one.start_again_at - clock[0])
        clock[0] += waits[-1]
        one.look()
    ended(one)
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_what_went_well_for_long_is_started_again_soon(clock: list[float]) -> None:
    one = child("")
    one.start()
    one.crashes = 5
    clock[0] += 61
    ended(one).look()
    assert one.start_again_at == clock[0] + 1


def test_what_runs_is_left_alone() -> None:
    one = child(SLEEP)
    process = one.start()
    one.look()
    assert one.process is process
    tree.stop([process])


def test_what_is_needed_and_never_stays_is_a_failure(clock: list[float]) -> None:
    one = child("raise SystemExit(3)", needed=True)
    one.start()
    one.crashes = TOO_OFTEN - 1
    with pytest.raises(Failure, match="again and again"):
        ended(one).look()


def test_a_tree_ends_whole() -> None:
    both = Tree()
    processes = [both.start(child(SLEEP)), both.start(child(SLEEP))]
    both.stop()
    assert None not in [process.returncode for process in processes]


def test_what_serves_others_outlives_them(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[list[str]] = []
    known: dict[object, str] = {}
    monkeypatch.setattr(tree, "stop", lambda processes: ended.append([known[one] for one in processes]))
    all_of_them = Tree()
    for name, serves in (("database", True), ("queue", True), ("web", False), ("worker", False)):
        one = Child(name, ["true"], {}, serves=serves)
        one.process = object()  # type: ignore[assignment]
        known[one.process] = name
        all_of_them.children.append(one)
    all_of_them.stop()
    assert ended == [["worker", "web"], ["queue", "database"]]


def test_one_can_be_done_without() -> None:
    both = Tree()
    gone, stays = child(SLEEP), child(SLEEP)
    both.start(gone)
    both.start(stays)
    both.drop(gone)
    assert gone.process
    assert stays.process
    assert (gone.process.returncode is None, stays.process.poll()) == (False, None)
    both.stop()
