"""`./dev run --production-like`: Debian's PostgreSQL and Redis, two web workers, worker and scheduler in one tree.

All of it has a folder and ports of its own, and ends with the command; the folder stays for the next start.
"""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools import serve, services, valkey, web
from tools.console import Failure, quietly
from tools.environment import apt_install
from tools.tree import Child, Tree

FOLDER: Final = "production-like"
ENVIRONMENT: Final = "environment"
LEADS_HERE: Final = ("VOLTWAY_DATA_DIR", "DATABASE_URL", "REDIS_URL")
WEB_WORKERS: Final = 2
START_SECONDS: Final = 60
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "logging_collector": "on",
}


@dataclass(frozen=True)
class Engines:
    """Where the programs are."""

    postgresql: Path
    redis: str


def engines() -> Engines:
    """What is installed, else from Debian where we may install. Raises Failure that names what is missing."""
    postgresql = services.installed_postgresql()
    if not postgresql and apt_install("postgresql"):
        postgresql = services.installed_postgresql()
    redis = shutil.which("redis-server")
    if not redis and apt_install("redis-server"):
        redis = shutil.which("redis-server")
    if postgresql and redis:
        return Engines(postgresql, redis)
    missing = [name for name, found in (("postgresql", postgresql), ("redis-server", redis)) if not found]
    raise Failure(
        f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not here, and could not be installed.",
        remedy=f"As root: apt install {' '.join(missing)}. Without them ./dev run serves from SQLite.",
    )


def run(*, host: str, port: int, env: Mapping[str, str], prepare: Callable[[dict[str, str]], None]) -> int:
    """Start everything, `prepare` the database, serve until interrupted. Returns the exit code; raises Failure."""
    found, folder = engines(), Path(env["VOLTWAY_DATA_DIR"])
    tree = Tree()
    with serve.told(tree):
        own = {**env, "DATABASE_URL": database(tree, found, folder), "REDIS_URL": queue(tree, found, folder, env)}
        prepare(own)
        command = web.command(host, port, workers=WEB_WORKERS, lasting=True)
        process = tree.start(Child("web server", command, own, needed=True))
        serve.wait_until_up(process, host, port)
        tree.start(serve.beat(own))
        tree.start(serve.worker(own))
        print(announcement(host, port, folder), flush=True)
        tree.watch()
    return 0


def announcement(host: str, port: int, folder: Path) -> str:
    """What to open, and how to reach the same database from another terminal."""
    shown = host if host not in serve.LOOPBACK and host != "0.0.0.0" else "localhost"
    return (
        f"\nVoltWay is at http://{shown}:{port}, on PostgreSQL and Redis, with {WEB_WORKERS} web workers"
        "  (Ctrl-C stops all of it)\n"
        f"  other commands on it:  set -a; . {folder / ENVIRONMENT}; ./dev manage createsuperuser"
    )


def remember(folder: Path, env: Mapping[str, str]) -> None:
    """Leave what leads to this database in a file that only we may read, to be sourced by a shell."""
    path = folder / ENVIRONMENT
    path.touch(0o600)
    path.write_text("".join(f"{name}={shlex.quote(env[name])}\n" for name in LEADS_HERE))


def database(tree: Tree, found: Engines, folder: Path) -> str:
    """Start PostgreSQL on a free port; the database's address."""
    data, password = folder / "postgresql", secret(folder / "postgresql-password")
    if not (data / "PG_VERSION").exists():
        initialise(found.postgresql, data, password)
    settings = {**_SETTINGS, "port": str(services.free_port())}
    server = [str(found.postgresql / "postgres"), "-D", str(data), *services.as_options(settings)]
    command = [*services.as_owner(dies_with_us=signal.SIGINT), *server]
    child = Child("database (PostgreSQL)", command, services.environment(), needed=True, serves=True)
    process = tree.start(child)
    address = f"postgresql://voltway:{password}@127.0.0.1:{settings['port']}"
    deadline = time.monotonic() + START_SECONDS
    while not services.takes_connections(f"{address}/postgres"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failure("PostgreSQL did not start.", remedy=f"Its last words stand above, or in {data / 'log'}.")
        time.sleep(0.1)
    return f"{address}/voltway"


def initialise(programs: Path, data: Path, password: str) -> None:
    """Make a new cluster that belongs to whoever may run it; a half-made one is made again."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700, parents=True)
    given = data.with_name("postgresql-first-password")
    given.touch(0o600)
    given.write_text(password)
    for path in (data, given):
        os.chown(path, *services.owner())
    if subprocess.run([*services.as_owner(), "test", "-r", str(given)], check=False).returncode:
        raise Failure(
            f"PostgreSQL doesn't run as root, and the user that it runs as may not enter {data.parent}.",
            remedy="Take a folder that everybody may enter: ./dev run --production-like --data /srv/voltway",
        )
    options: list[str | Path] = [
        "-D",
        data,
        "-U",
        "voltway",
        f"--pwfile={given}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
    ]
    make: list[str | Path] = [*services.as_owner(), programs / "initdb", *options, "--locale=C.UTF-8"]
    try:
        quietly("Making a PostgreSQL cluster", make)
    finally:
        given.unlink()


def queue(tree: Tree, found: Engines, folder: Path, env: Mapping[str, str]) -> str:
    """Start Redis on a free port; its address."""
    redis = valkey.prepare(folder / "redis", program=found.redis)
    if not redis or not redis.wait(tree.start(Child("queue (Redis)", redis.command, env, needed=True, serves=True))):
        raise Failure("Redis did not start.", remedy=f"See {folder / 'redis'}.")
    return redis.url


def secret(path: Path) -> str:
    """A password that is made once and kept in a file that only we may read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(secrets.token_hex(16))
    return path.read_text()
