"""What keys are used for: counted in the memory of each process, and added to the table every ten seconds."""

import logging
import os
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from threading import Lock, Thread
from typing import Any, Final, NamedTuple

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Q, Sum

from accounts.models import ApiKey, QuotaDay, Usage
from voltway.lib.ending import at_end

logger = logging.getLogger(__name__)

EVERY_S: Final = 10.0
# How often the last use of a key is written at most.
LAST_USE_EVERY: Final = timedelta(minutes=1)
KEPT_DAYS: Final = 400


class Outcome(StrEnum):
    """What became of a request with a key, by the names of the columns."""

    ANSWERED = "answered"
    NOT_MODIFIED = "not_modified"
    REFUSED = "refused"


class _Line(NamedTuple):
    key: int
    day: date
    endpoint: str
    outcome: Outcome


_ADD: Final = """
INSERT INTO accounts_usage (key_id, day, endpoint, answered, not_modified, refused) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (key_id, day, endpoint) DO UPDATE SET answered = accounts_usage.answered + excluded.answered,
not_modified = accounts_usage.not_modified + excluded.not_modified, refused = accounts_usage.refused + excluded.refused
"""
_lock = Lock()
_counted: Counter[_Line] = Counter()
_flushing: set[int] = set()


def count(key: int, endpoint: str, status: int, *, admitted: bool = True) -> None:
    """Count an answer to a request with a key. What was not admitted is charged to nobody, whatever the status."""
    refused = {} if admitted else {status: Outcome.REFUSED}
    outcome = {304: Outcome.NOT_MODIFIED, 429: Outcome.REFUSED, **refused}.get(status, Outcome.ANSWERED)
    line = _Line(key, datetime.now(UTC).date(), endpoint[:60], outcome)
    with _lock:
        _counted[line] += 1


def flush() -> None:
    """Add what was counted to the table; what can't be written now is written with the next."""
    with _lock:
        lines = dict(_counted)
        _counted.clear()
    if not lines:
        return
    try:
        with transaction.atomic():
            _write(lines)
    except (DatabaseError, InterfaceError):
        logger.warning("usage.not_written", exc_info=True)
        with _lock:
            _counted.update(lines)


def charged(owner: int, day: date) -> int:
    """How many requests of an owner the table says were charged on a day."""
    found = Usage.objects.filter(key__owner=owner, day=day).aggregate(sum=Sum("answered"))
    return int(found["sum"] or 0)


def clean_up(*, now: datetime) -> dict[str, int]:
    """Delete usage of more than a year ago, and counts of days that are over; how many."""
    today = now.astimezone(UTC).date()
    old = Usage.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()[0]
    over = QuotaDay.objects.filter(day__lt=today - timedelta(days=1)).delete()[0]
    return {"usage of keys": old, "days of quotas": over}


def keep_flushing() -> None:
    """Flush every ten seconds in a thread, and when the process ends; a second call changes nothing."""
    with _lock:
        if os.getpid() in _flushing:
            return
        _flushing.add(os.getpid())
    at_end(flush)
    Thread(target=_keep_flushing, name="usage", daemon=True).start()


def _keep_flushing() -> None:
    while True:
        time.sleep(EVERY_S)
        flush()
        # Of this thread: nobody else gives it back.
        connection.close()


def _write(lines: dict[_Line, int]) -> None:
    # Keys of an owner who has been deleted meanwhile are gone.
    there = set(ApiKey.objects.filter(pk__in={line.key for line in lines}).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        # Always in the same order, so that two processes don't wait for each other.
        cursor.executemany(_ADD, sorted(_rows(lines, there)))
    now = datetime.now(UTC)
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USE_EVERY)
    ApiKey.objects.filter(long_ago, pk__in=there).update(last_used_at=now)


def _rows(lines: dict[_Line, int], there: set[int]) -> Iterable[list[Any]]:
    for line, times in lines.items():
        if line.key in there:
            yield [*line[:3], *(times if line.outcome is outcome else 0 for outcome in Outcome)]
