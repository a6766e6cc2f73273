"""Every metric that VoltWay has, by name: the only place that names one. `docs/metrics.md` lists them for operators.

Counters, histograms and gauges are counted where things happen, in every process (`slots` adds the processes up).
What the database or the machine knows is `Sampled` when somebody asks: functions named in `METRIC_SAMPLERS` yield it.
"""

from dataclasses import dataclass
from typing import Any, Final

from django_prometheus.middleware import Metrics as StandardMetrics
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_QUERIES: Final = (0, 1, 2, 4, 8, 16, 32, 64)
_BYTES: Final = tuple(10.0**power for power in range(3, 11))

REGISTRY: Final = CollectorRegistry()
COUNTED: Final[list[MetricWrapperBase]] = []
SAMPLED: Final[list["Sampled"]] = []


@dataclass(frozen=True, slots=True)
class Sampled:
    """A gauge whose values are asked for when the metrics are."""

    name: str
    words: str
    labels: tuple[str, ...] = ()

    def sample(self, value: float, **labels: str) -> "Sample":
        """One value, with a text for each label. Raises ValueError for other labels."""
        if labels.keys() != set(self.labels):
            raise ValueError(f"{self.name} has the labels {self.labels}, not {tuple(labels)}")
        return Sample(self, float(value), labels)


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a sampled metric."""

    metric: Sampled
    value: float
    labels: dict[str, str]


class _Standard(StandardMetrics):  # type: ignore[misc] # untyped
    """Those of django-prometheus that dashboards of others know too.

    Its two middlewares keep 25 series, which a cached tile would pay for at every request; ours counts these three.
    """

    TAKEN = (
        "django_http_requests_latency_seconds_by_view_method",
        "django_http_responses_total_by_status_view_method",
        "django_http_exceptions_total_by_type",
    )

    def register_metric(self, metric_cls: Any, name: str, documentation: str, labelnames: Any = (), **more: Any) -> Any:
        if name not in self.TAKEN:
            return None
        if "buckets" in more:
            more["buckets"] = _SECONDS
        more["registry"] = REGISTRY
        return _counted(super().register_metric(metric_cls, name, documentation, labelnames, **more))


def _counted(metric: Any) -> Any:
    COUNTED.append(metric)
    return metric


def _counter(name: str, words: str, *labels: str) -> Counter:
    counter: Counter = _counted(Counter(name, words, labels, registry=REGISTRY))
    return counter


def _histogram(name: str, words: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    histogram: Histogram = _counted(Histogram(name, words, labels, buckets=buckets, registry=REGISTRY))
    return histogram


def _gauge(name: str, words: str, mode: Any, *labels: str) -> Gauge:
    gauge: Gauge = _counted(Gauge(name, words, labels, multiprocess_mode=mode, registry=REGISTRY))
    return gauge


def _sampled(name: str, words: str, *labels: str) -> Sampled:
    SAMPLED.append(Sampled(name, words, labels))
    return SAMPLED[-1]


# Requests. "view" is the name of the route.
_standard = _Standard.get_instance()
REQUEST_SECONDS: Final[Histogram] = _standard.requests_latency_by_view_method
RESPONSES: Final[Counter] = _standard.responses_by_status_view_method
ERRORS: Final[Counter] = _standard.exceptions_by_type
SLOW_REQUESTS: Final = _counter("voltway_slow_requests", "Requests slower than SLOW_REQUEST_THRESHOLD", "view")

# Database
QUERIES: Final = _histogram("voltway_request_queries", "Queries of a request", _QUERIES, "view")
QUERY_SECONDS: Final = _counter(
    "voltway_request_database_seconds", "Seconds that requests waited for a database", "view"
)
DATABASE_CONNECTIONS_OPENED: Final = _counter(
    "voltway_database_connections_opened", "Connections to a database that were made", "database"
)
DATABASE_CONNECTIONS: Final = _gauge("voltway_database_connections", "Open connections to databases", "livesum")
SERVER_CONNECTIONS: Final = _sampled(
    "voltway_database_server_connections", "Connections to this database that PostgreSQL holds", "state"
)

# Caches
CACHE_READS: Final = _counter("voltway_cache_reads", "Reads of a cache: hit or miss", "tier", "outcome")
CACHE_FAILURES: Final = _counter("voltway_cache_failures", "Reads and writes that a cache did not answer", "tier")
CACHE_BYTES: Final = _gauge("voltway_cache_bytes", "Bytes that a cache in memory holds", "livesum", "tier")
CACHE_ENTRIES: Final = _gauge("voltway_cache_entries", "Entries that a cache in memory holds", "livesum", "tier")
CACHE_FORGED: Final = _counter("voltway_cache_forged", "Entries of a shared cache that VoltWay had not written", "tier")
CACHE_RESTING: Final = _gauge("voltway_cache_resting", "Whether a cache that failed is left alone", "livemax", "tier")

# Limits
LIMITED: Final = _counter("voltway_limited_requests", "Requests that a limit refused", "limit")
LIMITS_ALONE: Final = _counter(
    "voltway_limits_without_redis",
    "Requests while Redis did not count: reads by a limit of the process, keys and log-ins refused",
    "outcome",
)

# Jobs
JOB_SECONDS: Final = _histogram(
    "voltway_job_seconds",
    "Seconds that an attempt at a job took, by the state that it left the job in",
    (0.1, 1, 10, 60, 600, 3600),
    "kind",
    "state",
)
JOBS: Final = _sampled("voltway_jobs", "Jobs by kind and state", "kind", "state")
JOB_OLDEST: Final = _sampled(
    "voltway_job_oldest_seconds", "How long a job has been due, or run, of the longest", "kind", "state"
)
QUEUE_FAULT: Final = _sampled("voltway_queue_fault", "Whether something keeps jobs from being done, by what", "fault")

# Imports and sources
IMPORT_ROWS: Final = _counter("voltway_import_rows", "Rows of imports by what became of them", "source", "outcome")
IMPORTS: Final = _sampled("voltway_imports", "Runs of the last seven days by source and state", "source", "state")
SOURCE_AGE: Final = _sampled("voltway_source_age_seconds", "Time since a source was last imported", "source", "kind")
SOURCE_PERIOD: Final = _sampled(
    "voltway_source_period_seconds", "Time after which a source is due again", "source", "kind"
)
SOURCE_WORSE: Final = _sampled(
    "voltway_source_worse", "Shares of a source's facts that are worse than of late", "source"
)

# Exports
EXPORT_BYTES: Final = _histogram("voltway_export_bytes", "Size of export files", _BYTES, "format")

# Use of the site
EVENTS: Final = _counter("voltway_events", "Events of the site's use by what became of them", "outcome")

# The machine
PROCESS_MEMORY: Final = _gauge("voltway_process_memory_bytes", "Memory that each process has of its own", "liveall")
DISK_FREE: Final = _sampled("voltway_disk_free_bytes", "Free space where VoltWay keeps its data")
DISK_SIZE: Final = _sampled("voltway_disk_size_bytes", "Space where VoltWay keeps its data")
SAMPLER_UP: Final = _sampled("voltway_sampler_up", "Whether a group of sampled metrics could be had", "sampler")
