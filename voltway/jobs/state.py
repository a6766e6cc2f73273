"""Says how the jobs are, for health checks, the console and metrics: how many wait, and whether anything takes them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Count, Min
from redis import Redis, RedisError

from voltway.jobs.row import State
from voltway.jobs.sweep import kinds

# In seconds: how long Redis may take to answer, and how long a due job may wait before somebody is told.
PATIENCE: Final = 0.25
LATE: Final = 60.0


@dataclass(frozen=True, slots=True)
class KindState:
    """The jobs of one kind. `oldest` is the age in seconds of the one that is due for longest, None when none is."""

    kind: str
    counts: dict[State, int]
    oldest: float | None


@dataclass(frozen=True, slots=True)
class JobsState:
    """All jobs. `trouble` says why they wait, "" while they are done."""

    kinds: tuple[KindState, ...]
    trouble: str


def jobs_state(*, now: datetime) -> JobsState:
    """How the jobs are. Takes a few queries and at most a quarter of a second of Redis."""
    found = tuple(_kind_states(now))
    return JobsState(found, queue_trouble() or _late(found))


def queue_trouble() -> str:
    """Why the queue can't be used, "" where it can."""
    if not settings.CONFIG.redis_url:
        return "there is no queue: jobs wait (REDIS_URL is empty)"
    client = Redis.from_url(
        settings.CONFIG.redis_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=None
    )
    try:
        client.ping()
    except (RedisError, OSError) as error:
        return f"the queue does not answer: jobs wait ({type(error).__name__})"
    finally:
        client.close()
    return ""


def _kind_states(now: datetime) -> list[KindState]:
    states = []
    for model in kinds():
        rows = model._default_manager.all()
        counted = rows.order_by().values_list("state").annotate(Count("pk"))
        due = rows.due().aggregate(since=Min("not_before"))["since"]
        oldest = max(0.0, (now - due).total_seconds()) if due else None
        states.append(KindState(model._meta.label_lower, {State(state): n for state, n in counted}, oldest))
    return states


def _late(found: tuple[KindState, ...]) -> str:
    late = [state for state in found if (state.oldest or 0) > LATE and not state.counts.get(State.RUNNING)]
    return f"no worker takes jobs: {late[0].kind} waits for {late[0].oldest:.0f} s" if late else ""
