"""The first tier: bounded by bytes and by time."""

from collections.abc import Iterator

import pytest
import time_machine

from voltway.lib.caching.memory import OVERHEAD, Memory


@pytest.fixture
def memory() -> Memory[bytes]:
    return Memory(100 * (OVERHEAD + 2), tier="test")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [1000.0]
    monkeypatch.setattr("voltway.lib.caching.memory.time.monotonic", lambda: now[0])
    yield now


def test_what_was_put_is_there(memory: Memory[bytes]) -> None:
    memory.put("a", b"x", size=1, ttl=10)
    assert memory.get("a") == b"x"
    assert (memory.hits.value, memory.misses.value) == (1, 0)


def test_what_was_not_put_is_missed(memory: Memory[bytes]) -> None:
    assert memory.get("a") is None
    assert (memory.hits.value, memory.misses.value) == (0, 1)


@pytest.mark.parametrize(("seconds", "there"), [(9.9, True), (10, False), (11, False)])
def test_values_age(memory: Memory[bytes], clock: list[float], seconds: float, there: bool) -> None:
    memory.put("a", b"x", size=1, ttl=10)
    clock[0] += seconds
    assert (memory.get("a") is not None) is there
    assert (memory.size > 0) is there


@time_machine.travel("2026-01-01")
def test_a_clock_that_is_set_back_makes_nothing_older_or_younger(memory: Memory[bytes], clock: list[float]) -> None:
    memory.put("a", b"x", size=1, ttl=10)
    with time_machine.travel("2020-01-01"):
        assert memory.get("a") == b"x"


def test_never_more_bytes_than_the_limit_and_the_least_asked_for_go_first(memory: Memory[bytes]) -> None:
    for number in range(100, 300):
        memory.put(str(number), b"", size=0, ttl=10)
        memory.get("100")
        assert memory.size <= memory.limit
    assert memory.get("100") == b""
    assert memory.get("101") is None
    assert memory.get("299") == b""


def test_what_is_too_large_drives_nothing_out(memory: Memory[bytes]) -> None:
    memory.put("a", b"x", size=1, ttl=10)
    memory.put("b", b"y", size=memory.limit // 4, ttl=10)
    assert (memory.get("a"), memory.get("b")) == (b"x", None)


def test_a_value_that_is_put_again_counts_once(memory: Memory[bytes]) -> None:
    memory.put("a", b"x", size=1000, ttl=10)
    memory.put("a", b"y", size=1, ttl=10)
    assert (memory.get("a"), len(memory), memory.size) == (b"y", 1, 1 + 1 + OVERHEAD)


def test_what_is_forgotten_leaves_no_bytes_behind(memory: Memory[bytes]) -> None:
    memory.put("a", b"x", size=1000, ttl=10)
    memory.forget("a")
    memory.forget("never there")
    assert (len(memory), memory.size) == (0, 0)
