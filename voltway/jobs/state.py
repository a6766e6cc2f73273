"""How the jobs are: how many wait and run, since when, and whether anything keeps them from being done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Min
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


# States whose jobs are few, or whose index holds no others: those that are done are never counted here.
COUNTED: Final = (State.PENDING, State.RUNNING, State.FAILED, State.DEAD)


@dataclass(frozen=True, slots=True)
class KindState:
    """The jobs of one kind, those that are done left out.

    `oldest`: seconds since the first of those due was due, and of those that run was begun.
    """

    model: type[Job]
    counts: Mapping[State, int]
    oldest: Mapping[State, float]

    @property
    def kind(self) -> str:
        """Its name in metrics and logs."""
        return self.model._meta.label_lower

    @property
    def waits(self) -> float:
        """Seconds since the first of those due was due; 0 where none is."""
        return self.oldest.get(State.PENDING, 0.0)

    @property
    def is_late(self) -> bool:
        """Whether a job waits, and not for another one of its kind."""
        return self.waits > LATE and not self.counts.get(State.RUNNING)


def kind_states(*, now: datetime) -> list[KindState]:
    """Every kind of job, in a few queries each."""
    return [_kind_state(model, now) for model in kinds()]


def trouble(states: list[KindState], *, now: datetime) -> Trouble | None:
    """What keeps jobs from being done; None while nothing does. Takes half a second of a Redis that hangs."""
    if found := queue_trouble():
        return found
    if any(state.is_late for state in states):
        return Trouble.NOT_TAKEN
    return Trouble.SCHEDULE_SILENT if silent_since(now) else None


def waits_longest(states: list[KindState], reason: Trouble) -> KindState | None:
    """The kind whose job has waited longest for that reason; None where none waits."""
    # A kind of which one runs waits for that one, not for a worker.
    stuck = [state for state in states if state.waits and (state.is_late or reason != Trouble.NOT_TAKEN)]
    return max(stuck, key=lambda state: state.waits, default=None)


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


def silent_since(now: datetime) -> datetime | None:
    """Since when an entry of the schedule has missed its turn; one that never ran or is off misses none."""
    ran = PeriodicTask.objects.filter(enabled=True, interval__isnull=False, last_run_at__isnull=False)
    # One that comes once a day would hide for a day that those of every minute have stopped.
    turns = [entry.last_run_at + entry.interval.schedule.run_every for entry in ran.select_related("interval")]
    return min((turn for turn in turns if now - turn > SILENT), default=None)


def _kind_state(model: type[Job], now: datetime) -> KindState:
    rows: JobQuerySet[Any] = model._default_manager.all()
    counted = {state: rows.filter(state=state).count() for state in COUNTED}
    since = {
        State.PENDING: rows.due().aggregate(since=Min("not_before"))["since"],
        State.RUNNING: rows.filter(state=State.RUNNING).aggregate(since=Min("started_at"))["since"],
    }
    oldest = {state: max(0.0, (now - moment).total_seconds()) for state, moment in since.items() if moment}
    return KindState(model, {state: count for state, count in counted.items() if count}, oldest)
