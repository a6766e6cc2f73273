"""How the WSGI server (granian) is started, here and in production: docs/adr/0012-server.md has the measurements."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from tools.environment import VENV

# Requests are short and mostly wait for the database; more threads only queue at the interpreter's lock.
THREADS: Final = min(16, 2 * (os.cpu_count() or 1) + 1)
# Where the database is a server, they wait for it instead: as many as its pool has connections (DATABASE_POOL_SIZE).
LASTING_THREADS: Final = 16
APPLICATION: Final = "voltway.wsgi:application"
# The same in every way of starting it.
ALWAYS: Final = (
    "--interface", "wsgi",
    "--http", "1",
    "--no-ws",
    # Connections that wait to be taken, and those that one worker has taken: what is beyond waits in the kernel.
    "--backlog", "2048",
    "--backpressure", "1024",
    # A client that sends its request drop by drop is let go of.
    "--http1-header-read-timeout", "10000",
    # A worker that is asked to end finishes what it answers, for so long.
    "--workers-kill-timeout", "30",
    "--log-level", "warning",
)  # fmt: skip
# Where it runs for months: a worker that dies is replaced, as is one that is old or has grown (MiB).
LASTING: Final = (
    "--respawn-failed-workers",
    "--workers-lifetime", "12h",
    "--workers-max-rss", "1024",
)  # fmt: skip


def command(
    host: str,
    port: int,
    *,
    workers: int = 1,
    threads: int = 0,
    lasting: bool = False,
    application: str = APPLICATION,
    program: Path = VENV / "bin" / "granian",
) -> list[str]:
    """The server's command line; `lasting` for production."""
    size = ["--workers", str(workers), "--blocking-threads", str(threads or (LASTING_THREADS if lasting else THREADS))]
    where = ["--host", host, "--port", str(port)]
    return [str(program), *ALWAYS, *(LASTING if lasting else ()), *size, *where, application]
