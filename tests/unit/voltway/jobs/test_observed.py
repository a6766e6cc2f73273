"""What health and metrics tell of jobs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from stations.models import Upkeep
from tests.fakes.redis_server import Fault, Proxy, valkey_port
from voltway.jobs import observed
from voltway.jobs.claim import claim
from voltway.jobs.row import State
from voltway.jobs.state import Trouble
from voltway.observability import health
from voltway.observability.metrics import JOB_OLDEST, JOBS, QUEUE_FAULT

__all__ = ["valkey_port"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(db: None) -> Upkeep:
    return Upkeep.objects.enqueue(kind="REFRESH")[0]


def test_every_state_of_every_kind_is_told(job: Upkeep) -> None:
    told = [one for one in observed.job_samples() if one.metric == JOBS]
    upkeep = {one.labels["state"]: one.value for one in told if one.labels["kind"] == "stations.upkeep"}
    assert upkeep == {state: float(state == State.PENDING) for state in State}
    assert {one.labels["kind"] for one in told} >= {"stations.upkeep", "stations.export"}


def test_the_oldest_is_told_of_what_waits_and_of_what_runs(job: Upkeep) -> None:
    Upkeep.objects.enqueue(kind="CLEAN_UP")
    claim(Upkeep, job.pk)
    told = [one.labels for one in observed.job_samples() if one.metric == JOB_OLDEST]
    assert told == [{"kind": "stations.upkeep", "state": state} for state in (State.PENDING, State.RUNNING)]


def test_of_all_that_may_keep_jobs_from_being_done_the_one_that_does_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observed, "trouble", lambda states, now: Trouble.SCHEDULE_SILENT)
    told = {one.labels["fault"]: one.value for one in observed.job_samples() if one.metric == QUEUE_FAULT}
    assert told == {fault: float(fault is Trouble.SCHEDULE_SILENT) for fault in Trouble}


def test_jobs_that_are_done_are_well(job: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observed, "trouble", lambda states, now: None)
    claim(Upkeep, job.pk)
    assert observed.queue() == health.Finding(facts={"running": 1, "oldest_due_s": 0})


def test_jobs_that_wait_are_no_reason_to_send_readers_away(job: Upkeep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observed, "trouble", lambda states, now: Trouble.NOT_TAKEN)
    found = observed.queue()
    assert (found.state, found.facts["fault"]) == (health.State.DEGRADED, "not_taken")
    assert not observed.queue.needed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [Fault.REFUSES, Fault.HANGS, Fault.GARBAGE, Fault.ENDLESS])
def test_ready_is_answered_whatever_the_queue_does(
    fault: Fault, valkey_port: int, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "STATIC_ROOT", tmp_path)
    proxy = Proxy(valkey_port)
    monkeypatch.setattr(settings.CONFIG, "redis_url", proxy.url)
    proxy.be(fault)
    health.forget()
    answer = client.get("/readyz")
    proxy.close()
    health.forget()
    assert answer.status_code == 200
    # What takes its time is told by itself, or given up with its thread.
    assert answer.json()["checks"]["queue"]["fault"] in ("queue_away", "hangs")
