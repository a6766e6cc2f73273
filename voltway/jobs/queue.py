"""The queue in Redis: its name, its options, and the only code that publishes to it."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from celery import current_app
from kombu.connection import Connection

NAME: Final = "voltway"
TASK: Final = "voltway.jobs.perform"
# Set by a worker for its children: processes of one worker can tell whether another of them still lives.
WORKER: Final = "VOLTWAY_WORKER"
# How many messages may wait in it; the rest waits in the database, where nothing is lost.
ENOUGH: Final = 100
# The longest that a job may take.
LONGEST: Final = timedelta(hours=2)
# Redis gives a message out again when it was not acknowledged for so long. One value for all workers (the shortest one
# would count), and beyond the longest job. Dead workers are noticed by leases, long before.
OPTIONS: Final[dict[str, Any]] = {
    "visibility_timeout": int((LONGEST + timedelta(minutes=10)).total_seconds()),
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
}
# Whoever publishes must not be held up by a Redis that accepts and never answers; in seconds.
PATIENCE: Final = 0.5
# Between the gentle end of a job that takes too long, and the end of its process.
GRACE: Final = timedelta(seconds=30)

# Publishes a job of a kind, which may take so long.
Send = Callable[[str, int, timedelta], None]


class Away(Exception):
    """There is no queue, or it does not answer."""


class Queue:
    """A connection for publishing. Every method raises `Away` where Redis is not to be had."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None

    def length(self) -> int:
        return int(self._done(lambda connection: connection.default_channel.client.llen(NAME)))

    def send(self, kind: str, pk: int, limit: timedelta) -> None:
        """Tell the workers of a job, which may take `limit`."""
        seconds = min(limit, LONGEST - GRACE).total_seconds()
        self._done(
            lambda connection: current_app.send_task(
                TASK,
                args=[kind, pk],
                queue=NAME,
                connection=connection,
                retry=False,
                ignore_result=True,
                soft_time_limit=seconds,
                time_limit=seconds + GRACE.total_seconds(),
            )
        )

    def close(self) -> None:
        """Let go of the connection; the next use makes another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.collect()

    def _done(self, work: Callable[[Any], Any]) -> Any:
        if not self._url:
            raise Away("no queue is set (REDIS_URL)")
        try:
            if self._connection is None:
                self._connection = _connection(self._url)
            return work(self._connection)
        except Exception as error:
            # Whatever it is: nothing that Redis does may end the relay, and the rows are still there.
            self.close()
            raise Away(f"{type(error).__name__}: {error}") from error


def _connection(url: str) -> Any:
    impatient = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "max_retries": 0}
    return Connection(url, connect_timeout=PATIENCE, transport_options={**OPTIONS, **impatient})
