"""Counts where there is no Redis: the day in a row of the database, the minute in the memory of each process."""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.db import connection, transaction

from accounts.models import QuotaDay
from accounts.quotas.used import Ask, Limit, Used
from accounts.quotas.windows import HERE

# The test and the step in one statement: what two requests do at once, the database puts in a row.
_COUNT: Final = """
UPDATE accounts_quotaday SET used = used + 1 WHERE owner_id = %s AND day = %s AND used < %s RETURNING used
"""
_BEGIN: Final = """
INSERT INTO accounts_quotaday (owner_id, day, used) VALUES (%s, %s, %s) ON CONFLICT (owner_id, day) DO NOTHING
"""


def count(owner: int, ask: Ask, *, day: date, known: Callable[[], int]) -> Used:
    """Count a request of an owner. Raises RuntimeError inside a transaction, which could take the count back."""
    minutes = None
    if ask.per_minute is not None:
        may, minutes = HERE.add(f"key {owner}", ask.per_minute)
        if not may:
            return Used(minutes, over=Limit.MINUTE)
    if ask.per_day is None:
        return Used(minutes, QuotaDay.objects.filter(owner=owner, day=day).values_list("used", flat=True).first())
    with transaction.atomic(durable=True):
        used = _counted(owner, day, ask.per_day, known)
    return Used(minutes, ask.per_day, Limit.DAY) if used is None else Used(minutes, used)


def _counted(owner: int, day: date, limit: int, known: Callable[[], int]) -> int | None:
    """How many there are with this one; None where it is one too many."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [owner, day, limit])
        row = cursor.fetchone()
        if row is None and not QuotaDay.objects.filter(owner=owner, day=day).exists():
            cursor.execute(_BEGIN, [owner, day, known()])
            cursor.execute(_COUNT, [owner, day, limit])
            row = cursor.fetchone()
    return int(row[0]) if row else None
