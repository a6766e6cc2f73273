"""Keeps roll-ups in step with the rows beneath them: day by day, each day in a transaction of its own.

What was written leaves marks (`analytics.rollups.stale`). A day that bears one is added up from its rows, whatever
its sums were, so that it makes no difference how often, in which order or after which crash that is done.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from analytics.models import ChargingSession, Event, EventDay, RollUp, SessionDay, StaleDay
from analytics.rollups.drivers import fold_drivers, month_of
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
    """Add up every day that bears a mark; how many there were."""
    folded = 0
    with locks.unhurried(), bulk.on_disk():
        while (found := _next()) is not None:
            fold(found, now=now or timezone.now())
            folded += 1
    return folded


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
            _fold_month(found.feed, found.day)
        RollUp.objects.update_or_create(kind=found.kind, defaults={"folded_at": now})


def rows_since(kind: str) -> date | None:
    """The first day whose rows are all there; None where none was ever deleted."""
    return RollUp.objects.filter(kind=kind).values_list("rows_since", flat=True).first()


def _fold(found: Slice) -> None:
    if found.kind == Kind.SESSIONS:
        fold_sessions(found.feed, found.day)
    else:
        fold_events(found.day)


def _fold_month(feed: str, day: date) -> None:
    """Count the drivers of a day's month again: once, with the last of its days that bear a mark."""
    first, last = month_of(day)
    if not StaleDay.objects.filter(kind=Kind.SESSIONS, feed=feed, day__range=(first, last)).exists():
        fold_drivers(feed, first, last)


def _next() -> Slice | None:
    mark = StaleDay.objects.order_by("kind", "day", "feed").values_list("kind", "feed", "day").first()
    return Slice(*mark) if mark else None


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
