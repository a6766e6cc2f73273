"""Job rows: put in, cancelled, tried again."""

import pytest
import structlog
from django.db import transaction

from stations.models import Upkeep
from voltway.jobs.claim import claim
from voltway.jobs.row import ENDED, OPEN, State

pytestmark = pytest.mark.django_db


def test_a_new_job_waits_and_is_due() -> None:
    job, new = Upkeep.objects.enqueue(kind="CLEAN_UP")
    assert new
    assert (job.state, job.attempts, job.share) == (State.PENDING, 0, None)
    assert list(Upkeep.objects.due()) == [job]


def test_jobs_of_one_key_are_one_job() -> None:
    first, _ = Upkeep.objects.enqueue(key="clean-up:1", kind="CLEAN_UP")
    second, new = Upkeep.objects.enqueue(key="clean-up:1", kind="REFRESH")
    assert (second, new, second.kind) == (first, False, "CLEAN_UP")


def test_jobs_without_a_key_are_as_many_as_were_asked_for() -> None:
    assert Upkeep.objects.enqueue(kind="REFRESH")[0] != Upkeep.objects.enqueue(kind="REFRESH")[0]


def test_a_job_keeps_the_id_of_the_request_that_asked_for_it() -> None:
    with structlog.contextvars.bound_contextvars(request_id="request-1"):
        asked, _ = Upkeep.objects.enqueue(kind="REFRESH")
    by_the_clock, _ = Upkeep.objects.enqueue(kind="REFRESH")
    assert (asked.request_id, by_the_clock.request_id) == ("request-1", "")


def test_what_is_rolled_back_was_never_asked_for() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Upkeep.objects.enqueue(kind="REFRESH")
        _ = 1 / 0
    assert not Upkeep.objects.exists()


def test_a_job_that_waits_is_cancelled_at_once(job: Upkeep) -> None:
    assert job.cancel()
    assert (job.state, job.cancel_requested, job.ended) == (State.CANCELLED, True, True)
    assert claim(Upkeep, job.pk) is None


def test_a_job_that_runs_is_asked_to_stop(job: Upkeep) -> None:
    claim(Upkeep, job.pk)
    assert job.cancel()
    assert (job.state, job.cancel_requested) == (State.RUNNING, True)


def test_a_job_that_is_over_is_not_cancelled(job: Upkeep) -> None:
    attempt = claim(Upkeep, job.pk)
    assert attempt
    attempt.complete()
    assert not job.cancel()
    assert (job.state, job.cancel_requested) == (State.COMPLETED, False)


@pytest.mark.parametrize("state", [State.FAILED, State.DEAD, State.CANCELLED])
def test_what_went_wrong_can_be_tried_again_from_the_beginning(job: Upkeep, state: State) -> None:
    attempt = claim(Upkeep, job.pk)
    assert attempt
    attempt.end(state, "a reason")
    assert Upkeep.objects.retry() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.finished_at) == (State.PENDING, 0, "", None)
    assert claim(Upkeep, job.pk)


def test_what_was_done_is_not_done_again(job: Upkeep) -> None:
    attempt = claim(Upkeep, job.pk)
    assert attempt
    attempt.complete()
    assert Upkeep.objects.retry() == 0


def test_every_state_is_open_or_ended() -> None:
    assert set(State) == OPEN | ENDED
    assert not OPEN & ENDED


def test_the_share_is_known_with_the_total() -> None:
    assert Upkeep(done=1, total=4).share == 0.25
    assert Upkeep(done=5, total=4).share == 1.0
    assert Upkeep(done=5).share is None
