"""How the jobs are, and what keeps them from being done."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django_celery_beat.models import PeriodicTask

from stations.models import Upkeep
from voltway.jobs.claim import claim
from voltway.jobs.row import State
from voltway.jobs.state import KindState, Trouble, kind_states, queue_trouble, trouble
from voltway.schedule import install

pytestmark = pytest.mark.django_db


def at(seconds: float) -> datetime:
    """So many seconds from now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


def upkeep(now: datetime) -> KindState:
    return next(found for found in kind_states(now=now) if found.kind == "stations.upkeep")


def told(seconds: float = 0) -> Trouble | None:
    return trouble(kind_states(now=at(seconds)), now=at(seconds))


@pytest.fixture
def good_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voltway.jobs.state.queue_trouble", lambda: None)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Redis that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(settings.CONFIG, "redis_url", f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield


def test_jobs_are_counted_by_state_with_the_ages_of_the_oldest() -> None:
    jobs = [Upkeep.objects.enqueue(kind="REFRESH")[0] for _ in range(3)]
    attempt = claim(Upkeep, jobs[1].pk)
    assert attempt
    attempt.end(State.DEAD, "worn out")
    claim(Upkeep, jobs[0].pk)
    found = upkeep(at(30))
    assert found.counts == {State.DEAD: 1, State.PENDING: 1, State.RUNNING: 1}
    assert found.oldest == {State.PENDING: pytest.approx(30, abs=5), State.RUNNING: pytest.approx(30, abs=5)}


def test_without_jobs_nothing_is_old(good_queue: None) -> None:
    found = upkeep(at(0))
    assert (found.counts, found.oldest, told()) == ({}, {}, None)


def test_a_job_that_is_not_due_yet_is_not_old() -> None:
    Upkeep.objects.enqueue(kind="REFRESH", not_before=at(60))
    assert upkeep(at(30)).oldest == {}


def test_jobs_that_nobody_takes_are_trouble(good_queue: None) -> None:
    Upkeep.objects.enqueue(kind="REFRESH")
    assert (told(), told(90)) == (None, Trouble.NOT_TAKEN)


def test_jobs_that_wait_for_another_are_none(good_queue: None) -> None:
    running, _ = Upkeep.objects.enqueue(kind="REFRESH")
    Upkeep.objects.enqueue(kind="REFRESH")
    claim(Upkeep, running.pk)
    assert told(90) is None


@pytest.mark.parametrize(("url", "said"), [("", Trouble.NO_QUEUE), ("redis://127.0.0.1:1/0", Trouble.QUEUE_AWAY)])
def test_a_queue_that_is_not_there_is_trouble(url: str, said: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "redis_url", url)
    assert told() == said


def test_a_queue_that_hangs_is_trouble(hanging: None) -> None:
    assert queue_trouble() == Trouble.QUEUE_AWAY


@pytest.mark.parametrize(
    ("ran", "enabled", "said"),
    [
        (None, True, None),
        (timedelta(minutes=10), True, None),
        (timedelta(minutes=20), True, Trouble.SCHEDULE_SILENT),
        (timedelta(minutes=20), False, None),
    ],
    ids=["never began", "runs", "stopped", "switched off"],
)
def test_a_schedule_that_ran_and_runs_no_more_is_trouble(
    ran: timedelta | None, enabled: bool, said: Trouble | None, good_queue: None
) -> None:
    install()
    every_minute = PeriodicTask.objects.filter(name="Imports that are due")
    every_minute.update(last_run_at=ran and datetime.now(UTC) - ran, enabled=enabled)
    assert told() == said


def test_an_entry_of_every_day_hides_none_of_every_minute(good_queue: None) -> None:
    install()
    PeriodicTask.objects.filter(name="Cleaning up").update(last_run_at=datetime.now(UTC))
    PeriodicTask.objects.filter(name="Imports that are due").update(last_run_at=datetime.now(UTC) - timedelta(hours=2))
    assert told() is Trouble.SCHEDULE_SILENT


def test_an_entry_whose_turn_is_far_away_says_nothing(good_queue: None) -> None:
    install()
    PeriodicTask.objects.filter(name="Cleaning up").update(last_run_at=at(-20 * 3600))
    assert told() is None
