"""The breaker before Redis: few attempts while it is unwell, and none by whoever waits for a page."""

import logging
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.core.cache import cache
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from tests.fakes.redis_server import Fault, Proxy
from voltway.lib.caching import guarded
from voltway.lib.caching.breaker import Breaker

FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


def until(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 10
    while not holds() and time.monotonic() < ends:
        time.sleep(0.01)
    return holds()


@pytest.mark.parametrize("fault", FAULTS)
def test_an_unwell_redis_is_asked_a_few_times_and_then_left_alone(
    fault: Fault, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded.breaker, "_first_rest_s", 600.0)
    cache.set("a", [1])
    before = proxy.asked + proxy.connections
    proxy.be(fault)
    for _ in range(200):
        cache.get("a", "default")
    assert guarded.breaker.is_resting()
    assert proxy.asked + proxy.connections - before <= 4


@pytest.mark.parametrize("fault", FAULTS)
def test_django_s_cache_answers_as_if_nothing_were_there(fault: Fault, proxy: Proxy) -> None:
    proxy.be(fault)
    for _ in range(3):
        assert cache.get("a", "default") in ("default", None)
        cache.set("a", [1])
        cache.delete("a")


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_used_again_when_it_is_well_again(fault: Fault, proxy: Proxy) -> None:
    proxy.be(fault)
    for _ in range(3):
        cache.get("a")
    assert guarded.breaker.is_resting()
    proxy.be(Fault.NONE)
    assert until(lambda: not guarded.breaker.is_resting())
    cache.set("a", [1])
    assert cache.get("a") == [1]


def test_a_redis_that_says_no_is_no_reason_to_leave_it(proxy: Proxy) -> None:
    redis = get_redis_connection("default")
    redis.set("text", "abc")
    with pytest.raises(RedisError):
        redis.incr("text")
    assert not guarded.breaker.is_resting()


def test_one_slow_answer_is_forgiven(caplog: pytest.LogCaptureFixture) -> None:
    breaker = Breaker("test", lambda: None, first_rest_s=600)
    for seconds in (0.2, 0.01, 0.2, 0.01):
        breaker.took(seconds)
    assert not breaker.is_resting()
    with caplog.at_level(logging.WARNING):
        breaker.took(0.2)
        breaker.took(0.2)
    assert breaker.is_resting()
    assert [record.message for record in caplog.records] == ["cache.resting"]


def test_it_rests_longer_while_nothing_mends() -> None:
    asked: list[float] = []

    def probe() -> None:
        asked.append(time.monotonic())
        if len(asked) < 4:
            raise OSError("away")

    breaker = Breaker("test", probe, first_rest_s=0.02)
    breaker.failed("refused")
    assert until(lambda: not breaker.is_resting())
    rests = [later - earlier for earlier, later in pairwise(asked)]
    assert rests[0] >= 0.04
    assert rests[1] >= 0.08
