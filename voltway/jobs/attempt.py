"""One attempt at a job: what the work is handed, to tell how far it is and to hear that it should stop.

All it writes is fenced: once another attempt has begun, or the row was ended, nothing is written and `LeaseLost` is
raised.
"""

import threading
import time
from datetime import timedelta
from typing import Any, Generic

from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Now

from voltway.jobs.row import J, JobQuerySet, State, from_now, lease_end

# Progress is written at most so often, in seconds.
PROGRESS_EVERY = 0.5
# A process that renews its lease so many times in it survives a lost beat or two.
BEATS_IN_A_LEASE = 4


class Stopped(BaseException):
    """The work is to end now, and nothing of it is an error: `except Exception` lets it pass."""


class Cancelled(Stopped):
    """Somebody asked for the job to be cancelled."""


class LeaseLost(Stopped):
    """Another attempt has the job."""


class Refused(Exception):
    """The job can't be done, and trying again would not help: it ends as FAILED with this reason."""


class Postponed(Exception):
    """Not now: the job waits for so many seconds, and this was no attempt."""

    def __init__(self, reason: str, *, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Failed(Exception):
    """It didn't work this time, and the reason tells all: tried again as after any error, logged without a trace."""


class Attempt(Generic[J]):
    """A claimed job, held by a lease that has to be renewed.

    `job` is the row as it was claimed, and as this attempt has changed it; `number` is that of the attempt.
    """

    def __init__(self, job: J, token: int) -> None:
        self.job, self.token, self.number = job, token, job.attempts
        self._cancelled = self._lost = False
        self._written_at = float("-inf")

    def progress(self, done: int, total: int | None = None, *, stage: str = "") -> None:
        """Tell how far the work is, as often as you like. Raises Cancelled or LeaseLost when it has to stop."""
        if time.monotonic() - self._written_at >= PROGRESS_EVERY or stage != self.job.stage:
            self._written_at = time.monotonic()
            self.job.stage, self.job.done, self.job.total = stage, done, total
            self.renew(stage=stage[:40], done=done, total=total)
        self.check()

    def check(self) -> None:
        """Raises Cancelled or LeaseLost when the work has to stop."""
        if self._lost:
            raise LeaseLost(str(self.job))
        if self._cancelled:
            raise Cancelled(str(self.job))

    def save(self, **fields: Any) -> None:
        """Write fields of the row. Raises LeaseLost where another attempt has it."""
        self._write(self._held(), fields)

    def complete(self, *, unless_cancelled: bool = False, **fields: Any) -> None:
        """End the job well, with these fields; inside the work's own transaction where both must hold or neither.

        `unless_cancelled` is for work that can take back what it did: it raises Cancelled where somebody has asked for
        that, until the last moment. Raises LeaseLost where another attempt has the job.
        """
        rows = self._held().filter(cancel_requested=False) if unless_cancelled else self._held()
        self._write(rows, {"state": State.COMPLETED, "finished_at": Now(), "lease_until": None, "error": "", **fields})

    def end(self, state: State, reason: str) -> None:
        """End the job in another way. Raises LeaseLost."""
        self.save(state=state, finished_at=Now(), lease_until=None, error=reason)

    def again(self, reason: str, wait: timedelta, *, counts: bool = True) -> None:
        """Put the job back for another attempt. Raises LeaseLost."""
        attempts = F("attempts") if counts else F("attempts") - 1
        self.save(
            state=State.PENDING, lease_until=None, error=reason, attempts=attempts,
            not_before=from_now(wait), resend_at=from_now(wait),
        )  # fmt: skip

    def renew(self, **fields: Any) -> None:
        """Renew the lease, and see whether the work has to stop: `check` raises it, where the work can bear it."""
        self._lost = not self._held().update(lease_until=lease_end(), **fields)
        self._cancelled = self._held().filter(cancel_requested=True).exists()

    def _write(self, rows: JobQuerySet[J], fields: dict[str, Any]) -> None:
        if not rows.update(**fields):
            self.renew()
            self.check()
            raise LeaseLost(str(self.job))
        for name, value in fields.items():
            setattr(self.job, name, value)

    def _held(self) -> JobQuerySet[J]:
        rows: JobQuerySet[J] = type(self.job)._default_manager.all()  # type: ignore[assignment]
        return rows.filter(pk=self.job.pk, token=self.token, state=State.RUNNING)


class Heart(threading.Thread):
    """Renews an attempt's lease beside work that tells nothing for a while."""

    def __init__(self, attempt: Attempt[Any], lease: float) -> None:
        super().__init__(daemon=True, name=f"heart of {attempt.job}")
        self._attempt, self._wait, self._over = attempt, lease / BEATS_IN_A_LEASE, threading.Event()

    def run(self) -> None:
        try:
            while not self._over.wait(self._wait):
                self._beat()
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop, and wait for a beat under way."""
        self._over.set()
        self.join()

    def _beat(self) -> None:
        try:
            self._attempt.renew()
        except DatabaseError:
            # Away or locked for long. The next beat may do; if not, the lease runs out, as it should.
            connection.close()
