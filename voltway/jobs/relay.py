"""Tells the queue of the jobs that are due, again and again until somebody has claimed them.

It is the only code that publishes, and runs beside the schedule (`voltway.schedule`), never in a request or a
transaction. Several of them may run: what one has sent, another does not send in the same moment, and a message more
does no harm.
"""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from voltway.jobs.queue import ENOUGH, Away, Queue
from voltway.jobs.row import Job, JobQuerySet, State, from_now
from voltway.jobs.sweep import kinds, sweep

# A job that nobody claims after so long is sent again: its message may be lost.
RESEND = timedelta(seconds=15)
# Seconds between two sweeps, and before a queue that was away is tried again.
SWEEP_EVERY = 5.0
RETRY_AFTER = 2.0

log = logging.getLogger(__name__)


@dataclass
class Relay:
    """Its `round` is called about every second. `away` says why nothing can be sent, "" while it can."""

    queue: Queue
    away: str = ""
    clock: Callable[[], float] = time.monotonic
    _swept_at: float = float("-inf")
    _tried_at: float = float("-inf")

    def round(self) -> int:
        """Sweep and send; how many were sent."""
        if self.clock() - self._swept_at >= SWEEP_EVERY:
            self._swept_at = self.clock()
            if taken := sweep():
                log.warning("jobs.taken_back", extra={"jobs": taken})
        if self.away and self.clock() - self._tried_at < RETRY_AFTER:
            return 0
        self._tried_at = self.clock()
        try:
            sent = self._send()
        except Away as reason:
            self._note(str(reason))
            return 0
        self._note("")
        return sent

    def _send(self) -> int:
        room, sent = ENOUGH - self.queue.length(), 0
        # The kind of which the fewest wait first, and none takes the others' share: many mails keep no export waiting.
        waiting = sorted(kinds(), key=lambda model: _unsent(model).count())
        for number, model in enumerate(waiting):
            sent += self._send_kind(model, math.ceil((room - sent) / (len(waiting) - number)))
        return sent

    def _send_kind(self, model: type[Job], room: int) -> int:
        rows: JobQuerySet[Any] = model._default_manager.all()
        unsent, sent = _unsent(model), 0
        # Most rounds find nothing to send, and ask no more.
        if model.at_once is not None and unsent.exists():
            room = min(room, model.at_once - _under_way(rows))
        for pk in unsent.order_by("resend_at", "pk").values_list("pk", flat=True)[: max(0, room)]:
            # Another relay may have been quicker.
            mine = unsent.filter(pk=pk).update(resend_at=from_now(RESEND))
            if mine:
                self._send_one(model, rows, pk)
            sent += mine
        return sent

    def _send_one(self, model: type[Job], rows: JobQuerySet[Any], pk: int) -> None:
        try:
            self.queue.send(model._meta.label, pk, model.time_limit)
        except Away:
            rows.due().filter(pk=pk).update(resend_at=Now())
            raise

    def _note(self, reason: str) -> None:
        if bool(reason) != bool(self.away):
            log.warning("queue.away" if reason else "queue.back", extra={"reason": reason})
        self.away = reason


def _unsent(model: type[Job]) -> JobQuerySet[Any]:
    """Those that are due, and not on their way to a worker."""
    rows: JobQuerySet[Any] = model._default_manager.all()
    return rows.due().filter(resend_at__lte=Now())


def _under_way(rows: JobQuerySet[Any]) -> int:
    """How many run, or are on their way to a worker."""
    return rows.filter(state=State.RUNNING).count() + rows.due().filter(resend_at__gt=Now()).count()
