"""The page /metrics: what all processes counted, and what is asked of database and machine at that moment.

Open to addresses of `METRICS_ALLOW` that ask directly, and to whoever has `METRICS_TOKEN`. A request that came through
a proxy carries the proxy's address, so it needs the token.
"""

import ipaddress
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as OutOfTime
from functools import cache
from typing import Final

import prometheus_client
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from voltway.observability import metrics, slots
from voltway.observability.deadline import Question
from voltway.observability.metrics import Sample, Sampled

# Seconds for all samplers together; they are asked at once.
DEADLINE_S: Final = 2.0
_PROXIED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
logger = logging.getLogger(__name__)

Sampler = Callable[[], Iterable[Sample]]


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every metric, in Prometheus's text format; 403 for whoever may not see them."""
    if not is_allowed(request):
        return HttpResponseForbidden("Shown to METRICS_ALLOW, and with METRICS_TOKEN.\n", content_type="text/plain")
    return HttpResponse(page(), content_type=prometheus_client.CONTENT_TYPE_LATEST)


def is_allowed(request: HttpRequest) -> bool:
    token = settings.CONFIG.metrics_token
    given = request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(given.encode(), token.get_secret_value().encode()):
        return True
    if any(name in request.META for name in _PROXIED):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in _networks(settings.CONFIG.metrics_allow))


def page() -> bytes:
    sampled = CollectorRegistry()
    sampled.register(_Samples())
    counted = metrics.REGISTRY
    if slots.shared():
        slots.forget_the_dead()
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return prometheus_client.generate_latest(counted) + prometheus_client.generate_latest(sampled)


class _Samples(Collector):
    """The sampled metrics, in prometheus_client's terms."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families: dict[Sampled, GaugeMetricFamily] = {}
        for sample in samples():
            metric = sample.metric
            if metric not in families:
                families[metric] = GaugeMetricFamily(metric.name, metric.words, labels=metric.labels)
            families[metric].add_metric([sample.labels[label] for label in metric.labels], sample.value)
        yield from families.values()


def samples() -> Iterator[Sample]:
    """What every sampler yields; one that fails or hangs is told as down, and leaves the others alone."""
    ends = time.monotonic() + DEADLINE_S
    asked = [(name, _question(name).ask()) for name in settings.METRIC_SAMPLERS]
    for name, answer in asked:
        try:
            found = answer.result(timeout=max(0.0, ends - time.monotonic()))
        except OutOfTime:
            logger.warning("metrics.sampler_hangs", extra={"sampler": name})
            found = []
        except Exception:
            logger.warning("metrics.sampler_failed", extra={"sampler": name}, exc_info=True)
            found = []
        else:
            yield metrics.SAMPLER_UP.sample(1, sampler=_short(name))
            yield from found
            continue
        yield metrics.SAMPLER_UP.sample(0, sampler=_short(name))


@cache
def _question(name: str) -> Question[list[Sample]]:
    sampler: Sampler = import_string(name)
    return Question(lambda: list(sampler()))


def _short(name: str) -> str:
    return name.rpartition(".")[2]


@cache
def _networks(allowed: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(part.strip()) for part in allowed.split(",") if part.strip())
