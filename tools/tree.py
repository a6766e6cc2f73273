"""Keeps a handful of processes going as one: what crashes is started again, what is left at the end is ended.

On Linux the kernel ends them even when we are killed without a chance to clean up.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tools.console import ROOT, Failure, warn

STOP_SECONDS = 10
LOOK_EVERY = 0.2
# A crash is answered after a second, then twice as long each time; one that ran so long begins anew.
FIRST_WAIT, LONGEST_WAIT, STEADY = 1.0, 30.0, 60.0
# What is started so often in vain is broken.
TOO_OFTEN = 6


@dataclass
class Child:
    """A process to be kept going.

    `parting` is the signal that it gets when we are killed; `needed`: not without it; `serves`: others of the tree ask
    it to their end.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    parting: str = "TERM"
    needed: bool = False
    serves: bool = False
    process: subprocess.Popen[bytes] | None = None
    crashes: int = 0
    started_at: float = 0.0
    start_again_at: float | None = field(default=None)

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, in a session of its own: an interrupt on the terminal is ours to hand on."""
        self.start_again_at, self.started_at = None, time.monotonic()
        command = [*dies_with_us(self.parting), *self.command]
        self.process = subprocess.Popen(command, cwd=ROOT, env=dict(self.env), start_new_session=True)
        return self.process

    def look(self) -> None:
        """Note a crash, and start it again when its time has come. Raises Failure when that has no sense any more."""
        now = time.monotonic()
        if self.start_again_at is not None:
            if now >= self.start_again_at:
                self.start()
        elif self.process and self.process.poll() is not None:
            end_group(self.process)
            self.crashes = 1 if now - self.started_at > STEADY else self.crashes + 1
            if self.needed and self.crashes >= TOO_OFTEN:
                raise Failure(f"The {self.name} ends by itself again and again.", remedy="Its last words stand above.")
            wait = min(FIRST_WAIT * 2 ** (self.crashes - 1), LONGEST_WAIT)
            warn(f"The {self.name} ended by itself (exit code {self.process.returncode}); again in {wait:.0f} s.")
            self.start_again_at = now + wait


class Tree:
    """The processes, in the order in which they are started."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(self, child: Child) -> subprocess.Popen[bytes]:
        self.children.append(child)
        return child.start()

    def drop(self, child: Child) -> None:
        """Do without one."""
        self.children.remove(child)
        stop([child.process] if child.process else [])

    def watch(self) -> None:
        """Keep all going until interrupted, or until one that is needed can't be."""
        while True:
            for child in self.children:
                child.look()
            time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        """End all, from the last to the first; what serves others once those have ended."""
        for serves in (False, True):
            stop([child.process for child in reversed(self.children) if child.process and child.serves is serves])


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask them to finish, then end whatever is left of their process groups."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def dies_with_us(parting: str = "TERM") -> list[str]:
    """On Linux the kernel sends this signal when `./dev` ends, however it ends."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", parting] if found else []
