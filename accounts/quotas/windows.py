"""Counts by the minute in the memory of a process: for the site's own pages, and wherever no Redis counts."""

import time
from collections import Counter
from threading import Lock
from typing import Final

WINDOW_S: Final = 60
# Different names in one minute that a process counts; whoever comes after so many is let through.
_MOST: Final = 100_000


class Windows:
    """How often each name was counted in this minute."""

    def __init__(self) -> None:
        self._lock, self._minute = Lock(), 0
        self._counts: Counter[str] = Counter()

    def add(self, name: str, limit: int) -> tuple[bool, int]:
        """Count a name once more unless it has reached the limit: whether it may, and how often it has."""
        minute = int(time.time()) // WINDOW_S
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            used = self._counts[name]
            if used >= limit:
                return False, used
            if used or len(self._counts) < _MOST:
                self._counts[name] = used + 1
            return True, used + 1

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._counts.clear()


# Of this process. Names begin with the kind of what they count.
HERE: Final = Windows()
