"""Work behind the caller's back: in order, never far behind, and what goes wrong there is told."""

import threading
import time

import pytest

from voltway.lib.behind import DEPTH, Behind


def test_everything_is_done_in_order() -> None:
    done: list[int] = []
    behind = Behind(done.append)
    for number in range(50):
        behind.put(number)
    behind.finish()
    assert done == list(range(50))


def test_it_is_done_in_another_thread() -> None:
    threads: set[int] = set()
    behind: Behind[None] = Behind(lambda _: threads.add(threading.get_ident()))
    behind.put(None)
    behind.finish()
    assert threads
    assert threading.get_ident() not in threads


def test_no_more_waits_than_the_depth() -> None:
    gate, most = threading.Event(), 0
    handed: list[int] = []
    behind: Behind[int] = Behind(lambda _: gate.wait(10))

    def hand_over() -> None:
        for number in range(10):
            behind.put(number)
            handed.append(number)

    feeder = threading.Thread(target=hand_over)
    feeder.start()
    time.sleep(0.2)
    most = len(handed)
    gate.set()
    feeder.join()
    behind.finish()
    assert most <= DEPTH + 1
    assert len(handed) == 10


@pytest.mark.parametrize("items", [1, 10])
def test_what_goes_wrong_is_raised_here(items: int) -> None:
    def fail(item: int) -> None:
        raise OSError(28, "full")

    behind = Behind(fail)
    with pytest.raises(OSError, match="full"):
        for number in range(items):
            behind.put(number)
        behind.finish()
    behind.abandon()


def test_abandoned_work_is_dropped() -> None:
    gate, done = threading.Event(), []

    def work(item: int) -> None:
        gate.wait(10)
        done.append(item)

    behind = Behind(work)
    behind.put(1)
    behind.put(2)
    threading.Timer(0.1, gate.set).start()
    behind.abandon()
    assert done == [1]
