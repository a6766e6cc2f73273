"""The faults: each does harm to a site that works, and says what became of the work.

Each takes the site and a moment (seconds into the work), and returns what was seen; `seconds` is how long the harm
lasted for the job. Used once each by test_faults.py, and at many moments by full.py.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.site import Site, children
from voltway.jobs.queue import ENOUGH

JOB_STEPS = 40
ENDED = ("COMPLETED", "FAILED", "CANCELLED", "DEAD")


@dataclass
class Seen:
    """What a fault did: jobs that were asked for, lost, done more than once; seconds until the work went on."""

    jobs: int
    lost: int
    twice: int
    seconds: float
    states: tuple[str, ...] = ()


def child_killed(site: Site, moment: float) -> Seen:
    """The process that does the job is killed (out of memory); the rest of the worker lives."""
    pk = _under_way(site, moment)
    holder = site.rows([pk])[0]["holder"]
    os.kill(int(holder.rpartition("/")[2]), signal.SIGKILL)
    return _resumed(site, pk)


def worker_killed(site: Site, moment: float) -> Seen:
    """The whole worker is killed, and started again by whatever watches it."""
    pk = _under_way(site, moment)
    _kill_worker(site)
    return _resumed(site, pk)


def scheduler_killed(site: Site, moment: float) -> Seen:
    """Scheduler and relay are killed between a job's being asked for and its being sent."""
    site.kill("beat")
    pks = site.ask("enqueue", count=5, script="steps")
    time.sleep(min(moment, 0.5))
    site.start("beat")
    return _done(site, pks)


def queue_flushed(site: Site, moment: float, count: int = 20) -> Seen:
    """Redis forgets everything while jobs wait in it."""
    pks = _queued(site, count)
    with site.redis() as client:
        client.flushall()
    site.start("worker")
    return _done(site, pks)


def thousand_forgotten(site: Site, count: int = 1_000) -> dict[str, Seen]:
    """Redis forgets everything while a thousand jobs wait; each part of what follows by itself."""
    pks = _queued(site, count)
    with site.redis() as client:
        client.flushall()
    again = site.wait(lambda: site.queued() >= ENOUGH, "the queue is full again")
    site.start("worker")
    begun = site.wait(lambda: site.ask("counts").get("COMPLETED"), "the first job is done")
    rest = site.wait(lambda: site.ask("counts").get("COMPLETED") == count, "all jobs are done")
    seen = _done(site, pks)
    seconds = {"the queue is full again": again, "then a new worker's first job": begun, "then all of them": rest}
    return {part: Seen(count, seen.lost, seen.twice, took) for part, took in seconds.items()}


def queue_wiped(site: Site, moment: float, count: int = 20) -> Seen:
    """Redis is killed, its files are gone, and it is started again empty."""
    pks = _queued(site, count)
    site.kill("queue")
    shutil.rmtree(site.valkey.configuration.parent / "appendonlydir", ignore_errors=True)
    site.start("worker")
    time.sleep(min(moment, 1.0))
    site.start("queue")
    return _done(site, pks)


def delivered_ten_times(site: Site, moment: float) -> Seen:
    """The queue gives one job out ten times, to several processes at once."""
    [pk] = site.ask("enqueue", script="steps", steps=10)
    site.ask("publish", pk=pk, times=10)
    seen = _done(site, [pk])
    site.wait(lambda: site.queued() == 0, "all messages are taken")
    [row] = site.rows([pk])
    return Seen(1, seen.lost, int(row["attempts"] > 1) + seen.twice, seen.seconds)


def two_schedulers(site: Site, moment: float) -> Seen:
    """Two schedulers run, and one is killed on the way."""
    before, failed_before = set(site.ask("slots")), _failed(site)
    site.ask("schedule", enabled=True)
    site.start("beat 2")
    site.wait(lambda: len(set(site.ask("slots")) - before) >= 3, "slots are filled")
    time.sleep(moment)
    site.kill("beat 2")
    more = len(site.ask("slots"))
    site.wait(lambda: len(site.ask("slots")) > more, "the other goes on")
    site.ask("schedule", enabled=False)
    time.sleep(6)  # the schedule is read again after five seconds
    slots = [slot for slot in site.ask("slots") if slot not in before]
    site.wait(lambda: not {"PENDING", "RUNNING"} & set(site.ask("counts")), "all is done")
    effects = site.ask("effects").values()
    lost = _failed(site) - failed_before
    return Seen(len(slots), lost, len(slots) - len(set(slots)) + sum(n > 1 for n in effects), 0.0)


def poisoned(site: Site, moment: float) -> Seen:
    """Jobs that always raise, kill their process, or never end; others are done meanwhile."""
    began = time.monotonic()
    bad = site.ask("enqueue", script="raise", max_attempts=2) + site.ask("enqueue", script="die", max_attempts=2)
    slow = site.ask("enqueue", kind="Hasty", max_attempts=1)
    good = site.ask("enqueue", count=3, script="steps", steps=2)
    seen = _done(site, good)
    rows = site.wait_for(bad, *ENDED) + site.wait_for(slow, *ENDED, kind="Hasty")
    states = tuple(row["state"] for row in rows)
    return Seen(6, seen.lost, seen.twice, time.monotonic() - began, states)


def cancelled(site: Site, moment: float) -> Seen:
    """A job is cancelled while it runs."""
    pk = _under_way(site, moment)
    began = time.monotonic()
    assert site.ask("cancel", pk=pk)
    [row] = site.wait_for([pk], *ENDED)
    effects = site.ask("effects").get(str(pk), 0)
    return Seen(1, 0, effects, time.monotonic() - began, (row["state"],))


def queue_hangs(site: Site, moment: float) -> Seen:
    """Redis accepts and never answers while a request asks for a job, then comes to itself."""
    site.signal("queue", signal.SIGSTOP)
    began = time.monotonic()
    pks = site.ask("enqueue", count=3, script="steps", steps=2)
    asked = time.monotonic() - began
    trouble = site.ask("trouble")
    time.sleep(moment)
    site.signal("queue", signal.SIGCONT)
    seen = _done(site, pks)
    return Seen(3, seen.lost, seen.twice, asked, (trouble,))


def import_killed(site: Site, moment: float) -> Seen:
    """The worker is killed in the middle of an import; afterwards all stands there that an undisturbed one gives."""
    # What was done before the worker was killed tells nothing: again, and sooner.
    for pause in (moment, moment / 2, moment / 4, 0.0):
        site.ask("forget")
        [pk] = site.ask("enqueue", script="import")
        site.wait_for([pk], "RUNNING", "COMPLETED")
        time.sleep(pause)
        _kill_worker(site)
        if site.rows([pk])[0]["state"] != "COMPLETED":
            break
    seen = _resumed(site, pk)
    return Seen(1, seen.lost, seen.twice, seen.seconds, tuple(map(str, site.ask("world"))))


def database_crashed(site: Site, moment: float) -> Seen:
    """PostgreSQL loses a process in the middle of an import: it drops every connection, recovers and goes on."""
    # What was done before the crash tells nothing: again, and sooner.
    for pause in (moment, moment / 2, moment / 4, 0.0):
        site.ask("forget")
        [pk] = site.ask("enqueue", script="import")
        site.wait_for([pk], "RUNNING", "COMPLETED")
        time.sleep(pause)
        began = time.monotonic()
        for backend in _backends(site.env["DATABASE_URL"]):
            os.kill(backend, signal.SIGKILL)
        if site.rows([pk])[0]["state"] != "COMPLETED":
            break
    _resumed(site, pk)
    seen = _done(site, [pk])
    return Seen(1, seen.lost, seen.twice, time.monotonic() - began, tuple(map(str, site.ask("world"))))


# The slowest first: they are done beside each other.
FAULTS: dict[str, Callable[[Site, float], Seen]] = {
    "import killed": import_killed,
    "worker killed": worker_killed,
    "two schedulers": two_schedulers,
    "queue flushed": queue_flushed,
    "queue wiped": queue_wiped,
    "scheduler killed": scheduler_killed,
    "child killed": child_killed,
    "poison": poisoned,
    "delivered ten times": delivered_ten_times,
    "queue hangs": queue_hangs,
    "cancelled while running": cancelled,
}
# On PostgreSQL only.
ON_POSTGRESQL: dict[str, Callable[[Site, float], Seen]] = {"database crashed": database_crashed}


def supervisor_killed(env: dict[str, str]) -> list[str]:
    """A whole `./dev run` is killed with SIGKILL; the commands of what is left of it a little later."""
    code = (
        "import os, sys; from tools import serve, services;"
        "serve.serve(host='127.0.0.1', port=services.free_port(), env=os.environ, announcement='UP')"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert parent.stdout
    try:
        assert b"UP" in parent.stdout.readline()
        # Web server and its child, scheduler, worker and two children, Valkey.
        assert until(lambda: len(below(parent.pid)) >= 7), below(parent.pid)
        started = below(parent.pid)
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()

    def left() -> list[str]:
        return [command for pid, command in started.items() if command_of(pid) == command]

    until(lambda: not left())
    return left()


def _backends(address: str) -> list[int]:
    """One of the server's processes, which serves somebody else."""
    query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1"
    with psycopg.connect(address) as connection:
        return [int(pid) for (pid,) in connection.execute(query).fetchall()]


def below(pid: int) -> dict[int, str]:
    """Every process that this one has started, and those have: its command by its id. None that has ended meanwhile."""
    found: dict[int, str] = {}
    for child in children(pid):
        found |= {child: command_of(child), **below(child)}
    return {one: command for one, command in found.items() if command}


def command_of(pid: int) -> str:
    """Empty where there is no such process, or it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def until(condition: Callable[[], Any], seconds: float = 120) -> bool:
    """Wait for a condition, for so long at most; whether it came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _kill_worker(site: Site) -> None:
    """Kill a worker whole: its children end with it."""
    forked = site.children("worker")
    site.kill("worker")
    site.wait(lambda: not any(Path(f"/proc/{child}").exists() for child in forked), "its children end with it")
    site.start("worker")


def _under_way(site: Site, moment: float) -> int:
    """A job that has been running for a moment."""
    [pk] = site.ask("enqueue", script="steps", steps=JOB_STEPS)
    site.wait_for([pk], "RUNNING")
    time.sleep(moment)
    return int(pk)


def _failed(site: Site) -> int:
    """How many jobs are over that were not done."""
    counts = site.ask("counts")
    return sum(counts.get(state, 0) for state in ENDED if state != "COMPLETED")


def _queued(site: Site, count: int) -> list[int]:
    """Jobs whose messages wait in the queue, since there is no worker."""
    site.stop("worker")
    pks: list[int] = site.ask("enqueue", count=count, script="steps")
    site.wait(lambda: site.queued() >= min(count, ENOUGH), "messages wait")
    return pks


def _resumed(site: Site, pk: int) -> Seen:
    """Wait until another attempt has begun, then until the job is done."""
    seconds = site.wait(lambda: site.rows([pk])[0]["attempts"] >= 2, f"job {pk} is begun again")
    done = _done(site, [pk])
    return Seen(1, done.lost, done.twice, seconds)


def _done(site: Site, pks: list[int]) -> Seen:
    """Wait until jobs are done, and count their effects."""
    began = time.monotonic()
    rows = site.wait_for(pks, *ENDED)
    effects = site.ask("effects")
    return Seen(
        jobs=len(pks),
        lost=sum(row["state"] != "COMPLETED" for row in rows),
        twice=sum(effects.get(str(pk), 0) != 1 for pk in pks),
        seconds=time.monotonic() - began,
        states=tuple(row["state"] for row in rows),
    )
