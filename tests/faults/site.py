"""A VoltWay of the test's own, in real processes: Valkey, worker, scheduler with relay; and a driver that writes jobs.

Each part can be killed, stopped and started again; whatever is left ends with the block.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis import Redis

from tools import serve, valkey
from tools.console import ROOT
from tools.environment import variables
from tools.tree import Child, dies_with_us, end_group, stop
from voltway.jobs.queue import NAME

# No wait is meant to last so long: it is only there so that a fault ends as a failure.
PATIENCE = 120


class Site:
    """The running parts. `lease` in seconds; `database` an address, or "" for SQLite."""

    def __init__(self, folder: Path, *, lease: float, database: str = "") -> None:
        self.folder = folder
        server = valkey.prepare(folder / "valkey")
        assert server, "no Valkey runs here"
        self.valkey = server
        env = {**variables(folder), "REDIS_URL": server.url, "JOB_LEASE": str(lease), "MAP_STYLE_URL": ""}
        self.env = {**env, "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "PYTHONPATH": str(ROOT)}
        self.env["DATABASE_URL"] = database
        # What the parts say is kept for a test that fails.
        self.log = (folder / "log").open("ab")
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.driver: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Make the database and start everything."""
        manage = [sys.executable, "manage.py", "migrate", "--no-input", "--run-syncdb", "-v0"]
        subprocess.run(manage, cwd=ROOT, env=self.env, check=True)
        (self.folder / "static").mkdir(exist_ok=True)
        self.start("queue")
        self.driver = subprocess.Popen(
            [*dies_with_us("KILL"), sys.executable, "-m", "tests.faults.driver"], cwd=ROOT, env=self.env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
        )  # fmt: skip
        self.start("beat")
        self.start("worker")
        self.wait(lambda: len(self.children("worker")) == 2, "the worker has children")
        self.ask("schedule", enabled=False)

    def end(self) -> None:
        """End what is left."""
        for name in list(self.parts):
            self.signal(name, signal.SIGCONT)
            end_group(self.parts[name])
        if self.driver:
            assert self.driver.stdin
            assert self.driver.stdout
            self.driver.stdin.close()
            self.driver.wait(timeout=30)
            self.driver.stdout.close()
        self.log.close()

    def start(self, name: str) -> None:
        """Start a part anew: "queue", "worker", "beat", or another "beat…"."""
        child = self._child(name)
        command = [*dies_with_us("KILL"), *child.command]
        self.parts[name] = subprocess.Popen(
            command, cwd=ROOT, env=dict(child.env), stdout=self.log, stderr=self.log, start_new_session=True
        )
        if name == "queue":
            assert self.valkey.wait(self.parts[name])

    def kill(self, name: str) -> None:
        """Kill the part itself with SIGKILL, as the kernel would for want of memory; its children see to themselves."""
        self.parts[name].kill()
        self.parts[name].wait()

    def stop(self, name: str) -> None:
        """End a part in good order."""
        stop([self.parts.pop(name)])

    def signal(self, name: str, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.parts[name].pid, number)

    def children(self, name: str) -> list[int]:
        """The processes that a part has started."""
        return children(self.parts[name].pid)

    def ask(self, name: str, **args: Any) -> Any:
        """Have the driver do something, and take its answer."""
        assert self.driver
        assert self.driver.stdin
        assert self.driver.stdout
        self.driver.stdin.write(json.dumps([name, args]).encode() + b"\n")
        self.driver.stdin.flush()
        answer = self.driver.stdout.readline()
        assert answer, (self.folder / "log").read_text()[-3000:]
        return json.loads(answer)

    def rows(self, pks: list[int], kind: str = "Probe") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("rows", pks=pks, kind=kind)
        return found

    def wait_for(self, pks: list[int], *states: str, kind: str = "Probe") -> list[dict[str, Any]]:
        """Wait until these jobs are in one of the states; their rows."""
        rows: list[dict[str, Any]] = []

        def there() -> bool:
            rows[:] = self.rows(pks, kind)
            return all(row["state"] in states for row in rows)

        self.wait(there, f"{kind} {pks[:5]} are {states}")
        return rows

    def wait(self, condition: Callable[[], Any], what: str) -> float:
        """Wait until the condition holds; how many seconds that took."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() - began > PATIENCE:
                raise AssertionError(f"in vain: {what}\n{(self.folder / 'log').read_text()[-3000:]}")
            time.sleep(0.05)
        return time.monotonic() - began

    def redis(self) -> Redis:
        return Redis.from_url(self.valkey.url)

    def queued(self) -> int:
        """How many messages wait."""
        with self.redis() as client:
            return int(client.llen(NAME))

    def _child(self, name: str) -> Child:
        if name == "queue":
            return Child(name, self.valkey.command, self.env)
        return serve.worker(self.env) if name == "worker" else serve.beat(self.env)


def children(pid: int) -> list[int]:
    """The processes that this one has started, whichever thread of it did."""
    found: list[int] = []
    # It may end meanwhile.
    with contextlib.suppress(OSError):
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            found += map(int, path.read_text().split())
    return found


@contextmanager
def a_site(*, lease: float, database: str = "") -> Iterator[Site]:
    """A site that is up."""
    with tempfile.TemporaryDirectory(prefix="voltway-faults-") as folder:
        site = Site(Path(folder), lease=lease, database=database)
        try:
            site.begin()
            yield site
        finally:
            site.end()
