"""Lets all processes count into one folder, so that /metrics tells the whole site whichever process is asked.

prometheus_client keeps a file for each process id and metric type, and adds them up. Workers are recycled, so files
named by process ids would pile up; here a process takes the lowest free slot, and goes on counting where the slot's
last holder stopped. A slot is held by a lock of the kernel, which ends with the process, however it ends.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from prometheus_client import multiprocess, values

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_slot = (0, 0)
# Locks of the processes' own slots, open as long as they live.
_held: list[int] = []


def share(folder: Path) -> None:
    """Count together with every other process that shares this folder. Before any metric is made.

    Where the folder can't be written, a process counts for itself: the checks say what is wrong with the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lock").touch()
    except OSError:
        return
    os.environ[_FOLDER] = str(folder)
    values.ValueClass = values.MultiProcessValue(own_slot)  # type: ignore[no-untyped-call]


def shared() -> Path | None:
    """The folder that this process counts into; None where it counts for itself alone."""
    folder = os.environ.get(_FOLDER)
    return Path(folder) if folder else None


def own_slot() -> int:
    """The number of this process; a fork takes one of its own."""
    global _slot
    pid = os.getpid()
    if _slot[0] != pid:
        _slot = (pid, _take())
    return _slot[1]


def forget_the_dead() -> None:
    """Drop what only a living process may say (its memory, its connections) of processes that have ended."""
    folder = shared()
    if folder is None:
        return
    with _alone(folder):
        for lock in _locks(folder):
            number = int(lock.stem)
            if number != own_slot() and not _is_held(lock):
                multiprocess.mark_process_dead(number, str(folder))  # type: ignore[no-untyped-call]


def _take() -> int:
    folder = Path(os.environ[_FOLDER])
    _held.clear()
    with _alone(folder):
        if not any(map(_is_held, _locks(folder))):
            # The first process: what an earlier version counted may have had other names.
            for file in folder.glob("*.db"):
                file.unlink()
        number = next(number for number in range(100_000) if _locked(folder / f"{number}.slot"))
        multiprocess.mark_process_dead(number, str(folder))  # type: ignore[no-untyped-call]
        return number


def _locks(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.slot"))


def _locked(path: Path) -> bool:
    """Take a slot; its file stays open. Locks of this kind are not inherited by a fork."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return False
    _held.append(file)
    return True


def _is_held(path: Path) -> bool:
    """Whether a living process other than this one has the slot."""
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
