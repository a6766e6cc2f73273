"""Watches how much memory a process has of its own, tells it as a gauge, and says so in the log when it is too much."""

import logging
import os
import re
import resource
import sys
import time
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from voltway.lib.measures import Gauge

logger = logging.getLogger(__name__)

EVERY_S: Final = 15.0
# Below this share of the threshold the next rise above it is news again.
_CALM: Final = 0.9
_STATUS: Final = Path("/proc/self/status")
_OWN: Final = re.compile(rb"^RssAnon:\s+(\d+) kB$", re.MULTILINE)

own: Final = Gauge("process_memory_bytes")
_watched: set[int] = set()
_lock = Lock()


def own_bytes() -> int:
    """Bytes that this process holds for itself.

    Pages of mapped files (the database, the snapshot) are left out where the system tells: they are the kernel's to
    take back, and the same ones for all processes.
    """
    try:
        found = _OWN.search(_STATUS.read_bytes())
    except OSError:
        found = None
    if found:
        return int(found[1]) * 1024
    # The highest so far: macOS tells it in bytes, others in kilobytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class Watch:
    """Looks at the memory of this process."""

    def __init__(self, threshold: int) -> None:
        """`threshold` is in bytes."""
        self.threshold, self._above = threshold, False

    def look(self) -> int:
        """Measure once; warns when the threshold was passed since the memory was last well below it."""
        held = own_bytes()
        own.set(held)
        if held > self.threshold and not self._above:
            self._above = True
            logger.warning("memory.above_threshold", extra={"bytes": held, "threshold": self.threshold})
        elif held < self.threshold * _CALM:
            self._above = False
        return held


def watch(threshold: int) -> None:
    """Look every few seconds, in a thread, as long as the process lives; a second call changes nothing."""
    with _lock:
        if os.getpid() in _watched:
            return
        _watched.add(os.getpid())
    Thread(target=_keep_looking, args=(Watch(threshold),), name="memory", daemon=True).start()


def _keep_looking(watched: Watch) -> None:
    while True:
        watched.look()
        time.sleep(EVERY_S)
