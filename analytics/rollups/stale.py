"""Which days have to be added up again."""

from collections.abc import Iterable
from datetime import date

from analytics.models import StaleDay


def mark_days(kind: StaleDay.Kind, days: Iterable[date], *, feed: str = "") -> None:
    """Have days added up again; call it in the transaction that writes their rows.

    Each call adds rows of its own and waits for nobody. Whoever adds up sees a mark only together with what was
    written under it (docs/adr/0020-sessions-events-roll-ups.md).
    """
    StaleDay.objects.bulk_create(StaleDay(kind=kind, feed=feed, day=day) for day in sorted(days))
