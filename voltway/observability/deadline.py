"""Questions that may hang: each asked on a thread of its own, one at a time, and given up when its time is over."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")


class Question(Generic[T]):
    """Something to ask again and again, of something that may not answer."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: Future[T] | None = None

    def ask(self) -> "Future[T]":
        """The answer to come: of the question that still hangs, if one does, so that threads don't pile up."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(target=self._work, args=(self._asked,), daemon=True).start()
            return self._asked

    def _work(self, answer: "Future[T]") -> None:
        try:
            found = self._ask()
        except BaseException as error:
            _hang_up()
            answer.set_exception(error)
        else:
            _hang_up()
            answer.set_result(found)


def _hang_up() -> None:
    """Close what this thread opened; the base's method, because Django keeps a test's database in memory open."""
    for connection in connections.all(initialized_only=True):
        BaseDatabaseWrapper.close(connection)
