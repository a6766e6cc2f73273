"""Serves VoltWay on this machine, in one process tree: web server, scheduler, worker, and a Valkey of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools import valkey, web
from tools.console import ROOT, Failure, warn
from tools.environment import VENV
from tools.tree import Child, Tree

LOOPBACK = ("127.0.0.1", "localhost", "::1")
START_SECONDS = 60
# Two jobs at a time: a long import holds up nothing else.
WORKERS = 2


def check_port(host: str, port: int) -> None:
    """Refuse (`Failure`) a port that cannot be had, before anything is installed for it."""
    if not 0 < port < 65536:
        raise Failure(f"{port} is no port.", remedy="Take one from 1024 to 65535: ./dev run --port 8000")
    try:
        with socket.create_server((host, port)):
            pass
    except PermissionError as error:
        raise Failure(
            f"Port {port} is reserved for root.", remedy="Take one above 1023, such as --port 8000."
        ) from error
    except socket.gaierror as error:
        raise Failure(
            f"{host} is no address of this machine.", remedy="Leave --host out, or name an own address."
        ) from error
    except OSError as error:
        raise Failure(
            f"Port {port} on {host} cannot be had: {os.strerror(error.errno or 0)}.",
            remedy=f"End the other server, or take another port: ./dev run --port {port + 1}",
        ) from error


def variables(host: str, port: int) -> dict[str, str]:
    """Settings that follow from where we serve; what the environment already says goes before them."""
    opened = {} if host in LOOPBACK else {"ALLOWED_HOSTS": "*"}  # who asks for the network means its names too
    return {"SITE_URL": f"http://localhost:{port}", **opened}


def serve(*, host: str, port: int, env: Mapping[str, str], announcement: str, workers: int = WORKERS) -> int:
    """Serve with all that belongs to it until interrupted; prints the announcement once the server answers.

    Returns the exit code.
    """
    tree = Tree()
    with told(tree):
        env = with_queue(tree, env)
        # Everybody else may begin later: what they do waits in the database.
        wait_until_up(tree.start(server(host, port, env)), host, port)
        print(announcement, flush=True)
        tree.start(beat(env))
        if env.get("REDIS_URL"):
            tree.start(worker(env, workers))
        tree.watch()
    return 0


def keep(child: Child) -> int:
    """Keep one part of VoltWay going until interrupted: for machines that share the work. Returns the exit code."""
    tree = Tree()
    with told(tree):
        tree.start(child)
        tree.watch()
    return 0


@contextmanager
def told(tree: Tree) -> Iterator[None]:
    """Stop the tree at the end, whatever ends it; an interrupt is a clean end."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        print("\nStopping", flush=True)
    finally:
        tree.stop()


def with_queue(tree: Tree, env: Mapping[str, str]) -> dict[str, str]:
    """The environment with REDIS_URL: as it says, else of a Valkey that is started here, else without one."""
    if given := redis_url(env):
        return {**env, "REDIS_URL": given}
    folder = Path(env.get("VOLTWAY_DATA_DIR") or ROOT / "var") / "valkey"
    own = valkey.prepare(folder)
    if own:
        child = Child("queue (Valkey)", own.command, env, serves=True)
        if own.wait(tree.start(child)):
            return {**env, "REDIS_URL": own.url}
        tree.drop(child)
    warn("No Valkey runs here: everything can be read, but imports and other jobs wait. Set REDIS_URL to have a queue.")
    return dict(env)


def redis_url(env: Mapping[str, str]) -> str:
    """What the environment or the file `.env` says, as VoltWay itself would read it."""
    if "REDIS_URL" in env:
        return env["REDIS_URL"]
    file = ROOT / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    values = [value for name, _, value in (line.partition("=") for line in lines) if name.strip() == "REDIS_URL"]
    return values[-1].strip().strip("\"'") if values else ""


def server(host: str, port: int, env: Mapping[str, str]) -> Child:
    return Child("web server", web.command(host, port), env, needed=True)


def worker(env: Mapping[str, str], processes: int = WORKERS) -> Child:
    # Killed with us: it would finish its jobs first, which may take an hour. Their rows know how far they are.
    size = ["--concurrency", str(processes), "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Child("worker", [*celery(), "worker", *size, "--loglevel", "WARNING"], env, parting="KILL")


def beat(env: Mapping[str, str]) -> Child:
    return Child("scheduler", [*celery(), "beat", "--pidfile=", "--loglevel", "WARNING"], env)


def celery() -> list[str]:
    return [str(VENV / "bin" / "celery"), "-q", "-A", "voltway.celery"]


def wait_until_up(process: subprocess.Popen[bytes], host: str, port: int) -> None:
    target = "127.0.0.1" if host == "0.0.0.0" else host
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure("The server did not start.", remedy="Its last words stand above.")
        try:
            socket.create_connection((target, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Failure(f"The server did not answer within {START_SECONDS} s.")


def announcement(host: str, port: int, data: Path | None) -> str:
    """What to open, and how to become the first operator of this very data folder."""
    shown = "localhost" if host in (*LOOPBACK, "0.0.0.0") else host
    option = f" --data {data}" if data else ""
    return (
        f"\nVoltWay is at http://{shown}:{port}  (Ctrl-C stops it)\n"
        f"  first operator:  ./dev manage{option} createsuperuser, then http://{shown}:{port}/admin/\n"
        f"  real stations:   ./dev import{option} UID"
    )
