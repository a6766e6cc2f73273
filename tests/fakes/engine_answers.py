"""One world, and what every read endpoint answers over it: made on whichever database DATABASE_URL names.

`python -m tests.fakes.engine_answers FILE` with VOLTWAY_DATA_DIR set to an empty folder writes JSON: a list of
[address, status, headers, body]. Run by tests/contracts/test_engines.py for both databases.
"""

import itertools
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import django

QUERIES = 50
HEADERS = ("Content-Type", "ETag", "Cache-Control", "Vary", "Retry-After", "Location", "Link")
# What is random in a page: tokens against forged forms, and nonces of the content policy.
RANDOM = re.compile(rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
# Words that parsers and locales of engines have their own mind about.
ODD_NAMES = [
    "Aachen Aa", "Aal Øst", "Zürich ß", "İstanbul Iğdır", "ΟΔΟΣ οδός", "1e5 0x1f -7", "a.b@example.org", "x/y/z",
    "O'Hare \"North\"", "back\\slash & <b>", "café", "cafe\u0301",
    "東京 タワー", "ภาษาไทย", "دمشق", "100%_", "ÅNGSTRÖM",
]  # fmt: skip
TEXTS = [
    "a", "aa", "cha", "charge", "park", "istanbul", "οδος", "1e5", "0x1f", "7", "example", "o'hare", "back\\slash",
    "cafe", "café", "タワー", "100%", "_", "'", "angstrom", "& | !", ":*", "berlin", "str 1", "zzzzzz", "e1",
]  # fmt: skip
FAULTS = [
    "bbox=a,b,c,d", "bbox=nan,0,1,1", "limit=0", "limit=501", "lat=91&lon=0", "lat=1", "order=name", "cursor=xyz",
    "cursor=W10", "operator=nobody", "source=nobody", "connector=none", "min_power_kw=-1", "q=" + "x" * 300,
    "q=" + "+".join("abcdefghijklmno"), "open=maybe", "unknown=1", "q=%00", "q=%ED%A0%80", "radius_km=501&lat=1&lon=1",
]  # fmt: skip


def main(path: Path) -> None:
    """Build the world, ask, and write down what came back."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "voltway.settings"
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    with ExitStack() as stage:
        _set(stage, path.parent)
        _build()
        path.write_text(json.dumps([_asked(address) for address in addresses()]))


def _set(stage: ExitStack, folder: Path) -> None:
    """The same moment for all, and the feeds of the tests."""
    from tests.world import NOW, staged

    stage.enter_context(staged(folder))
    ticks = itertools.count(int(NOW.timestamp()) * 1_000_000_000, 1_000_000_000)
    clocks = [
        f"stations.api.{name}.now_utc" for name in ("answers", "stations", "sync", "tiles", "v1.stations", "ocpi.views")
    ]
    for clock in (
        "django.utils.timezone.now",
        "analytics.api.insights.now_utc",
        "analytics.api.similar.now_utc",
        *clocks,
    ):
        stage.enter_context(mock.patch(clock, lambda: NOW))
    # Each transaction has its number: how many there are must not hang on how fast the machine is.
    stage.enter_context(mock.patch("stations.sources.store.LONG_LOCK", float("inf")))
    version = mock.Mock(time_ns=lambda: next(ticks))
    stage.enter_context(mock.patch("stations.models.version.time", version))


def _build() -> None:
    from analytics.quality import look
    from stations.ingest.static import Input, run
    from stations.sources.base import SourceFile
    from stations.sources.registry import all_feeds
    from tests.contracts.test_search_answers import build
    from tests.fakes.happenings import happen
    from tests.world import NOW, REGISTER, evse, publish, station

    build(1)
    happen()
    odd = [
        station(f"odd{n}", (48 + n / 100, 11.5), evse("1", evse_id=f"DE*ODD*E{n}"), name=name, operator=name, city=name)
        for n, name in enumerate(ODD_NAMES)
    ]
    publish(REGISTER, *odd)
    given = Input((SourceFile(Path(os.devnull)),), "made on the spot", complete="*", fetched_at=NOW)
    for feed in all_feeds().values():
        if feed.demo:
            run(source=feed.uid, given=given, now=NOW)
    look.refresh(now=NOW)


def addresses() -> Iterator[str]:
    """What is asked; addresses that answers lead to come while they are asked for."""
    dice = Random(5)
    yield from _searches(dice)
    yield from _texts()
    yield from _stations(dice)
    yield from _tiles(dice)
    yield from (f"/api/v2/stations/?{fault}" for fault in FAULTS)
    yield from (f"/?{fault}" for fault in FAULTS)
    yield from ("/", "/data/", "/pricing/", "/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/api/v2/tiles.json")
    yield from (f"/sitemap-stations-{shard}.xml" for shard in (0, 1, 2))
    yield from ("/api/v2/operators/", "/api/v2/sources/", "/api/v2/nothing/", "/nothing/", "/stations/aaaaaaaaaaaa/")
    yield from _pages("/api/v2/operators/?limit=7")
    yield from _first_version(dice)
    yield from _changes()
    yield from _ocpi(dice)
    yield from _insights()


def _insights() -> Iterator[str]:
    from analytics.insights.registry import INSIGHTS

    yield "/analytics/"
    for insight in INSIGHTS.values():
        yield f"/analytics/{insight.name}/"
        yield f"/api/v2/analytics/{insight.name}/?format=csv"
        for pair in ("from=2026-10-01", "to=2026-11-10", "operator=volta-nord", "site=Quay", "bbox=10,40,15,60"):
            yield f"/api/v2/analytics/{insight.name}/?{pair}"

    yield "/data/quality/"
    yield from (f"/data/quality/{uid}/" for uid in ("xx-register", "demo", "demo-live", "nobody"))
    yield "/data/quality/demo/?operator=ampersand-demo"
    yield from (f"/api/v2/analytics/quality/?{pairs}" for pairs in ("", "by=operator", "source=demo&format=csv"))


def _searches(dice: Random) -> Iterator[str]:
    from stations.search.params import to_pairs
    from tests.contracts.test_search_answers import random_query

    for number in range(QUERIES):
        pairs = to_pairs(random_query(dice))
        yield from _pages(f"/api/v2/stations/?{urlencode(pairs)}")
        yield f"/?{urlencode(pairs)}"
        if number % 4 == 0:
            yield f"/api/v2/stations/?{urlencode([*pairs, ('format', 'geojson')])}"
        if "lat" in dict(pairs):
            yield f"/api/v2/stations/nearby/?{urlencode(pairs)}"
    for order in ("place", "power", "name"):
        yield from _pages(f"/api/v2/stations/?limit=50&order={order}&bbox=-12,35,30,60&source=demo")
        yield from _pages(f"/api/v2/stations/?limit=100&order={order}&bbox=11,47,12,49")
    yield from _pages("/api/v2/stations/nearby/?lat=52.5&lon=13.4&limit=100")


def _texts() -> Iterator[str]:
    for text in TEXTS:
        for name in ("q", "place"):
            yield f"/api/v2/stations/?{urlencode({name: text, 'limit': 40})}"
        yield f"/api/v2/stations/suggestions/?{urlencode({'q': text, 'limit': 20})}"
        yield f"/?{urlencode({'q': text})}"
        yield f"/api/v2/tiles/0/0/0.mvt?{urlencode({'q': text})}"


def _stations(dice: Random) -> Iterator[str]:
    """Some of all stations, with those that have vanished."""
    from stations.models import Station

    ids = sorted(Station.objects.values_list("public_id", flat=True))
    gone = sorted(Station.objects.exclude(vanished_at=None).values_list("public_id", flat=True))
    for public_id in [*dice.sample(ids, 40), *gone[:10]]:
        yield f"/api/v2/stations/{public_id}/"
        yield f"/api/v2/stations/{public_id}/?format=geojson"
        yield f"/api/v2/stations/{public_id}/similar/"
        yield f"/stations/{public_id}/"
        yield f"/stations/{public_id}/station/"


def _first_version(dice: Random) -> Iterator[str]:
    near = "latitude=52.5&longitude=13.4"
    yield from (f"/api/v1/stations/?{near}&skip={skip}&limit=20" for skip in (0, 20, 500))
    yield from (f"/api/v1/stations/?{near}&status={word}" for word in ("available", "occupied", "maintenance", "odd"))
    yield from (f"/api/v1/stations/{public_id}" for public_id in [*_some(dice, 5), "aaaaaaaaaaaa"])
    for text in TEXTS[:8]:
        yield f"/api/v1/stations/search?{urlencode({'q': text})}"
        yield f"/api/v1/stations/suggestions?{urlencode({'prefix': text})}"


def _changes() -> Iterator[str]:
    yield from _pages("/api/v2/stations/?modified_since=all&limit=70")
    yield from _pages("/api/v2/stations/?modified_since=2026-01-14T12:00:20Z&limit=30&fields=id,name")
    yield from (
        "/api/v2/stations/?format=csv&limit=50&q=park",
        "/api/v2/stations/?fields=id,evses&order=power&limit=20",
    )


def _ocpi(dice: Random) -> Iterator[str]:
    locations = "/ocpi/2.2.1/locations"
    yield from ("/ocpi/versions", "/ocpi/2.2.1", f"{locations}?limit=80", f"{locations}?offset=150&limit=40")
    yield f"{locations}?date_from=2026-01-14T12:00:20Z&date_to=2026-01-14T12:01:00Z"
    yield from (f"{locations}/{public_id}{part}" for public_id in _some(dice, 4) for part in ("", "/1", "/1/1"))


def _some(dice: Random, count: int) -> list[str]:
    from stations.models import Station

    return dice.sample(sorted(Station.objects.values_list("public_id", flat=True)), count)


def _tiles(dice: Random) -> Iterator[str]:
    filters = ["", "?connector=ccs&min_power_kw=150", "?open=now", "?available=true", "?hide_faulty=true&q=park"]
    for z, query in itertools.product((0, 1, 3, 5, 8, 10), filters):
        for _ in range(1 if z == 0 else 3):
            x, y = (int((0.5 + dice.uniform(0, 0.08)) * 2**z), int((0.33 + dice.uniform(-0.04, 0.04)) * 2**z))
            yield f"/api/v2/tiles/{z}/{x}/{y}.mvt{query}"


def _pages(address: str) -> Iterator[str]:
    """An address, and the next two pages that its answers name."""
    for _ in range(3):
        yield address
        told = _last["told"]
        following = json.loads(told).get("next") if told.startswith(b"{") else None
        if not following:
            return
        address = following.removeprefix("http://testserver")


_last: dict[str, bytes] = {"told": b""}


@cache
def _client() -> Any:
    """One for all: each would look at every static file anew."""
    from django.test import Client

    return Client(raise_request_exception=False)


def _asked(address: str) -> list[Any]:
    from django.core.cache import cache as shared

    shared.clear()
    client = _client()
    client.cookies.clear()
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    _last["told"] = content
    headers = {name: response[name] for name in HEADERS if name in response}
    return [address, response.status_code, headers, RANDOM.sub(b"", content).decode("latin-1")]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
