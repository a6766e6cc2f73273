"""What VoltWay needs of its machine: memory of each process, space on the disk, connections of the database."""

import logging
import os
import resource
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from voltway.observability import metrics, queries
from voltway.observability.metrics import Sample

WATCH_EVERY_S: Final = 10.0
_PAGE: Final = resource.getpagesize()
logger = logging.getLogger(__name__)


def resident_bytes() -> int:
    """Resident memory of this process now; where the system tells only the peak (no /proc), that."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class MemoryWatch:
    """Publishes this process's memory every few seconds, and warns once each time it grows over the limit."""

    def __init__(self, role: str, limit_bytes: int) -> None:
        self.role, self.limit_bytes = role, limit_bytes
        self.over = False

    def look(self) -> int:
        """Publish the memory of this moment, in bytes."""
        used = resident_bytes()
        metrics.PROCESS_MEMORY.labels(role=self.role).set(used)
        metrics.DATABASE_CONNECTIONS.set(queries.open_connections())
        if used > self.limit_bytes and not self.over:
            mb = {"memory_mb": used // 1_000_000, "threshold_mb": self.limit_bytes // 1_000_000}
            logger.warning("memory.above_threshold", extra={"role": self.role, **mb})
        self.over = used > self.limit_bytes
        return used

    def start(self) -> None:
        """Watch from a thread, in this process and in each that is forked from it."""
        self._run()
        os.register_at_fork(after_in_child=self._run)

    def _run(self) -> None:
        threading.Thread(target=self._watch, name="memory-watch", daemon=True).start()

    def _watch(self) -> None:
        rest = threading.Event()
        while True:
            self.look()
            rest.wait(WATCH_EVERY_S)


def watch_memory(role: str) -> None:
    """Begin to watch this process, as what it is: web, worker or beat."""
    MemoryWatch(role, settings.CONFIG.memory_threshold_mb * 1_000_000).start()


def disk_samples() -> Iterator[Sample]:
    """Free and whole space where the data folder lies."""
    usage = shutil.disk_usage(settings.CONFIG.data_dir)
    yield metrics.DISK_FREE.sample(usage.free)
    yield metrics.DISK_SIZE.sample(usage.total)


def server_samples() -> Iterator[Sample]:
    """Connections that PostgreSQL holds for this database, by state; SQLite has no server to ask."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'background'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1"
        )
        for state, count in cursor.fetchall():
            yield metrics.SERVER_CONNECTIONS.sample(count, state=state)
