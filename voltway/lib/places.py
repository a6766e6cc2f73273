"""How many may do something at a time, where some of them may never come back."""

import threading
import time
from typing import Final

# So often somebody who waits looks whether anything moves.
_LOOK_S: Final = 0.1


class Places:
    """A number of places. Who finds none waits while others leave, and is sent away once nobody does."""

    def __init__(self, number: int, *, patience_s: float) -> None:
        self._free = threading.Semaphore(number)
        self._patience_s = patience_s
        self._moved_at = time.monotonic()

    def enter(self) -> bool:
        """Take a place; False where all are taken and none was left for `patience_s` seconds."""
        if self._free.acquire(blocking=False):
            self._moved_at = time.monotonic()
            return True
        while time.monotonic() - self._moved_at < self._patience_s:
            if self._free.acquire(timeout=_LOOK_S):
                return True
        return False

    def leave(self) -> None:
        """Give the place back."""
        self._moved_at = time.monotonic()
        self._free.release()
