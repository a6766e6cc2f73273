"""The abstract job row: how far a piece of work is, who holds it until when, and what became of it.

Every time in it that a decision hangs on is the database's, so machines whose clocks differ steal nothing from each
other. Rows are moved on only by conditional UPDATEs whose count is checked (`claim`, `attempt`, `sweep`).
"""

from datetime import timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from voltway.jobs import doorbell
from voltway.observability import request_id

J = TypeVar("J", bound="Job")


class State(models.TextChoices):
    """How far a job is."""

    PENDING = "PENDING", _("waiting")
    RUNNING = "RUNNING", _("running")
    COMPLETED = "COMPLETED", _("completed")
    # It said itself why it can't be done; trying again would change nothing.
    FAILED = "FAILED", _("failed")
    CANCELLED = "CANCELLED", _("cancelled")
    # All attempts are used up: it raised, hung, or took its worker with it each time. A person has to look at it.
    DEAD = "DEAD", _("given up")


OPEN = frozenset({State.PENDING, State.RUNNING})
ENDED = frozenset(State) - OPEN
# What a person has to look at. Two comparisons instead of IN: SQLite takes a partial index for these alone.
_TO_MEND = models.Q(state="DEAD") | models.Q(state="FAILED")


class JobQuerySet(models.QuerySet[J]):
    """Reads of jobs, and the two writes that a request may do: put one in, ask one to stop."""

    def due(self) -> Self:
        """Waiting, and not to wait any longer."""
        return self.filter(state=State.PENDING, not_before__lte=Now(), cancel_requested=False)

    def lost(self) -> Self:
        """Running by the row, but whoever ran them has not been heard of for a lease."""
        return self.filter(state=State.RUNNING, lease_until__lt=Now())

    def unfinished(self) -> Self:
        """Waiting or running."""
        return self.filter(state__in=OPEN)

    def ended(self) -> Self:
        return self.filter(state__in=ENDED)

    def not_done(self) -> Self:
        """Those that are over without having done their work."""
        return self.ended().exclude(state=State.COMPLETED)

    def to_mend(self) -> Self:
        """Failed or given up: a person has to look at them."""
        return self.filter(_TO_MEND)

    def enqueue(self, *, key: str | None = None, **fields: Any) -> tuple[J, bool]:
        """Write a job, in the caller's transaction; nothing is sent anywhere. (job, whether it is new).

        The row keeps the id of the request in which it was asked for.

        With `key` there is one job of that key, ever: who comes second is given the first one's.
        """
        fields.setdefault("request_id", request_id.current())
        job, new = self.get_or_create(key=key, defaults=fields) if key else (self.create(**fields), True)
        transaction.on_commit(doorbell.ring, robust=True)
        return job, new

    def hurry(self) -> int:
        """Let those that wait for a later moment, as for their next attempt, be done now; how many."""
        hurried = self.filter(state=State.PENDING, cancel_requested=False).update(not_before=Now(), resend_at=Now())
        transaction.on_commit(doorbell.ring, robust=True)
        return hurried

    def cancel(self) -> int:
        """Cancel what waits, and ask what runs to stop; how many were not over yet."""
        # The flag first: a job that is put back in this moment is not begun again, and the sweep ends it.
        asked = self.unfinished().update(cancel_requested=True)
        self.end_cancelled()
        return asked

    def end_cancelled(self) -> int:
        """End those that wait but were asked to stop."""
        return self.filter(state=State.PENDING, cancel_requested=True).update(state=State.CANCELLED, finished_at=Now())

    def retry(self) -> int:
        """Give those that failed, died or were cancelled all their attempts once more; how many."""
        return self.not_done().update(
            state=State.PENDING, attempts=0, not_before=Now(), resend_at=Now(), cancel_requested=False,
            started_at=None, finished_at=None, lease_until=None, error="", done=0,
        )  # fmt: skip


class Job(models.Model):
    """One piece of work. A subclass adds what it is about, and names who does it."""

    # Dotted name of the function that does it, taking an `Attempt`: work lies in a layer above the models.
    work: ClassVar[str]
    # How many of the kind may run at a time, over all workers; None: as many as there are workers.
    at_once: ClassVar[int | None] = None
    # Whether the daily cleaning up deletes old ones; False for a kind that has more to clean up than its row.
    forgotten: ClassVar[bool] = True
    # An attempt that takes longer is stopped, and counts as failed.
    time_limit: ClassVar[timedelta] = timedelta(hours=1)
    # The first wait after a failed attempt; it doubles each time.
    first_delay: ClassVar[timedelta] = timedelta(seconds=10)

    state = models.CharField(max_length=10, choices=State, default=State.PENDING, editable=False)
    # Two requests for the same thing (a slot of the schedule, a repeated request) are one job.
    key = models.CharField(max_length=200, null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    not_before = models.DateTimeField(db_default=Now())
    # When the queue is told of it (again): a message may be lost.
    resend_at = models.DateTimeField(db_default=Now(), editable=False)
    # Fencing: grows with every claim. Whoever holds an older one may write nothing any more.
    token = models.BigIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    # Which process has it: worker/pid.
    holder = models.CharField(max_length=80, blank=True, editable=False)
    cancel_requested = models.BooleanField(default=False)
    # What it is at, and how much of it is done; a total of null is not known.
    stage = models.CharField(max_length=40, blank=True, editable=False)
    done = models.BigIntegerField(default=0, editable=False)
    total = models.BigIntegerField(null=True, editable=False)
    error = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    # The request that asked for it, to find both in the logs.
    request_id = models.CharField(max_length=request_id.LONGEST, blank=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="%(app_label)s_%(class)s_once"),
            # Nobody can be found to have lost what nobody holds.
            models.CheckConstraint(
                condition=~models.Q(state="RUNNING") | models.Q(lease_until__isnull=False),
                name="%(app_label)s_%(class)s_has_lease",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["PENDING", "RUNNING"]) | models.Q(finished_at__isnull=False),
                name="%(app_label)s_%(class)s_has_end",
            ),
        ]
        indexes = [
            # The relay's question, every second: what waits and is due?
            models.Index(
                fields=["not_before"], condition=models.Q(state="PENDING"), name="%(app_label)s_%(class)s_due"
            ),
            # The sweep's question: whose lease has run out?
            models.Index(
                fields=["lease_until"], condition=models.Q(state="RUNNING"), name="%(app_label)s_%(class)s_held"
            ),
            # Console, metrics: what failed or was given up, and how lately. Most jobs are done.
            models.Index(fields=["state", "finished_at"], condition=_TO_MEND, name="%(app_label)s_%(class)s_to_mend"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk} ({self.get_state_display()})"

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def share(self) -> float | None:
        """How much is done, from 0 to 1; None while the total is not known."""
        return min(1.0, self.done / self.total) if self.total else None

    def cancel(self) -> bool:
        """Cancel it or, while it runs, ask it to stop; whether there was something to stop."""
        asked = bool(type(self)._default_manager.filter(pk=self.pk).cancel())
        self.refresh_from_db()
        return asked


def lease_end() -> models.expressions.CombinedExpression:
    """The database's now and a lease."""
    return from_now(timedelta(seconds=settings.CONFIG.job_lease))


def from_now(wait: timedelta) -> models.expressions.CombinedExpression:
    """A time by the database's clock."""
    return Now() + models.Value(wait, output_field=models.DurationField())


def begun() -> Coalesce:
    """When a job began: with its first attempt, whichever one this is."""
    return Coalesce("started_at", Now())
