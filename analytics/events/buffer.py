"""Events on their way to the table: counted in the memory of a process, in a room that is bounded."""

from collections.abc import Mapping
from datetime import date
from threading import Lock
from typing import NamedTuple

from analytics.models import Kind


class Line(NamedTuple):
    """What is counted together: the columns of an event, but for how often."""

    day: date
    hour: int
    kind: Kind
    subject: str
    outcome: str = ""
    bucket: int = 0


class Buffer:
    """How often what has happened since it was last emptied. `room`: different lines that it holds at most."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._lines: dict[Line, int] = {}
        self._lock = Lock()

    def add(self, line: Line, times: int = 1) -> bool:
        """Count; False where there is no room for another line."""
        with self._lock:
            there = self._lines.get(line)
            if there is None and len(self._lines) >= self.room:
                return False
            self._lines[line] = (there or 0) + times
            return True

    def take(self) -> Mapping[Line, int]:
        """All that is in it, which it holds no longer."""
        with self._lock:
            lines, self._lines = self._lines, {}
        return lines
