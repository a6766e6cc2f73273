"""Listens to what happens and writes it behind the requests' backs: in batches, by one thread of each process.

What there is no room for is dropped and counted (`voltway_events`); no request ever waits for the table.
"""

import logging
import os
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction

from analytics.events.buffer import Buffer, Line
from analytics.events.reading import lines_of
from analytics.models import Event, StaleDay
from analytics.rollups.stale import mark_days
from voltway.lib import bulk, happenings
from voltway.lib.ending import at_end
from voltway.lib.happenings import Happening, Meta
from voltway.observability import metrics

logger = logging.getLogger(__name__)

EVERY_S: Final = 10.0
BATCH: Final = 1_000
_COLUMNS: Final = (*Line._fields, "times")
# Counting in a labelled child is cheap, finding it is not.
_written, _dropped = (metrics.EVENTS.labels(outcome=name) for name in ("written", "dropped"))

_buffer = Buffer(settings.CONFIG.event_buffer)
_lock = Lock()
# The process whose thread writes.
_writer = 0


def begin() -> None:
    """Listen from here on, in this process and those that it becomes by fork; a second call changes nothing."""
    happenings.listen(hear)
    os.register_at_fork(after_in_child=_forget)


def hear(happening: Happening, meta: Meta | None) -> None:
    """Count what happened; quick, and never raises."""
    for line in lines_of(happening, meta, now=datetime.now(UTC)):
        if not _buffer.add(line):
            _dropped.inc()
    if _writer != os.getpid():
        _start()


def flush() -> None:
    """Write what was counted. What the database does not take now is kept for the next time, where there is room."""
    lines = list(_buffer.take().items())
    for batch in bulk.chunks(sorted(lines), BATCH):
        try:
            _write(dict(batch))
        except (DatabaseError, InterfaceError):
            logger.warning("events.not_written", exc_info=True)
            _give_back(dict(batch))
        else:
            _written.inc(sum(times for _, times in batch))


def _write(lines: Mapping[Line, int]) -> None:
    with transaction.atomic():
        bulk.insert(Event, _COLUMNS, ([*_stored(line), times] for line, times in lines.items()))
        mark_days(StaleDay.Kind.EVENTS, {line.day for line in lines})


def _stored(line: Line) -> Iterable[str | int]:
    """As every database's driver takes it: an enum would be its name to one."""
    return (line.day.isoformat(), line.hour, line.kind.value, *line[3:])


def _give_back(lines: Mapping[Line, int]) -> None:
    for line, times in lines.items():
        if not _buffer.add(line, times):
            _dropped.inc(times)


def _start() -> None:
    """Have a thread write for this process, and the process's end, unless another request has just seen to it."""
    global _writer
    with _lock:
        if _writer == os.getpid():
            return
        _writer = os.getpid()
    try:
        Thread(target=_keep_flushing, name="events", daemon=True).start()
    except RuntimeError:
        # The machine has no thread left, or the process ends: whoever comes next tries again.
        _writer = 0
    else:
        at_end(flush)


def _keep_flushing() -> None:
    while True:
        time.sleep(EVERY_S)
        flush()
        # Of this thread: nobody else gives it back.
        connection.close()


def _forget() -> None:
    """In a process that was forked: what was counted is its parent's to write, and a lock may be held by nobody."""
    global _buffer, _lock
    _buffer, _lock = Buffer(_buffer.room), Lock()
