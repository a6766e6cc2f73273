"""What VoltWay's health and metrics tell of its jobs."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from voltway.jobs.row import Job, State
from voltway.jobs.state import Trouble, kind_states, trouble
from voltway.observability import health, metrics
from voltway.observability.health import Check, Finding
from voltway.observability.metrics import Sample


def job_samples() -> Iterator[Sample]:
    """Jobs by kind and state, the age of the oldest that are due and that run, and what keeps them from being done."""
    now = timezone.now()
    states = kind_states(now=now)
    for found in states:
        counted = _counted(found.model)
        for state in State:
            yield metrics.JOBS.sample(counted.get(state, 0), kind=found.kind, state=state)
        for state, seconds in found.oldest.items():
            yield metrics.JOB_OLDEST.sample(seconds, kind=found.kind, state=state)
    reason = trouble(states, now=now)
    for fault in Trouble:
        yield metrics.QUEUE_FAULT.sample(fault is reason, fault=fault)


def _counted(model: type[Job]) -> dict[str, int]:
    """All jobs of a kind by state, also those that are done."""
    return dict(model._default_manager.order_by().values_list("state").annotate(Count("pk")))


def _queue() -> Finding:
    now = timezone.now()
    states = kind_states(now=now)
    waits = max((round(found.waits) for found in states), default=0)
    facts = {"running": sum(found.counts.get(State.RUNNING, 0) for found in states), "oldest_due_s": waits}
    if reason := trouble(states, now=now):
        return Finding(health.State.DEGRADED, {**facts, "fault": reason})
    return Finding(facts=facts)


# Not needed by reading: a queue that stands still takes no web server from those who only look (docs/metrics.md).
queue = Check("queue", _queue)
