"""Does work behind its caller's back: one thing after another in a thread, never far behind.

For work that leaves the interpreter alone (packing, encoding, writing), so that two cores share what a loop makes.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")

# Things that wait or are being worked on; each is held in memory.
DEPTH = 2


class Behind(Generic[T]):
    """What `work` raises is raised by a later `put`, or by `finish`; then `abandon` it."""

    def __init__(self, work: Callable[[T], object]) -> None:
        self._work = work
        self._pool = ThreadPoolExecutor(1)
        self._pending: deque[Future[object]] = deque()

    def put(self, item: T) -> None:
        """Hand over an item; waits while `DEPTH` of them are not done."""
        while len(self._pending) >= DEPTH:
            self._pending.popleft().result()
        self._pending.append(self._pool.submit(self._work, item))

    def finish(self) -> None:
        """Wait until all is done."""
        while self._pending:
            self._pending.popleft().result()
        self._pool.shutdown()

    def abandon(self) -> None:
        """Drop what waits; whatever is being worked on ends first."""
        self._pool.shutdown(cancel_futures=True)
