"""Takes a station out of sight, or shows it again: to drivers and programs it is one that has vanished meanwhile."""

from collections.abc import Callable
from datetime import datetime

from stations.ingest.rewriting import alone_with, rewritten
from stations.models import Hiding

Note = Callable[[], None]


def hide_station(*, station: str, reason: str, now: datetime, note: Note = lambda: None) -> bool:
    """False where it is hidden already. `note` is called in the transaction that hides it.

    Raises Conflict while its source is imported, NotFound.
    """
    with alone_with(station) as there, rewritten(there, now=now, in_sight=True):
        facts = {"reason": reason, "hidden_at": now}
        done = Hiding.objects.get_or_create(station=station, defaults=facts)[1]
        if done:
            note()
    return done


def show_station(*, station: str, now: datetime, note: Note = lambda: None) -> bool:
    """False where it is not hidden. Where its source says that it is gone it stays so. The rest as `hide_station`."""
    with alone_with(station) as there, rewritten(there, now=now, in_sight=True):
        done = bool(Hiding.objects.filter(station=station).delete()[0])
        if done:
            note()
    return done
