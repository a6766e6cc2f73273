"""Whatever Redis does, every page and every read of the API answers 200, and Redis is hardly asked."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from stations.models import Station
from tests.fakes.redis_server import Fault, Proxy, valkey_port
from tests.integration.web.conftest import clean, world
from voltway.caches import caches
from voltway.lib import caching
from voltway.lib.caching import guarded
from voltway.lib.caching.breaker import Breaker

__all__ = ["clean", "valkey_port", "world"]

ADDRESSES = ["/", "/data/", "/api/v2/stations/", "/api/v2/stations/nearby/?place=Norwich", "/api/v2/operators/",
             "/api/v2/sources/", "/api/v2/stations/suggestions/?q=nor", "/api/v2/tiles/6/32/20.mvt",
             "/api/v2/tiles/10/515/335.mvt", "/api/v2/tiles.json"]  # fmt: skip


@pytest.fixture
def redis(valkey_port: int, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    proxy = Proxy(valkey_port)
    monkeypatch.setattr(guarded, "breaker", Breaker("redis", guarded._probe, first_rest_s=600))
    settings.CACHES = caches(settings.CONFIG.model_copy(update={"redis_url": proxy.url}))
    yield proxy
    proxy.close()


def test_what_redis_has_kept_is_as_good_as_what_was_just_made(redis: Proxy, world: None, client: Client) -> None:
    for _ in range(2):
        # As in another process, or after a start.
        caching.clear()
        assert {client.get(address, follow=True).status_code for address in ADDRESSES} == {200}
    assert redis.asked > 0


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
def test_everything_is_still_answered(
    fault: Fault, redis: Proxy, world: None, client: Client, settings: Settings
) -> None:
    station = Station.objects.earliest("pk").public_id
    addresses = [*ADDRESSES, f"/stations/{station}/", f"/api/v2/stations/{station}/"]
    settings.STATICFILES_DIRS = []
    redis.be(fault)
    for _ in range(3):
        caching.clear()
        assert {client.get(address, follow=True).status_code for address in addresses} == {200}
    assert redis.asked + redis.connections <= 6
