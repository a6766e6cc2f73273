"""The first tier: what a process keeps in its own memory, bounded by bytes and by time."""

import time
from collections import OrderedDict
from threading import Lock
from typing import Final, Generic, TypeVar

from voltway.lib.measures import Count, Gauge

V = TypeVar("V")

# What an entry costs beside its key and its value.
OVERHEAD: Final = 250
# No single value may drive out most others.
_LARGEST_SHARE: Final = 8


class Memory(Generic[V]):
    """Values by key; when they are too many bytes, those that were not asked for the longest go."""

    def __init__(self, limit: int, *, tier: str = "memory") -> None:
        """`limit` is in bytes."""
        self.limit, self.size = limit, 0
        self._entries: OrderedDict[str, tuple[float, int, V]] = OrderedDict()
        self._lock = Lock()
        self.hits = Count("cache_reads", tier=tier, outcome="hit")
        self.misses = Count("cache_reads", tier=tier, outcome="miss")
        self._bytes, self._count = Gauge("cache_bytes", tier=tier), Gauge("cache_entries", tier=tier)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> V | None:
        """What is kept under a key; None when there is nothing, or it is too old."""
        found = self.peek(key)
        (self.misses if found is None else self.hits).add()
        return found

    def peek(self, key: str) -> V | None:
        """The same, without counting it as a read."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry[0] <= time.monotonic():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry[2]

    def put(self, key: str, value: V, *, size: int, ttl: float) -> None:
        """Keep a value of `size` bytes for `ttl` seconds; one that is too large is not kept."""
        size += len(key) + OVERHEAD
        with self._lock:
            self._drop(key)
            if size * _LARGEST_SHARE <= self.limit and ttl > 0:
                self._entries[key] = (time.monotonic() + ttl, size, value)
                self.size += size
            while self.size > self.limit:
                self._drop(next(iter(self._entries)))
        self._measure()

    def forget(self, key: str) -> None:
        with self._lock:
            self._drop(key)
        self._measure()

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.size = 0
        self._measure()

    def _measure(self) -> None:
        self._bytes.set(self.size)
        self._count.set(len(self._entries))

    def _drop(self, key: str) -> None:
        if entry := self._entries.pop(key, None):
            self.size -= entry[1]
