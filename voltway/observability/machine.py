"""What VoltWay needs of its machine: space on the disk, connections of the database's server."""

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from voltway.observability import metrics
from voltway.observability.metrics import Sample


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
