"""A hundred readers in several processes find nothing kept, all at one moment."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.redis_server import Fault, Proxy, valkey_port
from voltway.config import ROOT

__all__ = ["valkey_port"]

PROCESSES, THREADS = 4, 25


@pytest.fixture
def redis(valkey_port: int) -> Iterator[Proxy]:
    proxy = Proxy(valkey_port)
    yield proxy
    proxy.close()


def makers(folder: Path, url: str) -> list[str]:
    """Which processes made the result, a line for each time."""
    surroundings = {**os.environ, "REDIS_URL": url, "VOLTWAY_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.fakes.cold_readers", str(THREADS), str(folder)]
    readers = [subprocess.Popen(command, cwd=ROOT, env=surroundings) for _ in range(PROCESSES)]
    while len(list(folder.glob("ready-*"))) < PROCESSES and not any(reader.poll() for reader in readers):
        time.sleep(0.05)
    (folder / "go").touch()
    assert [reader.wait(timeout=60) for reader in readers] == [0] * PROCESSES
    return (folder / "made").read_text().split()


def test_a_hundred_cold_readers_have_it_made_at_most_twice(redis: Proxy, tmp_path: Path) -> None:
    assert len(makers(tmp_path, redis.url)) <= 2


def test_without_redis_each_process_makes_it_once(redis: Proxy, tmp_path: Path) -> None:
    redis.be(Fault.REFUSES)
    made = makers(tmp_path, redis.url)
    assert len(made) == len(set(made)) == PROCESSES
