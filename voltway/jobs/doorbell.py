"""Tells the relay on this machine that there is something to send, without ever waiting for it.

A datagram to a Unix socket in the data folder. It may be lost: the relay looks by itself, too.
"""

import contextlib
import select
import socket
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def ring() -> None:
    """Ring. Nobody there, a full box or a path that is too long are no matter."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.setblocking(False)
        bell.sendto(b"!", str(_path()))


@contextlib.contextmanager
def answered() -> Iterator[socket.socket | None]:
    """The socket that rings; None where there can be none. A later relay takes it over from an earlier one."""
    bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    bell.setblocking(False)
    try:
        _path().unlink(missing_ok=True)
        bell.bind(str(_path()))
    except OSError:
        bell.close()
        yield None
        return
    with bell:
        yield bell


def wait(bell: socket.socket | None, seconds: float) -> None:
    """Until it rings, at most so long."""
    waiting = [bell] if bell else []
    if select.select(waiting, [], [], seconds)[0] and bell:
        with contextlib.suppress(BlockingIOError):
            while bell.recv(16):
                pass


def _path() -> Path:
    folder: Path = settings.CONFIG.data_dir
    return folder / "jobs.bell"
