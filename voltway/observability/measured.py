"""Publishes what the parts below measure of themselves by plain names (`voltway.lib.measures`) as metrics."""

from functools import cache
from typing import Any, Final

from prometheus_client.metrics import MetricWrapperBase

from voltway.lib import measures
from voltway.lib.measures import Measure
from voltway.observability import metrics

BY_MEASURE: Final[dict[str, MetricWrapperBase]] = {
    "cache_reads": metrics.CACHE_READS,
    "cache_failures": metrics.CACHE_FAILURES,
    "cache_forged": metrics.CACHE_FORGED,
    "cache_resting": metrics.CACHE_RESTING,
    "cache_bytes": metrics.CACHE_BYTES,
    "cache_entries": metrics.CACHE_ENTRIES,
    "limited_requests": metrics.LIMITED,
    "process_memory_bytes": metrics.PROCESS_MEMORY,
}


def install() -> None:
    """Publish every measure from here on, and what there is of them already."""
    for measure in measures.all_measures():
        if measure.value:
            publish(measure, measure.value)
    measures.watch(publish)


def publish(measure: Measure, moved: float) -> None:
    """Add to the metric of a count, or set that of a gauge; a measure without a metric is nobody's."""
    child = _child(measure)
    if child is None:
        return
    if measure.grows:
        child.inc(moved)
    else:
        child.set(moved)


@cache
def _child(measure: Measure) -> Any:
    metric = BY_MEASURE.get(measure.name)
    return metric.labels(**measure.labels) if metric and measure.labels else metric
