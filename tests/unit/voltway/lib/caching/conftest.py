"""A Redis for the second tier, with a proxy before it, and a breaker that nobody else has opened."""

from collections.abc import Iterator
from threading import Event

import pytest
from django_redis import get_redis_connection
from pytest_django import Settings

from tests.fakes.redis_server import Proxy, valkey_port
from voltway.caches import caches
from voltway.lib.caching import guarded
from voltway.lib.caching.breaker import Breaker

__all__ = ["valkey_port"]


@pytest.fixture
def proxy(valkey_port: int, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """An empty Redis behind a proxy; the breaker tries again soon, and not any more when the test is over.

    Its thread would go on to try the Redis of the next test, whose questions are counted.
    """
    between, over = Proxy(valkey_port), Event()

    def probe() -> None:
        if not over.is_set():
            guarded._probe()

    monkeypatch.setattr(guarded, "breaker", Breaker("redis", probe, first_rest_s=0.05))
    settings.CACHES = caches(settings.CONFIG.model_copy(update={"redis_url": between.url}))
    get_redis_connection("default").flushall()
    yield between
    over.set()
    between.close()
