"""Takes a job and does it: what happens in a worker between a message and its acknowledgement."""

import logging
import os
import random
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from voltway.jobs import doorbell, sweep
from voltway.jobs.attempt import Attempt, Cancelled, Failed, Heart, LeaseLost, Postponed, Refused
from voltway.jobs.queue import WORKER
from voltway.jobs.row import J, Job, JobQuerySet, State, begun, lease_end
from voltway.lib import locks
from voltway.observability import metrics, request_id, scrub

LONGEST_DELAY = timedelta(hours=1)

# In seconds: how long one waits for a database that has gone away before writing again how an attempt ended.
PAUSES = (0.2, 1.0, 2.0, 4.0)

log = logging.getLogger(__name__)


def perform(model: type[J], pk: int, *, heart: bool = True) -> State | None:
    """Claim a job and do it; the state it is left in, RUNNING where another attempt has taken it over, or None when it
    was not to be had.

    Delivered twice, or while another process has it, it does nothing. `heart=False` is for a caller whose database
    connection is the only one, such as a test.
    """
    attempt = claim(model, pk)
    if attempt is None:
        return None
    kind = model._meta.label_lower
    with request_id.of_job(job_id=pk, kind=kind, request_id=attempt.job.request_id):
        began = time.monotonic()
        _work(attempt, heart=heart)
        seconds, state = time.monotonic() - began, attempt.job.state
        metrics.JOB_SECONDS.labels(kind=kind, state=state).observe(seconds)
        # What is given up, or failed for good, waits for a person.
        level = logging.ERROR if state in (State.DEAD, State.FAILED) else logging.INFO
        told = {"state": state, "attempt": attempt.number, "seconds": round(seconds, 3), "reason": attempt.job.error}
        log.log(level, "job.ended", extra=told)
    # The next one may have waited for this to end.
    doorbell.ring()
    return State(state)


def claim(model: type[J], pk: int) -> Attempt[J] | None:
    """Take a job that is due; None where it is not, somebody else was quicker, or as many of the kind run as may."""
    rows: JobQuerySet[J] = model._default_manager.filter(pk=pk)  # type: ignore[assignment]
    job = rows.first()
    if job and job.state == State.RUNNING and _is_dead(job.holder):
        sweep.give_up(rows.filter(token=job.token))
        job = rows.first()
    if job is None:
        return None
    token = job.token + 1
    with transaction.atomic():
        if not _has_room(model):
            # No attempt, and not on its way any more: the relay sends it again as soon as there is room.
            rows.due().update(resend_at=Now())
            return None
        taken = rows.due().filter(token=job.token).update(
            state=State.RUNNING, token=token, attempts=F("attempts") + 1, started_at=begun(),
            lease_until=lease_end(), holder=_holder(), error="",
        )  # fmt: skip
    if not taken:
        return None
    job.refresh_from_db()
    return Attempt(job, token)


def _has_room(model: type[Job]) -> bool:
    """Whether one more of the kind may run, until the transaction ends: a late message does not come in beside it."""
    if model.at_once is None:
        return True
    locks.hold(f"claim {model._meta.label_lower}")
    alive = model._default_manager.filter(state=State.RUNNING, lease_until__gte=Now())
    return alive.count() < model.at_once


def delay(attempts: int, first: timedelta) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to an hour, give or take a quarter."""
    seconds = min(first.total_seconds() * 2 ** (attempts - 1), LONGEST_DELAY.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))


def _work(attempt: Attempt[Any], *, heart: bool) -> None:
    """Do the work and write down how it ended, unless another attempt has the job."""
    beating = Heart(attempt, settings.CONFIG.job_lease) if heart else None
    if beating:
        beating.start()
    try:
        _do(attempt)
    except LeaseLost:
        log.warning("job.lease_lost")
    finally:
        if beating:
            beating.stop()


def _do(attempt: Attempt[Any]) -> None:
    try:
        import_string(attempt.job.work)(attempt)
        if attempt.job.state == State.RUNNING:
            attempt.complete()
    except (Cancelled, Exception) as error:
        _settle(attempt, error)


def _settle(attempt: Attempt[Any], error: BaseException) -> None:
    """Write down how an attempt ended, also where it ended because the database went away for a moment."""
    for pause in (*PAUSES, None):
        try:
            return _write_end(attempt, error)
        except (DatabaseError, InterfaceError):
            if pause is None:
                # The lease runs out, and the sweep sees to the rest.
                raise
            connection.close()
            time.sleep(pause)
    return None


def _write_end(attempt: Attempt[Any], error: BaseException) -> None:
    # The console shows it to whoever sees jobs; a mail server's answer names whom the mail is for.
    reason = scrub.text(str(error).replace("\0", ""))
    match error:
        case Cancelled():
            attempt.end(State.CANCELLED, "")
        case Refused():
            attempt.end(State.FAILED, reason)
        case Postponed():
            attempt.again(reason, timedelta(seconds=error.seconds), counts=False)
        case _:
            _write_failure(attempt, error, reason)


def _write_failure(attempt: Attempt[Any], error: BaseException, reason: str) -> None:
    job: Job = attempt.job
    is_told = isinstance(error, Failed)
    wait = delay(attempt.number, job.first_delay) if attempt.number < job.max_attempts else None
    log.log(
        logging.WARNING if is_told else logging.ERROR,
        "job.attempt_failed",
        exc_info=None if is_told else error,
        extra={
            "slot": job.key,
            "attempt": attempt.number,
            "reason": reason,
            "again_in_s": round(wait.total_seconds()) if wait else None,
        },
    )
    reason = reason if is_told else f"{type(error).__name__}: {reason}"
    if wait:
        attempt.again(reason, wait)
    else:
        attempt.end(State.DEAD, reason)


def _holder() -> str:
    return f"{os.environ.get(WORKER, '-')}/{os.getpid()}"


def _is_dead(holder: str) -> bool:
    """Whether a process of our own worker is gone; of others we can't tell, and wait for their lease to end."""
    worker, _, pid = holder.partition("/")
    return worker == os.environ.get(WORKER) and int(pid) != os.getpid() and not Path(f"/proc/{pid}").exists()
