"""Jobs are done once, tried again when they fail, and given up in the open."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import structlog
from django.db.models.functions import Now

from stations.models import Upkeep
from tests.unit.voltway.jobs.conftest import Work
from voltway.jobs.attempt import Cancelled, Failed, LeaseLost, Postponed, Refused
from voltway.jobs.claim import claim, delay, perform
from voltway.jobs.queue import WORKER
from voltway.jobs.row import State, from_now
from voltway.jobs.sweep import LAST_WORDS, sweep
from voltway.observability import metrics

pytestmark = pytest.mark.django_db
Do = Callable[[Work], None]


def performed(job: Upkeep) -> Upkeep:
    perform(Upkeep, job.pk, heart=False)
    job.refresh_from_db()
    return job


def lose(job: Upkeep) -> None:
    Upkeep.objects.filter(pk=job.pk).update(lease_until=from_now(timedelta(seconds=-1)))


def test_a_job_is_done_and_says_so(job: Upkeep, do: Do) -> None:
    do(lambda attempt: attempt.progress(3, 4, stage="counting"))
    performed(job)
    assert (job.state, job.attempts, job.stage, job.done, job.total) == (State.COMPLETED, 1, "counting", 3, 4)
    assert job.started_at
    assert job.finished_at
    assert job.lease_until is None


def test_what_a_job_logs_names_it_and_the_request_that_asked_for_it(job: Upkeep, do: Do) -> None:
    Upkeep.objects.update(request_id="request-1")
    bound: list[dict[str, object]] = []
    do(lambda attempt: bound.append(structlog.contextvars.get_contextvars()))
    performed(job)
    assert bound == [{"job_id": job.pk, "job": "stations.upkeep", "request_id": "request-1"}]
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.parametrize(
    ("raised", "level"), [(Refused("no such file"), logging.ERROR), (Cancelled(), logging.INFO), (None, logging.INFO)]
)
def test_what_failed_for_good_is_told_as_an_error(
    raised: Exception | None, level: int, job: Upkeep, do: Do, caplog: pytest.LogCaptureFixture
) -> None:
    def end(_attempt: object) -> None:
        if raised:
            raise raised

    do(end)
    with caplog.at_level(logging.INFO, logger="voltway.jobs.claim"):
        performed(job)
    (told,) = [line for line in caplog.records if line.msg == "job.ended"]
    assert (told.levelno, told.reason) == (level, str(raised or ""))  # type: ignore[attr-defined]


def test_an_attempt_is_timed_by_how_it_ended(job: Upkeep, do: Do) -> None:
    def timed(state: State) -> float:
        labels = {"kind": "stations.upkeep", "state": state}
        return metrics.REGISTRY.get_sample_value("voltway_job_seconds_count", labels) or 0.0

    before = timed(State.PENDING), timed(State.COMPLETED)
    do(lambda attempt: print(1 / 0))
    performed(job)
    Upkeep.objects.update(not_before=Now())
    do(lambda attempt: None)
    performed(job)
    assert (timed(State.PENDING), timed(State.COMPLETED)) == (before[0] + 1, before[1] + 1)


def test_a_job_that_is_delivered_again_is_not_done_again(job: Upkeep, do: Do) -> None:
    times: list[int] = []
    do(lambda attempt: times.append(1))
    assert [perform(Upkeep, job.pk, heart=False) for _ in range(3)] == [State.COMPLETED, None, None]
    assert times == [1]


def test_a_job_has_one_holder(job: Upkeep) -> None:
    assert claim(Upkeep, job.pk)
    assert claim(Upkeep, job.pk) is None


def test_a_job_that_is_gone_is_nobodys(db: None) -> None:
    assert perform(Upkeep, 4711) is None


def test_a_job_is_not_begun_before_its_time(job: Upkeep) -> None:
    Upkeep.objects.update(not_before=from_now(timedelta(seconds=60)))
    assert claim(Upkeep, job.pk) is None


def test_a_failed_attempt_waits_for_another(job: Upkeep, do: Do) -> None:
    do(lambda attempt: print(1 / 0))
    performed(job)
    assert (job.state, job.attempts) == (State.PENDING, 1)
    assert job.error == "ZeroDivisionError: division by zero"
    assert not Upkeep.objects.due().exists()


@pytest.mark.parametrize(
    ("error", "level", "has_trace"), [(Failed("host away"), "WARNING", False), (ValueError("host away"), "ERROR", True)]
)
def test_a_failure_that_tells_all_is_logged_without_a_trace(
    error: Exception, level: str, has_trace: bool, job: Upkeep, do: Do, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(attempt: object) -> None:
        raise error

    do(fail)
    assert performed(job).error.endswith("host away")
    (line,) = [line for line in caplog.records if line.msg == "job.attempt_failed"]
    assert (line.levelname, bool(line.exc_info), vars(line)["reason"]) == (level, has_trace, "host away")
    assert 7 <= vars(line)["again_in_s"] <= 13


def test_a_job_that_always_fails_is_given_up_where_it_can_be_seen(job: Upkeep, do: Do) -> None:
    do(lambda attempt: print(1 / 0))
    for _ in range(job.max_attempts):
        Upkeep.objects.update(not_before=Now())
        performed(job)
    assert (job.state, job.attempts) == (State.DEAD, 5)
    assert job.error == "ZeroDivisionError: division by zero"
    assert claim(Upkeep, job.pk) is None


def test_a_job_that_refuses_has_failed_at_once(job: Upkeep, do: Do) -> None:
    def refuse(attempt: object) -> None:
        raise Refused("no such thing")

    do(refuse)
    assert (performed(job).state, job.error) == (State.FAILED, "no such thing")


def test_a_postponed_job_has_not_used_an_attempt(job: Upkeep, do: Do) -> None:
    def postpone(attempt: object) -> None:
        raise Postponed("busy", seconds=30)

    do(postpone)
    assert (performed(job).state, job.attempts, job.error) == (State.PENDING, 0, "busy")
    assert not Upkeep.objects.due().exists()


def test_a_running_job_hears_that_it_is_cancelled(job: Upkeep, do: Do) -> None:
    def work(attempt: object) -> None:
        job.cancel()
        attempt.progress(1, 2, stage="x")  # type: ignore[attr-defined]
        pytest.fail("went on")

    do(work)
    assert performed(job).state == State.CANCELLED


def test_work_that_catches_exceptions_still_stops(job: Upkeep) -> None:
    assert not issubclass(Cancelled, Exception)
    assert not issubclass(LeaseLost, Exception)


def test_a_lost_job_waits_again(job: Upkeep) -> None:
    claim(Upkeep, job.pk)
    assert sweep() == 0
    lose(job)
    assert sweep() == 1
    assert list(Upkeep.objects.due()) == [job]


def test_a_job_that_kills_its_workers_is_given_up(job: Upkeep) -> None:
    for _ in range(job.max_attempts):
        assert claim(Upkeep, job.pk)
        lose(job)
        sweep()
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DEAD, LAST_WORDS)


def test_a_lost_job_that_was_to_stop_is_cancelled(job: Upkeep) -> None:
    claim(Upkeep, job.pk)
    job.cancel()
    lose(job)
    sweep()
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_a_job_put_back_while_it_was_cancelled_is_not_begun_again(job: Upkeep) -> None:
    Upkeep.objects.update(cancel_requested=True)
    assert claim(Upkeep, job.pk) is None
    sweep()
    job.refresh_from_db()
    assert job.state == State.CANCELLED


@pytest.mark.parametrize("write", ["progress", "save", "complete"])
def test_whoever_lost_a_job_writes_nothing_any_more(job: Upkeep, write: str) -> None:
    first = claim(Upkeep, job.pk)
    lose(job)
    sweep()
    second = claim(Upkeep, job.pk)
    assert first
    assert second
    with pytest.raises(LeaseLost):
        first.progress(9, 9) if write == "progress" else getattr(first, write)(stage="late")
    second.complete()
    job.refresh_from_db()
    assert (job.state, job.stage, job.done) == (State.COMPLETED, "", 0)


def test_a_job_lost_while_it_is_done_ends_as_its_new_holder_says(job: Upkeep, do: Do) -> None:
    def work(attempt: object) -> None:
        lose(job)
        sweep()
        assert claim(Upkeep, job.pk)

    do(work)
    assert perform(Upkeep, job.pk, heart=False) == State.RUNNING


def test_a_process_that_died_beside_us_is_not_waited_for(job: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    monkeypatch.setenv(WORKER, "w1")
    assert claim(Upkeep, job.pk)
    for holder, taken in ((f"w2/{dead.pid}", False), (f"w1/{os.getppid()}", False), (f"w1/{dead.pid}", True)):
        Upkeep.objects.update(holder=holder)
        assert bool(claim(Upkeep, job.pk)) is taken


def test_waits_double_up_to_an_hour() -> None:
    first = timedelta(seconds=10)
    for attempts, seconds in ((1, 10), (2, 20), (3, 40), (30, 3600)):
        waits = {delay(attempts, first).total_seconds() for _ in range(50)}
        assert seconds * 0.75 <= min(waits) < max(waits) <= seconds * 1.25
