"""How much memory a process has of its own."""

import logging
import mmap
import subprocess
import sys
from pathlib import Path

import pytest

from voltway.lib import process_memory
from voltway.lib.process_memory import Watch, own, own_bytes

LARGE = 50_000_000


def test_what_is_allocated_counts() -> None:
    # In a process of its own: one that has run many tests may have as much to spare.
    code = (
        "from voltway.lib.process_memory import own_bytes; before = own_bytes();"
        f"held = bytearray(b'x') * {LARGE}; print(own_bytes() - before, len(held))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    grown, length = map(int, done.stdout.split())
    assert grown > 0.8 * LARGE
    assert length == LARGE


def test_mapped_files_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * LARGE)
    before = own_bytes()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert sum(mapped[place] for place in range(0, LARGE, 4096)) > 0
        assert own_bytes() - before < 0.2 * LARGE


def test_systems_that_tell_less_tell_the_peak(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process_memory, "_STATUS", tmp_path / "absent")
    assert own_bytes() > 10_000_000


def test_a_passed_threshold_is_told_once_until_it_was_well_below(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watched, sizes = Watch(1000), iter([500, 1001, 2000, 950, 1001, 899, 1001])
    monkeypatch.setattr(process_memory, "own_bytes", lambda: next(sizes))
    with caplog.at_level(logging.WARNING):
        told = []
        for _ in range(7):
            watched.look()
            told.append(len(caplog.records))
    assert told == [0, 1, 1, 1, 1, 1, 2]
    assert {record.message for record in caplog.records} == {"memory.above_threshold"}
    assert own.value == 1001
