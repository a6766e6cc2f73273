"""The relay sends what is due, again until somebody takes it, and no more than there is room for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import Letter
from stations.models import Upkeep
from voltway.jobs.claim import claim
from voltway.jobs.queue import ENOUGH, Away, Queue
from voltway.jobs.relay import RESEND, RETRY_AFTER, SWEEP_EVERY, Relay
from voltway.jobs.row import State, from_now

pytestmark = pytest.mark.django_db


class Fake(Queue):
    """A queue that remembers what it was sent, or is away."""

    def __init__(self) -> None:
        super().__init__("redis://nowhere")
        self.sent: list[int] = []
        self.kinds: list[str] = []
        self.waiting = 0
        self.fault = ""

    def length(self) -> int:
        if self.fault:
            raise Away(self.fault)
        return self.waiting

    def send(self, kind: str, pk: int, limit: timedelta) -> None:
        if self.fault == "while sending":
            raise Away(self.fault)
        self.kinds.append(kind)
        self.sent.append(pk)


@pytest.fixture
def queue() -> Fake:
    return Fake()


@pytest.fixture
def clock() -> list[float]:
    return [100.0]


@pytest.fixture
def relay(queue: Fake, clock: list[float]) -> Relay:
    return Relay(queue, clock=lambda: clock[0])


@pytest.fixture(autouse=True)
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Upkeep, "at_once", None)


def jobs(count: int) -> list[int]:
    return [Upkeep.objects.enqueue(kind="REFRESH")[0].pk for _ in range(count)]


def pass_by(seconds: float) -> None:
    for job in Upkeep.objects.all():
        Upkeep.objects.filter(pk=job.pk).update(resend_at=job.resend_at - timedelta(seconds=seconds))


def test_what_is_due_is_sent_once_in_order(relay: Relay, queue: Fake) -> None:
    asked = jobs(3)
    assert [relay.round(), relay.round()] == [3, 0]
    assert queue.sent == asked


def test_what_nobody_takes_is_sent_again(relay: Relay, queue: Fake) -> None:
    [pk] = jobs(1)
    relay.round()
    pass_by(RESEND.total_seconds() + 1)
    relay.round()
    assert queue.sent == [pk, pk]


def test_what_somebody_took_is_not_sent_again(relay: Relay, queue: Fake) -> None:
    [pk] = jobs(1)
    relay.round()
    claim(Upkeep, pk)
    pass_by(RESEND.total_seconds() + 1)
    assert relay.round() == 0


@pytest.mark.parametrize("later", [{"not_before": from_now(timedelta(seconds=60))}, {"cancel_requested": True}])
def test_what_is_not_due_is_not_sent(relay: Relay, later: dict[str, object]) -> None:
    jobs(1)
    Upkeep.objects.update(**later)
    assert relay.round() == 0


def test_a_queue_has_no_more_than_enough(relay: Relay, queue: Fake) -> None:
    jobs(5)
    queue.waiting = ENOUGH - 2
    assert relay.round() == 2
    queue.waiting = ENOUGH
    assert relay.round() == 0


@pytest.mark.parametrize("room", [1, 2, 10])
def test_many_of_one_kind_keep_no_other_waiting(room: int, relay: Relay, queue: Fake) -> None:
    for _ in range(12):
        Letter.objects.enqueue()
    jobs(1)
    queue.waiting = ENOUGH - room
    assert relay.round() == room
    assert queue.kinds == ["stations.Upkeep"] + (room - 1) * ["accounts.Letter"]


def test_a_kind_that_goes_one_by_one_is_sent_one_by_one(
    relay: Relay, queue: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Upkeep, "at_once", 1)
    first, second = jobs(2)
    assert [relay.round(), relay.round()] == [1, 0]
    attempt = claim(Upkeep, first)
    assert relay.round() == 0
    assert attempt
    attempt.complete()
    relay.round()
    assert queue.sent == [first, second]


def test_a_late_message_does_not_make_two_of_a_kind_run(
    relay: Relay, queue: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Upkeep, "at_once", 1)
    first, second = jobs(2)
    relay.round()
    pass_by(RESEND.total_seconds() + 1)
    # Nobody has taken the first one's message, so the second one is sent, too.
    Upkeep.objects.filter(pk=second).update(resend_at=from_now(-2 * RESEND))
    relay.round()
    attempt = claim(Upkeep, first)
    assert attempt
    assert claim(Upkeep, second) is None
    assert Upkeep.objects.get(pk=second).attempts == 0
    assert relay.round() == 0
    attempt.complete()
    assert relay.round() == 1
    assert queue.sent == [first, second, second]
    assert claim(Upkeep, second)


def test_whoever_is_not_heard_of_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Upkeep, "at_once", 1)
    first, second = jobs(2)
    claim(Upkeep, first)
    Upkeep.objects.filter(pk=first).update(lease_until=from_now(timedelta(seconds=-1)))
    assert claim(Upkeep, second)


def test_a_kind_without_bound_runs_as_often_as_there_are_workers() -> None:
    assert all(claim(Upkeep, pk) for pk in jobs(3))


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_the_same_moment_keep_to_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Upkeep, "at_once", 1)
    begin = threading.Barrier(4)

    def take(pk: int) -> bool:
        begin.wait()
        try:
            return claim(Upkeep, pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, jobs(4)))
    running = Upkeep.objects.filter(state=State.RUNNING).count()
    assert (sum(taken), running) == (1, 1)


def test_two_relays_send_a_job_once(relay: Relay, queue: Fake) -> None:
    jobs(2)
    assert [relay.round(), Relay(queue).round()] == [2, 0]


def test_a_queue_that_is_away_is_left_alone_for_a_while(relay: Relay, queue: Fake, clock: list[float]) -> None:
    jobs(1)
    queue.fault = "refused"
    assert relay.round() == 0
    assert relay.away == "refused"
    queue.fault = ""
    assert relay.round() == 0
    clock[0] += RETRY_AFTER
    assert relay.round() == 1
    assert relay.away == ""


def test_what_could_not_be_sent_is_sent_as_soon_as_it_can(relay: Relay, queue: Fake, clock: list[float]) -> None:
    [pk] = jobs(1)
    queue.fault = "while sending"
    queue.length = lambda: 0  # type: ignore[method-assign]
    relay.round()
    queue.fault = ""
    clock[0] += RETRY_AFTER
    relay.round()
    assert queue.sent == [pk]


def test_lost_jobs_are_taken_back_now_and_then(relay: Relay, queue: Fake, clock: list[float]) -> None:
    [pk] = jobs(1)
    relay.round()
    claim(Upkeep, pk)
    Upkeep.objects.update(lease_until=from_now(timedelta(seconds=-1)))
    assert relay.round() == 0
    clock[0] += SWEEP_EVERY
    assert relay.round() == 1
    assert queue.sent == [pk, pk]
    assert Upkeep.objects.get().state == State.PENDING


@pytest.mark.parametrize(("url", "said"), [("", "REDIS_URL"), ("redis://127.0.0.1:1/0", "Error")])
def test_a_queue_that_is_not_there_says_so(url: str, said: str) -> None:
    queue = Queue(url)
    with pytest.raises(Away, match=said):
        queue.length()
    with pytest.raises(Away, match=said):
        queue.send("stations.Upkeep", 1, timedelta(seconds=1))
    queue.close()
