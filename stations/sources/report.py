"""What a run did, in counts: kept with the run, printed at its end, shown in the console."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from django.db import transaction

from voltway.lib.locks import write_alone


class Outcome(StrEnum):
    """What became of a record."""

    NEW = "new"
    CHANGED = "changed"
    # The raw record differs, the facts that we read from it don't.
    TOUCHED = "touched"
    UNCHANGED = "unchanged"
    RETURNED = "returned"
    VANISHED = "vanished"


# Outcomes of live states: those that are news, and those that were there already.
STATES, STATES_UNCHANGED = "states", "states_unchanged"

# Outcomes that count something else than a published record: absent ones, and live states.
_NOT_STORED = frozenset({Outcome.VANISHED, STATES, STATES_UNCHANGED})


@dataclass(slots=True)
class Report:
    """Counts of one run."""

    read: int = 0
    duplicates: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    # Runs that were killed while they wrote, and whose work this one carried on.
    took_over: list[int] = field(default_factory=list)
    # Changed records that the source had updated later than this input says: an older edition than what was there.
    older: int = 0
    # The source says that nothing has changed since it was read before.
    not_modified: bool = False
    # Seconds: of the whole run, and of the longest write transaction.
    seconds: float = 0.0
    longest_lock: float = 0.0
    # Seconds of the write transaction before now.
    last_lock: float = 0.0

    def count(self, read: int, skipped: Counter[str], mended: Counter[str], refused: Iterable[str]) -> None:
        self.read += read
        self.skipped.update(skipped)
        self.mended.update(mended)
        self.refused.update(refused)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction, whose length counts: others wait for it."""
        with transaction.atomic():
            write_alone()
            # Taken behind the wait for the lock: nobody waits for those who wait.
            began = time.monotonic()
            yield
        self.last_lock = time.monotonic() - began
        self.longest_lock = max(self.longest_lock, self.last_lock)

    @property
    def stored(self) -> int:
        """Records that are published after the run, of those that it read."""
        return sum(count for outcome, count in self.outcomes.items() if outcome not in _NOT_STORED)

    @property
    def changes(self) -> int:
        """Records that were added, changed or removed."""
        changing = (Outcome.NEW, Outcome.CHANGED, Outcome.RETURNED, Outcome.VANISHED)
        return sum(self.outcomes[outcome] for outcome in changing)

    @property
    def changed_anything(self) -> bool:
        """False when every published fact is as it was."""
        return bool(self.took_over or self.changes)

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Report":
        """The report that was kept as `told`, to be carried on."""
        report = cls()
        for name in (each.name for each in fields(cls) if each.name in told):
            value = told[name]
            setattr(report, name, Counter(value) if isinstance(value, dict) else value)
        return report

    def as_json(self) -> dict[str, Any]:
        """For `ImportRun.report`."""
        return {
            "read": self.read,
            "stored": self.stored,
            "duplicates": self.duplicates,
            "outcomes": dict(self.outcomes),
            "mended": dict(self.mended),
            "skipped": dict(self.skipped),
            "refused": dict(self.refused),
            "older": self.older,
            "took_over": self.took_over,
            "not_modified": self.not_modified,
            "seconds": round(self.seconds, 2),
            "longest_lock": round(self.longest_lock, 3),
        }
