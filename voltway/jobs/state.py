"""How the jobs are: how many wait and run, since when, and whether anything keeps them from being done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Min
from django_celery_beat.models import PeriodicTask
from redis import Redis, RedisError

from voltway.jobs.row import Job, JobQuerySet, State
from voltway.jobs.sweep import kinds

# In seconds: how long Redis may take for one answer, and how long a due job may wait while none of its kind is done.
PATIENCE: Final = 0.25
LATE: Final = 60.0
# The schedule writes down every five minutes when its entries ran.
SILENT: Final = timedelta(minutes=15)


class Trouble(StrEnum):
    """Why jobs wait."""

    NO_QUEUE = "no_queue"
    QUEUE_AWAY = "queue_away"
    # Nobody sends them to the workers, or no worker takes them.
    NOT_TAKEN = "not_taken"
    # What is done by the clock is not asked for.
    SCHEDULE_SILENT = "schedule_silent"


@dataclass(frozen=True, slots=True)
class KindState:
    """The jobs of one kind. `oldest`: seconds since the first of those due was due, and of those that run was begun."""

    kind: str
    counts: Mapping[State, int]
    oldest: Mapping[State, float]

    @property
    def is_late(self) -> bool:
        """Whether a job waits, and not for another one of its kind."""
        return self.oldest.get(State.PENDING, 0.0) > LATE and not self.counts.get(State.RUNNING)


def kind_states(*, now: datetime) -> list[KindState]:
    """Every kind of job, in three queries each."""
    return [_kind_state(model, now) for model in kinds()]


def trouble(states: list[KindState], *, now: datetime) -> Trouble | None:
    """What keeps jobs from being done; None while nothing does. Takes half a second of a Redis that hangs."""
    if found := queue_trouble():
        return found
    if any(state.is_late for state in states):
        return Trouble.NOT_TAKEN
    return Trouble.SCHEDULE_SILENT if _is_silent(now) else None


def queue_trouble() -> Trouble | None:
    """Why the queue can't be used; None where it can."""
    url: str = settings.CONFIG.redis_url
    if not url:
        return Trouble.NO_QUEUE
    client = Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=None)
    try:
        client.ping()
    except (RedisError, OSError):
        return Trouble.QUEUE_AWAY
    finally:
        client.close()
    return None


def _kind_state(model: type[Job], now: datetime) -> KindState:
    rows: JobQuerySet[Any] = model._default_manager.all()
    counted = rows.order_by().values_list("state").annotate(Count("pk"))
    since = {
        State.PENDING: rows.due().aggregate(since=Min("not_before"))["since"],
        State.RUNNING: rows.filter(state=State.RUNNING).aggregate(since=Min("started_at"))["since"],
    }
    oldest = {state: max(0.0, (now - moment).total_seconds()) for state, moment in since.items() if moment}
    return KindState(model._meta.label_lower, {State(state): count for state, count in counted}, oldest)


def _is_silent(now: datetime) -> bool:
    """Whether an entry of the schedule did not run when it should have; one that never ran or is off is not missed."""
    ran = PeriodicTask.objects.filter(enabled=True, interval__isnull=False, last_run_at__isnull=False)
    # One that comes once a day would hide for a day that those of every minute have stopped.
    return any(
        now - entry.last_run_at > entry.interval.schedule.run_every + SILENT for entry in ran.select_related("interval")
    )
