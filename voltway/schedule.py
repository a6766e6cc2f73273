"""What is done by the clock: at each slot of the schedule a function writes jobs, and the relay sends what is due.

The schedule lies in the database (django-celery-beat) and is edited in the console; `settings.SCHEDULE` is what a new
database begins with. Nothing here publishes a task by itself: several schedulers write the rows of a slot once.
"""

import logging
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.beat import ScheduleEntry
from celery.schedules import schedule as Interval
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.module_loading import import_string
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from voltway.jobs import doorbell
from voltway.jobs.queue import Queue
from voltway.jobs.relay import Relay

# Seconds between two looks at what is due, unless the doorbell rings; and after a fault of the database.
ROUND = 1.0
AFTER_FAULT = 2.0

log = logging.getLogger(__name__)


class Scheduler(DatabaseScheduler):  # type: ignore[misc]
    """Beat's scheduler, which writes jobs instead of sending tasks, and carries the relay."""

    # Beat would connect to the broker before each entry, and wait for it.
    producer = None

    def setup_schedule(self) -> None:
        """Put in what is missing; what the console has changed or switched off stays so."""
        self._relay = Relay(Queue(settings.CONFIG.redis_url))
        self._last_acts = ExitStack()
        self._last_acts.callback(self._relay.queue.close)
        self._bell = self._last_acts.enter_context(doorbell.answered())
        install()

    def tick(self, *args: Any, **options: Any) -> float:
        """One round: what the clock asks for, then what is due. Returns the seconds to sleep: it has waited here."""
        try:
            pause = super().tick(*args, **options)
            sent = self._relay.round()
        except DatabaseError:
            log.exception("schedule.without_database")
            connections.close_all()
            return AFTER_FAULT
        if pause and not sent:
            # Beat's pause may be past already, where the round has taken long.
            doorbell.wait(self._bell, max(0.0, min(pause, ROUND)))
        return 0.0

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Write the jobs of an entry's slot. What goes wrong there is told, and stops no other entry."""
        now = datetime.now(UTC)
        try:
            perform_entry(entry.task, slot(entry.schedule, now), now)
        except DatabaseError:
            raise
        except Exception:
            log.exception("schedule.entry_failed", extra={"entry": entry.name})

    def close(self) -> None:
        """Write down when entries ran, and stop answering."""
        self._last_acts.close()
        self.sync()


def install() -> None:
    """Write the entries of `settings.SCHEDULE` that the database lacks."""
    for name, (task, every) in settings.SCHEDULE.items():
        given = {"every": int(every.total_seconds()), "period": IntervalSchedule.SECONDS}
        interval = IntervalSchedule.objects.filter(**given).first() or IntervalSchedule.objects.create(**given)
        PeriodicTask.objects.get_or_create(name=name, defaults={"task": task, "interval": interval})


def perform_entry(task: str, slot: str, now: datetime) -> None:
    """Call an entry's function. KeyError for one that the settings don't name: the console can't run any code."""
    if task not in known():
        raise KeyError(task)
    import_string(task)(slot=slot, now=now)


def known() -> frozenset[str]:
    """The functions that entries may name."""
    return frozenset(dotted for dotted, _ in settings.SCHEDULE.values())


def slot(schedule: Any, now: datetime) -> str:
    """The name of the slot that `now` lies in: the same for every scheduler."""
    if type(schedule) is Interval:
        return slot_of(schedule.run_every, now)
    return f"{now:%Y-%m-%dT%H:%M}"


def slot_of(every: timedelta, now: datetime) -> str:
    """The beginning of the slot, for slots of one length that begin with 1970."""
    seconds = max(1, int(every.total_seconds()))
    began = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    return f"{began:%Y-%m-%dT%H:%M:%S}"
