"""/metrics: who may read it, and what it tells when part of it fails."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from pydantic import SecretStr

from voltway.lib import measures, process_memory
from voltway.lib.measures import Count, Gauge
from voltway.observability import exposition, machine, measured, metrics
from voltway.observability.metrics import Sample

LATE = threading.Event()


def good() -> Iterator[Sample]:
    yield metrics.SOURCE_AGE.sample(7, source="one", kind="PLACES")
    yield metrics.SOURCE_AGE.sample(8, source="two", kind="PLACES")


def bad() -> Iterator[Sample]:
    yield metrics.SOURCE_PERIOD.sample(9, source="one", kind="PLACES")
    raise ConnectionError("away")


def late() -> Iterator[Sample]:
    LATE.wait(30)
    yield metrics.SOURCE_PERIOD.sample(9, source="late", kind="PLACES")


@pytest.fixture
def shown(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The page while one sampler fails and another hangs."""
    monkeypatch.setattr(exposition, "import_string", lambda name: globals()[name.rpartition(".")[2]])
    monkeypatch.setattr(exposition, "DEADLINE_S", 0.5)
    settings.METRIC_SAMPLERS = ["here.good", "here.bad", "here.late"]
    exposition._question.cache_clear()
    LATE.clear()
    yield exposition.page().decode()
    LATE.set()
    exposition._question.cache_clear()


def test_what_can_be_had_is_told(shown: str) -> None:
    assert 'voltway_source_age_seconds{kind="PLACES",source="one"} 7.0' in shown
    assert 'voltway_source_age_seconds{kind="PLACES",source="two"} 8.0' in shown
    assert 'voltway_sampler_up{sampler="good"} 1.0' in shown


def test_what_fails_or_hangs_is_told_as_down(shown: str) -> None:
    assert 'voltway_sampler_up{sampler="bad"} 0.0' in shown
    assert 'voltway_sampler_up{sampler="late"} 0.0' in shown
    assert "voltway_source_period_seconds{" not in shown


def test_what_is_counted_is_told_beside_it(shown: str) -> None:
    metrics.SLOW_REQUESTS.labels(view="page").inc()
    assert 'voltway_slow_requests_total{view="page"}' in exposition.page().decode()
    assert "# TYPE voltway_request_queries histogram" in shown


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.1.2.3", {}, 200),
        ("192.0.2.1", {}, 403),
        ("", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 403),
        ("127.0.0.1", {"forwarded": "for=192.0.2.1"}, 403),
        ("192.0.2.1", {"authorization": "Bearer right-token"}, 200),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1", "authorization": "Bearer right-token"}, 200),
        ("192.0.2.1", {"authorization": "Bearer wrong-token"}, 403),
        ("192.0.2.1", {"authorization": "Bearer "}, 403),
        ("192.0.2.1", {"authorization": "Bearer \xe9"}, 403),
    ],
)
def test_only_who_is_allowed_reads_them(
    address: str, headers: dict[str, str], status: int, rf: RequestFactory, settings: Any
) -> None:
    given = {"metrics_allow": "127.0.0.1, ::1, 10.0.0.0/8", "metrics_token": SecretStr("right-token")}
    settings.CONFIG = settings.CONFIG.model_copy(update=given)
    settings.METRIC_SAMPLERS = []
    assert exposition.show(rf.get("/metrics", REMOTE_ADDR=address, headers=headers)).status_code == status


def test_without_a_token_none_is_right(rf: RequestFactory, settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"metrics_allow": "", "metrics_token": None})
    for given in ("Bearer None", "Bearer ", "None"):
        request = rf.get("/metrics", REMOTE_ADDR="127.0.0.1", headers={"authorization": given})
        assert exposition.show(request).status_code == 403


def test_a_sample_has_a_text_for_each_label() -> None:
    with pytest.raises(ValueError, match="labels"):
        metrics.SOURCE_AGE.sample(1, wrong="one")


def test_disk_space_is_that_of_the_machine(tmp_path: Any, settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"data_dir": tmp_path})
    free, size = machine.disk_samples()
    assert 0 < free.value < size.value


def test_what_the_parts_below_measure_becomes_a_metric() -> None:
    hits, size = Count("cache_reads", tier="shown", outcome="hit"), Gauge("cache_bytes", tier="shown")
    hits.add(3)
    hits.add()
    size.set(700)
    Count("nobody_knows_this").add()
    told = metrics.REGISTRY.get_sample_value
    assert told("voltway_cache_reads_total", {"tier": "shown", "outcome": "hit"}) == 4
    assert told("voltway_cache_bytes", {"tier": "shown"}) == 700


def test_every_measure_of_this_process_has_a_metric() -> None:
    process_memory.Watch(10**15).look()
    # Other tests count things of their own.
    named = {measure.name for measure in measures.all_measures()}
    here = {name for name in named if not name.startswith("test_")} - {"nobody_knows_this"}
    assert {"process_memory_bytes", "cache_reads"} <= here
    assert here <= measured.BY_MEASURE.keys()
    assert (metrics.REGISTRY.get_sample_value("voltway_process_memory_bytes") or 0) > 10_000_000
