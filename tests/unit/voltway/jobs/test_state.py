"""How the jobs are, as health checks and the console say it."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from stations.models import Upkeep
from voltway.jobs.claim import claim
from voltway.jobs.row import State
from voltway.jobs.state import JobsState, KindState, jobs_state, queue_trouble

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def upkeep(state: JobsState) -> KindState:
    return next(kind for kind in state.kinds if kind.kind == "stations.upkeep")


@pytest.fixture
def good_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voltway.jobs.state.queue_trouble", lambda: "")


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Redis that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(settings.CONFIG, "redis_url", f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield


def test_jobs_are_counted_by_state_with_the_age_of_the_oldest_due(good_queue: None) -> None:
    first, _ = Upkeep.objects.enqueue(kind="REFRESH")
    Upkeep.objects.enqueue(kind="CLEAN_UP")
    attempt = claim(Upkeep, first.pk)
    assert attempt
    attempt.end(State.DEAD, "worn out")
    found = upkeep(jobs_state(now=now() + timedelta(seconds=30)))
    assert found.counts == {State.DEAD: 1, State.PENDING: 1}
    assert found.oldest == pytest.approx(30, abs=5)


def test_without_jobs_nothing_is_old(good_queue: None) -> None:
    state = jobs_state(now=now())
    assert (upkeep(state).counts, upkeep(state).oldest, state.trouble) == ({}, None, "")


def test_jobs_that_nobody_takes_are_trouble(good_queue: None) -> None:
    Upkeep.objects.enqueue(kind="REFRESH")
    assert jobs_state(now=now()).trouble == ""
    assert "no worker takes jobs" in jobs_state(now=now() + timedelta(seconds=90)).trouble


def test_jobs_that_wait_for_another_are_none(good_queue: None) -> None:
    running, _ = Upkeep.objects.enqueue(kind="REFRESH")
    Upkeep.objects.enqueue(kind="REFRESH")
    claim(Upkeep, running.pk)
    assert jobs_state(now=now() + timedelta(seconds=90)).trouble == ""


def test_without_a_queue_the_trouble_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "redis_url", "")
    assert jobs_state(now=now()).trouble == "there is no queue: jobs wait (REDIS_URL is empty)"


def test_a_queue_that_is_gone_is_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "redis_url", "redis://127.0.0.1:1/0")
    assert queue_trouble() == "the queue does not answer: jobs wait (ConnectionError)"


def test_a_queue_that_hangs_is_trouble(hanging: None) -> None:
    assert queue_trouble() == "the queue does not answer: jobs wait (TimeoutError)"
