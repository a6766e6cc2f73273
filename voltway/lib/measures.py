"""What a process counts and measures of itself, by plain names. Whoever publishes figures reads `all_measures` or
watches; nothing here knows who that is.
"""

from collections.abc import Callable
from threading import Lock
from typing import Final

Watcher = Callable[["Measure", float], None]

_all: Final[list["Measure"]] = []
_watchers: Final[list[Watcher]] = []


class Measure:
    """A figure with a name and fixed labels."""

    # Whether it only grows; else it is what holds at the moment.
    grows = False

    def __init__(self, name: str, **labels: str) -> None:
        self.name, self.labels, self.value = name, labels, 0.0
        self._lock = Lock()
        _all.append(self)


class Count(Measure):
    """How often something has happened in this process."""

    grows = True

    def add(self, amount: float = 1) -> None:
        """Count; watchers are told the amount."""
        with self._lock:
            self.value += amount
        for watcher in _watchers:
            watcher(self, amount)


class Gauge(Measure):
    """How much there is of something in this process now."""

    def set(self, value: float) -> None:
        """Measure; watchers are told the value."""
        self.value = value
        for watcher in _watchers:
            watcher(self, value)


def all_measures() -> list[Measure]:
    return list(_all)


def watch(watcher: Watcher) -> None:
    """Have a function called with each measure that moves: with what was added to a count, or what a gauge is now.

    It is called where things happen, in many threads, so it has to be quick and may not raise.
    """
    _watchers.append(watcher)


def unwatch(watcher: Watcher) -> None:
    _watchers.remove(watcher)
