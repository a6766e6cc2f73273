"""A circuit breaker: a service that failed or was slow is left alone, and tried again aside, never by a request."""

import logging
import os
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Final

from voltway.lib.measures import Count, Gauge

logger = logging.getLogger(__name__)

# Seconds before a service that failed is tried for the first time; each further rest is twice as long.
FIRST_REST_S: Final = 1.0
LONGEST_REST_S: Final = 15.0
# An answer that took longer is of no use to a page; so many in a row count as a failure.
SLOW_S: Final = 0.1
_SLOW_IN_A_ROW: Final = 2


class Breaker:
    """Knows whether a service may be asked; `probe` asks it in a thread of the breaker's, and raises if it fails."""

    def __init__(
        self, name: str, probe: Callable[[], None], *, first_rest_s: float = FIRST_REST_S, slow_s: float = SLOW_S
    ) -> None:
        self.name, self._probe, self._first_rest_s, self._slow_s = name, probe, first_rest_s, slow_s
        self._lock = Lock()
        self._thread: tuple[int, Thread] | None = None
        self._slow = 0
        self._open = False
        self._failures, self._state = Count("cache_failures", tier=name), Gauge("cache_resting", tier=name)

    def is_resting(self) -> bool:
        if self._open:
            self._keep_trying()
        return self._open

    def failed(self, reason: str) -> None:
        """The service did not answer, or not as it should: leave it alone."""
        self._failures.add()
        with self._lock:
            if self._open:
                return
            self._open = True
        self._state.set(1)
        logger.warning("cache.resting", extra={"tier": self.name, "reason": reason[:200]})
        self._keep_trying()

    def took(self, seconds: float) -> None:
        """The service answered, in so many seconds."""
        self._slow = self._slow + 1 if seconds > self._slow_s else 0
        if self._slow >= _SLOW_IN_A_ROW:
            self._slow = 0
            self.failed(f"slow: {seconds:.2f} s")

    def _keep_trying(self) -> None:
        """See that a thread tries the service; after a fork it is gone."""
        with self._lock:
            here = self._thread
            if self._open and (here is None or here[0] != os.getpid() or not here[1].is_alive()):
                thread = Thread(target=self._try, name=f"breaker-{self.name}", daemon=True)
                self._thread = (os.getpid(), thread)
                thread.start()

    def _try(self) -> None:
        rest = self._first_rest_s
        while True:
            time.sleep(rest)
            began = time.monotonic()
            try:
                self._probe()
            except Exception as error:
                logger.debug("cache.still_away", extra={"tier": self.name, "reason": str(error)[:200]})
            else:
                if time.monotonic() - began <= self._slow_s:
                    break
            rest = min(2 * rest, max(LONGEST_REST_S, self._first_rest_s))
        self._slow, self._open = 0, False
        self._state.set(0)
        logger.info("cache.back", extra={"tier": self.name})
