"""With a Redis that is away reads go on under a limit of the process, keys are refused, and both are counted."""

from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from accounts import usage
from accounts.models import ApiKey, Usage, User
from accounts.quotas import admission
from tests.fakes import keys
from tests.fakes.redis_server import Fault, Proxy, valkey_port
from tests.integration.keys.conftest import Ask
from voltway.lib.caching import guarded
from voltway.lib.caching.breaker import Breaker
from voltway.observability import metrics

__all__ = ["valkey_port"]


@pytest.fixture
def redis(valkey_port: int, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    proxy = Proxy(valkey_port)
    settings.CONFIG = settings.CONFIG.model_copy(update={"redis_url": proxy.url})
    patience = Breaker("limits", guarded._probe_counting, first_rest_s=600, slow_s=60)
    monkeypatch.setattr(guarded, "counting_breaker", patience)
    with guarded.counting(proxy.url) as client:
        client.flushall()
        yield proxy
    proxy.close()


def told(outcome: str) -> float:
    registry: CollectorRegistry = metrics.REGISTRY
    return registry.get_sample_value("voltway_limits_without_redis_total", {"outcome": outcome}) or 0.0


def test_redis_counts_exactly(redis: Proxy, ask: Ask, three_a_day: Any) -> None:
    key = keys.headers(plan="three")
    tag = {"if-none-match": ask(**key)["ETag"]}
    assert [ask(**key, **tag).status_code for _ in range(3)] == [304] * 3
    assert [ask(**key).status_code for _ in range(3)] == [200, 200, 429]
    assert admission.used_today(User.objects.get(), now=ApiKey.objects.get().created_at) == 3


@pytest.mark.parametrize("fault", [Fault.REFUSES, Fault.HANGS, Fault.GARBAGE, Fault.CUT])
def test_reads_go_on_and_keys_are_refused(fault: Fault, redis: Proxy, ask: Ask, settings: Any) -> None:
    settings.ANONYMOUS_RATE = 3
    key = keys.headers()
    assert (ask().status_code, ask(**key).status_code) == (200, 200)
    redis.be(fault)
    opened, closed = told("open"), told("closed")
    refused = [ask(**key) for _ in range(3)]
    assert {(answer.status_code, answer.json()["type"]) for answer in refused} == {(503, "/problems/unavailable")}
    assert refused[0]["Retry-After"] == "5"
    # The process counts from nothing.
    assert [ask().status_code for _ in range(4)] == [200, 200, 200, 429]
    assert (told("open") - opened, told("closed") - closed) == (4, 3)


def test_what_can_not_be_counted_is_charged_to_nobody(
    redis: Proxy, ask: Ask, three_a_day: Any, caplog: pytest.LogCaptureFixture
) -> None:
    key = keys.headers(plan="three")
    assert ask(**key).status_code == 200
    redis.be(Fault.REFUSES)
    assert [ask(**key).status_code for _ in range(5)] == [503] * 5
    usage.flush()
    line = Usage.objects.get()
    assert (line.answered, line.refused) == (1, 5)
    # The breaker says once that Redis is away.
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_redis_that_has_forgotten_goes_on_from_the_table(redis: Proxy, ask: Ask, three_a_day: Any) -> None:
    key = keys.headers(plan="three")
    assert [ask(**key).status_code for _ in range(2)] == [200, 200]
    usage.flush()
    with guarded.counting(redis.url) as client:
        client.flushall()
    assert [ask(**key).status_code for _ in range(2)] == [200, 429]
