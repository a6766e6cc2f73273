"""Every metric that is named moves when that happens of which it tells: none is listed, drawn or alarmed on in vain."""

import shutil
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from prometheus_client.metrics import MetricWrapperBase
from pytest import FixtureRequest, MonkeyPatch
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.quotas import admission
from accounts.quotas.used import CountersAway
from analytics.events import recording
from analytics.events.buffer import Buffer
from stations.models import Export
from tests.fakes import keys
from tests.fakes.quality import looked
from tests.integration.exports.conftest import Api, api, work, world
from tests.world import REGISTER, publish, stage, station
from voltway.jobs import observed
from voltway.jobs.claim import perform
from voltway.jobs.state import Trouble
from voltway.lib import process_memory
from voltway.lib.caching import cached, shared
from voltway.lib.caching.breaker import Breaker
from voltway.lib.caching.sealed import Forged
from voltway.lib.happenings import Deed, Done
from voltway.observability import metrics, queries
from voltway.observability.metrics import Sampled

__all__ = ["api", "stage", "work", "world"]

pytestmark = pytest.mark.usefixtures("stage")
Metric = MetricWrapperBase | Sampled
Feeder = Callable[[FixtureRequest], object]


@pytest.fixture(autouse=True)
def nothing_untold() -> None:
    """Connections that earlier tests have closed are told as gone before one more is counted."""
    queries.tell_open_connections()


def ask(request: FixtureRequest) -> None:
    Client().get("/data/")


def ask_slowly(request: FixtureRequest) -> None:
    patch = request.getfixturevalue("monkeypatch")
    patch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"slow_request_threshold": 1e-9}))
    Client().get("/livez")


def ask_in_vain(request: FixtureRequest) -> None:
    request.getfixturevalue("monkeypatch").setattr("voltway.middleware.unquote_plus", lambda text: 1 / 0)
    Client(raise_request_exception=False).get("/data/?q=%00")


def connect(request: FixtureRequest) -> None:
    usual = connections.settings["default"]
    alone = {**usual, "OPTIONS": {name: value for name, value in usual["OPTIONS"].items() if name != "pool"}}
    # Told as gone at the end, so that the next test's are more.
    request.addfinalizer(queries.tell_open_connections)
    # Several: PostgreSQL may count one less at the same moment, which an earlier test has closed.
    for _ in range(3):
        connection = type(connections["default"])(alone, "default")
        request.addfinalizer(connection.close)
        connection.ensure_connection()
    if connection.vendor == "postgresql":
        # What it tells of its connections is that of a transaction's first look, and the test is one transaction.
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")


def keep_a_result(request: FixtureRequest) -> None:
    @cached(ttl=60)
    def found() -> str:
        return "a result"

    found()


def lose_redis(request: FixtureRequest) -> None:
    Breaker(request.node.name, lambda: None, first_rest_s=600).failed("refused")


def find_a_forgery(request: FixtureRequest) -> None:
    def unsealed(key: str, content: bytes) -> None:
        raise Forged

    patch: MonkeyPatch = request.getfixturevalue("monkeypatch")
    patch.setattr(shared, "up", lambda: True)
    patch.setattr(shared, "_ask", lambda *_: b"of somebody else")
    patch.setattr(shared, "unseal", unsealed)
    shared.get("a key")


def worsen(request: FixtureRequest) -> None:
    publish(REGISTER, station())
    looked(worse=[{"kind": "field", "name": "operator", "before": 100.0, "now": 50.0}])


def import_a_source(request: FixtureRequest) -> None:
    committed: DjangoCaptureOnCommitCallbacks = request.getfixturevalue("django_capture_on_commit_callbacks")
    request.getfixturevalue("monkeypatch").setattr(REGISTER, "url", "https://register.example/", raising=False)
    with committed(execute=True):
        publish(REGISTER, station(), now=timezone.now())


def order_an_export(request: FixtureRequest) -> None:
    asks: Api = request.getfixturevalue("api")
    asks.ask()


def stop_the_workers(request: FixtureRequest) -> None:
    def not_taken(_states: object, *, now: object) -> Trouble:
        return Trouble.NOT_TAKEN

    request.getfixturevalue("monkeypatch").setattr(observed, "trouble", not_taken)


def write_an_export(request: FixtureRequest) -> None:
    order_an_export(request)
    perform(Export, Export.objects.latest("pk").pk, heart=False)


def grow(request: FixtureRequest) -> None:
    request.getfixturevalue("monkeypatch").setattr(process_memory, "own_bytes", lambda: 123_456_789)
    process_memory.Watch(10**15).look()


def use_the_site(request: FixtureRequest) -> None:
    patch: MonkeyPatch = request.getfixturevalue("monkeypatch")
    patch.setattr(recording, "_buffer", Buffer(1))
    patch.setattr(recording, "_start", lambda: None)
    for subject in ("one", "another"):
        recording.hear(Done(Deed.VIEWED, subject), {})
    recording.flush()


def fill_the_disk(request: FixtureRequest) -> None:
    usage = type("Usage", (), {"free": 1, "total": 2})
    request.getfixturevalue("monkeypatch").setattr(shutil, "disk_usage", lambda _: usage)


def ask_too_often(request: FixtureRequest) -> None:
    patch: MonkeyPatch = request.getfixturevalue("monkeypatch")
    patch.setattr(settings, "BRAKES", {**settings.BRAKES, "suggestions": "1/h"})
    asked = [Client().get("/api/v2/stations/suggestions/?q=a").status_code for _ in range(2)]
    assert asked == [HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS]


def lose_the_counters(request: FixtureRequest) -> None:
    def away(*_: object) -> None:
        raise CountersAway

    request.getfixturevalue("monkeypatch").setattr(admission, "_count", away)
    Client().get("/api/v2/stations/", headers=keys.headers())


def name_of(metric: Metric) -> str:
    return metric.name if isinstance(metric, Sampled) else metric._name


FEEDERS: dict[Feeder, tuple[Metric, ...]] = {
    ask: (metrics.REQUEST_SECONDS, metrics.RESPONSES, metrics.QUERIES, metrics.QUERY_SECONDS),
    ask_slowly: (metrics.SLOW_REQUESTS,),
    ask_in_vain: (metrics.ERRORS,),
    connect: (metrics.DATABASE_CONNECTIONS_OPENED, metrics.DATABASE_CONNECTIONS, metrics.SERVER_CONNECTIONS),
    keep_a_result: (metrics.CACHE_READS, metrics.CACHE_BYTES, metrics.CACHE_ENTRIES),
    lose_redis: (metrics.CACHE_FAILURES, metrics.CACHE_RESTING),
    find_a_forgery: (metrics.CACHE_FORGED,),
    import_a_source: (metrics.IMPORT_ROWS, metrics.IMPORTS, metrics.SOURCE_AGE, metrics.SOURCE_PERIOD),
    worsen: (metrics.SOURCE_WORSE,),
    order_an_export: (metrics.JOBS, metrics.JOB_OLDEST),
    stop_the_workers: (metrics.QUEUE_FAULT,),
    write_an_export: (metrics.JOB_SECONDS, metrics.EXPORT_BYTES),
    grow: (metrics.PROCESS_MEMORY,),
    ask_too_often: (metrics.LIMITED,),
    lose_the_counters: (metrics.LIMITS_ALONE,),
    use_the_site: (metrics.EVENTS,),
    fill_the_disk: (metrics.DISK_FREE, metrics.DISK_SIZE),
}
# Of no use to SQLite, which has no server; of the page itself, and tried with it (test_exposition.py).
ON_POSTGRESQL, OF_THE_PAGE = {metrics.SERVER_CONNECTIONS}, {metrics.SAMPLER_UP}
FED = [
    pytest.param(feed, metric, marks=[pytest.mark.postgresql] * (metric in ON_POSTGRESQL), id=name_of(metric))
    for feed, fed in FEEDERS.items()
    for metric in fed
]


def told(metric: Metric) -> list[Any]:
    """What the page would tell of a metric now."""
    if isinstance(metric, MetricWrapperBase):
        families = metric.collect()
        return [(one.name, one.labels, one.value) for family in families for one in family.samples]
    samplers = [import_string(name) for name in settings.METRIC_SAMPLERS]
    return [(one.labels, one.value) for sampler in samplers for one in sampler() if one.metric == metric]


def test_every_metric_has_a_feeder() -> None:
    fed = {metric for metrics_of_one in FEEDERS.values() for metric in metrics_of_one}
    assert {*metrics.COUNTED, *metrics.SAMPLED} - fed == OF_THE_PAGE


@pytest.mark.parametrize(("feed", "metric"), FED)
def test_a_metric_moves_with_what_it_tells_of(feed: Feeder, metric: Metric, request: FixtureRequest) -> None:
    before = told(metric)
    feed(request)
    assert told(metric) not in ([], before)
