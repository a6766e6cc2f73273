"""Sixty keys of sixty owners, fifty-two requests each at one moment, to several servers: exactly fifty pass of each."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from tests.fakes.many_callers import statuses
from tests.fakes.servers import valkey_server
from tests.integration.operations.site import Site, database, site

__all__ = ["valkey_server"]

KEYS, ASKED, LIMIT = 60, 52, 50
# Makes the owners on a plan of fifty a day, and prints their keys.
OWNERS = f"""
import json, django
django.setup()
from django.utils import timezone
from accounts import plans
from accounts.keys.issue import make_key
from accounts.models import Plan, User
from voltway.lib.access import Scope
now = timezone.now()
plan = Plan.objects.create(slug="fifty", name="Fifty", rank=9, per_day={LIMIT}, per_minute=10_000, page_size=100,
                           bulk_rows=0)
secrets = []
for number in range({KEYS}):
    owner = User.objects.create(email=f"owner{{number}}@volt.example")
    plans.subscribe(owner=owner, plan=plan, by=owner, now=now)
    secrets.append(make_key(by=owner, name="Test", scopes=[Scope.READ], expires_at=None, now=now)[1].text)
print(json.dumps(secrets))
"""
TOLD = """
import json, django
django.setup()
from accounts.models import QuotaDay
print(json.dumps(list(QuotaDay.objects.values_list("used", flat=True))))
"""
# One that is kept and sent before Django begins, and one that Django answers each time.
PATHS = ("/api/v2/operators/?limit=1", "/api/v2/sources/")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    with database(request.param) as found:
        yield found


@pytest.fixture(params=["with Redis", "without Redis"])
def running(request: pytest.FixtureRequest, address: str, tmp_path: Path, valkey_server: str) -> Site:
    redis = ""
    if request.param == "with Redis":
        # Of the test's own: owners have the same numbers in every new database.
        redis = f"{valkey_server.rpartition('/')[0]}/{8 if address else 7}"
        with Redis.from_url(redis) as client:
            client.flushdb()
    made = site(tmp_path / "data", address)
    return replace(made, env={**made.env, "REDIS_URL": redis, "PROXIES": "0", "SITE_URL": "http://127.0.0.1:1"})


def test_exactly_the_quota_passes_whoever_counts(running: Site) -> None:
    # Not across midnight, at which a new day begins.
    time.sleep(max(0, time.time() % 86_400 - 86_400 + 60))
    secrets = json.loads(running.run("-c", OWNERS))
    with ExitStack() as servers:
        addresses = [servers.enter_context(running.serving()) for _ in range(2)]
        asked = [(key, number) for number in range(ASKED) for key in secrets]
        found = statuses([(addresses[n % 2] + PATHS[n // 2 % 2], key) for key, n in asked])
    by_key = {key: Counter() for key in secrets}  # type: dict[str, Counter[int]]
    for (key, _), status in zip(asked, found, strict=True):
        by_key[key][status] += 1
    for counts in by_key.values():
        # Nobody passes beyond the quota; and nobody is refused before, but where Redis was too slow to be asked.
        assert LIMIT - counts[503] <= counts[200] <= LIMIT, counts
        assert counts[200] + counts[429] + counts[503] == ASKED, counts
    unasked = max(counts[503] for counts in by_key.values())
    assert unasked <= ASKED // 4
    counted = json.loads(running.run("-c", TOLD))
    if running.env["REDIS_URL"]:
        assert counted == []
    else:
        assert len(counted) == KEYS
        assert all(LIMIT - unasked <= used <= LIMIT for used in counted)
