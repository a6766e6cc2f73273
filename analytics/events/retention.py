"""Forgets events that are old enough: their sums by hour and day are all that is left."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from analytics.models import Event, RollUp, StaleDay
from analytics.rollups import fold
from voltway.lib import bulk, locks

# Rows deleted in one transaction, so that others may write between.
PART = 20_000
Kind = StaleDay.Kind


def clean_up(*, now: datetime) -> dict[str, int]:
    """Delete events of days before EVENT_RETENTION_DAYS, once they are added up; how many rows."""
    # Each day at a moment of its own: by it readers are told whether something has changed.
    fold.refresh()
    before = now.date() - timedelta(days=settings.CONFIG.event_retention_days)
    days = Event.objects.filter(day__lt=before).order_by("day").values_list("day", flat=True).distinct()
    with locks.unhurried():
        return {"events": sum(_delete(day) for day in list(days) if _close(day))}


def _close(day: date) -> bool:
    """Have sums of a day and all before stay as they are; False while something of it is not added up."""
    with transaction.atomic():
        locks.hold("roll-ups")
        if StaleDay.objects.filter(kind=Kind.EVENTS, day__lte=day).exists():
            return False
        closed, after = fold.rows_since(Kind.EVENTS), day + timedelta(days=1)
        if closed is None or closed < after:
            RollUp.objects.update_or_create(kind=Kind.EVENTS, defaults={"rows_since": after})
    return True


def _delete(day: date) -> int:
    deleted = 0
    while keys := list(Event.objects.filter(day=day).values_list("pk", flat=True)[:PART]):
        with transaction.atomic():
            bulk.delete(Event, keys)
        deleted += len(keys)
    return deleted
