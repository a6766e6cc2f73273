"""Keeps roll-ups in step with the rows beneath them: day by day, each day in a transaction of its own.

What was written leaves marks (`analytics.rollups.stale`). A day that bears one is added up from its rows, whatever
its sums were, so that it makes no difference how often, in which order or after which crash that is done.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from analytics.models import ChargingSession, Event, EventDay, RollUp, SessionDay, StaleDay, StaleMonth
from analytics.rollups.drivers import counted_drivers, write_drivers
from analytics.rollups.events import fold_events
from analytics.rollups.sessions import fold_sessions
from analytics.rollups.stale import mark_days
from voltway.lib import bulk, locks

Kind = StaleDay.Kind


class Slice(NamedTuple):
    """What is added up in one go; `feed` is blank for events."""

    kind: str
    feed: str
    day: date


def refresh(*, now: datetime | None = None) -> int:
    """Add up the days that bear a mark, then count the drivers of their months; how many days there were.

    What is marked meanwhile waits for the next time: of today there may always be something new.
    """
    with locks.unhurried(), bulk.on_disk():
        found = [Slice(*mark) for mark in _marked_days()]
        for one in found:
            fold(one, now=now or timezone.now())
        for feed, month in list(StaleMonth.objects.order_by("feed", "month").values_list("feed", "month").distinct()):
            fold_month(feed, month, now=now or timezone.now())
    return len(found)


def rebuild(*, since: date | None = None, now: datetime | None = None) -> int:
    """Make all sums anew, or those of `since` and later days; how many days. Days without rows lose their sums.

    Sums of events whose rows are deleted stay as they are.
    """
    with locks.unhurried():
        # What is written meanwhile leaves marks of its own.
        days = set(_all(since))
        with transaction.atomic():
            for found in days:
                mark_days(Kind(found.kind), [found.day], feed=found.feed)
    return refresh(now=now)


def fold(found: Slice, *, now: datetime) -> None:
    """Add one day up, in a transaction of its own."""
    with transaction.atomic():
        # One at a time: two would insert the same sums.
        locks.hold("roll-ups")
        # Marks first: what was written under those that are seen here is seen by all that follows.
        marks = list(StaleDay.objects.filter(**found._asdict()).values_list("pk", flat=True))
        since = rows_since(found.kind)
        if since is None or found.day >= since:
            _fold(found)
        bulk.delete(StaleDay, marks)
        if found.kind == Kind.SESSIONS:
            StaleMonth.objects.create(feed=found.feed, month=found.day.replace(day=1))
        RollUp.objects.update_or_create(kind=found.kind, defaults={"folded_at": now})


def fold_month(feed: str, month: date, *, now: datetime) -> None:
    """Count the drivers of a month: at length and beside everybody, then written in a transaction of its own."""
    # Marks first, as above.
    marks = list(StaleMonth.objects.filter(feed=feed, month=month).values_list("pk", flat=True))
    with counted_drivers(feed, month), transaction.atomic():
        locks.hold("roll-ups")
        if not marks or StaleMonth.objects.filter(pk__in=marks).count() < len(marks):
            # Whoever counted meanwhile has seen these marks, and maybe later ones.
            return
        write_drivers(feed, month)
        bulk.delete(StaleMonth, marks)
        RollUp.objects.update_or_create(kind=Kind.SESSIONS, defaults={"folded_at": now})


def rows_since(kind: str) -> date | None:
    """The first day whose rows are all there; None where none was ever deleted."""
    return RollUp.objects.filter(kind=kind).values_list("rows_since", flat=True).first()


def _fold(found: Slice) -> None:
    if found.kind == Kind.SESSIONS:
        fold_sessions(found.feed, found.day)
    else:
        fold_events(found.day)


def _marked_days() -> Iterable[tuple[str, str, date]]:
    # In the order of the index.
    return list(StaleDay.objects.order_by("kind", "day", "feed").values_list("kind", "feed", "day").distinct())


def _all(since: date | None) -> Iterator[Slice]:
    """Every day that has rows or sums."""
    later = {"day__gte": since} if since else {}
    for sessions in (ChargingSession.objects, SessionDay.objects):
        for feed, day in sessions.filter(**later).order_by().values_list("feed", "day").distinct():
            yield Slice(Kind.SESSIONS, feed, day)
    kept = rows_since(Kind.EVENTS)
    for events in (Event.objects, EventDay.objects):
        for (day,) in events.filter(**later).order_by().values_list("day").distinct():
            if kept is None or day >= kept:
                yield Slice(Kind.EVENTS, "", day)
