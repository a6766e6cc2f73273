"""What the jobs need somebody for: those that failed or were given up, and whatever keeps others from being done."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voltway.jobs.row import Job, JobQuerySet, State
from voltway.jobs.state import Trouble, kind_states, silent_since, trouble, waits_longest
from voltway.jobs.sweep import kinds
from voltway.lib.console import Level, Matter

# Older ones are no news.
NEWS: Final = timedelta(days=7)
_SCHEDULE: Final = "django_celery_beat_periodictask"
_RIGHT: Final = "django_celery_beat.view_periodictask"


def to_mend(now: datetime) -> Iterator[Matter]:
    """Jobs that were tried until nobody hoped any more, and those that said why they can't be done.

    A line for each kind, which leads to the list where they are tried again.
    """
    for kind in kinds():
        rows: JobQuerySet[Any] = kind._default_manager.all()
        for state in (State.DEAD, State.FAILED):
            lately = rows.filter(state=state, finished_at__gt=now - NEWS)
            if count := lately.order_by().count():
                latest = lately.latest("finished_at")
                words = _words(state, count) % {"count": count, "kind": kind._meta.verbose_name_plural}
                level = Level.NOW if state == State.DEAD else Level.SOON
                told = f"{latest}: {latest.error}"
                yield Matter(level, words, _list(kind, state), _right(kind), told, latest.finished_at)


def standstill(now: datetime) -> Iterator[Matter]:
    """Why no job is done at all, since when, and what to start; it leads to the jobs that wait."""
    states = kind_states(now=now)
    if not (reason := trouble(states, now=now)):
        return
    words, remedy = _told(reason)
    if reason != Trouble.SCHEDULE_SILENT and (waiting := waits_longest(states, reason)):
        address, right = _list(waiting.model, State.PENDING), _right(waiting.model)
        since: datetime | None = now - timedelta(seconds=waiting.waits)
    else:
        address, right, since = reverse(f"admin:{_SCHEDULE}_changelist"), _RIGHT, silent_since(now)
    yield Matter(Level.NOW, words, address, right, remedy, since)


def _told(trouble: Trouble) -> tuple[str, str]:
    """What is wrong, and what to do."""
    match trouble:
        case Trouble.NO_QUEUE:
            return _("Jobs wait: there is no Redis (REDIS_URL)"), _("Set REDIS_URL and start everything anew.")
        case Trouble.QUEUE_AWAY:
            return _("Jobs wait: Redis does not answer"), _("Start it: systemctl start redis-server. Nothing is lost.")
        case Trouble.NOT_TAKEN:
            return _("Jobs wait: no worker takes them"), _(
                "Start what is down: systemctl restart voltway-worker voltway-beat (./dev worker, ./dev beat)."
            )
        case Trouble.SCHEDULE_SILENT:
            return _("The scheduler is silent: nothing is done by the clock"), _(
                "Start it: systemctl restart voltway-beat (./dev beat). What was missed is done at the next turn."
            )


def _words(state: State, count: int) -> str:
    if state == State.DEAD:
        return ngettext("%(count)d job was given up: %(kind)s", "%(count)d jobs were given up: %(kind)s", count)
    return ngettext("%(count)d job failed: %(kind)s", "%(count)d jobs failed: %(kind)s", count)


def _list(kind: type[Job], state: State) -> str:
    return reverse(f"admin:{kind._meta.label_lower.replace('.', '_')}_changelist") + f"?state__exact={state}"


def _right(kind: type[Job]) -> str:
    return f"{kind._meta.app_label}.view_{kind._meta.model_name}"
