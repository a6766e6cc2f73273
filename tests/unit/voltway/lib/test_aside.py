"""A generator in a process of its own: its items, its errors, and its death."""

import os
import signal
from collections.abc import Iterator

import pytest

from voltway.lib import aside
from voltway.lib.aside import DiedAside


class Stubborn(Exception):
    """An error that can't be taken apart and put together again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def counted(end: int) -> Iterator[tuple[int, int]]:
    for number in range(end):
        yield number, os.getpid()


def failing(error: Exception) -> Iterator[int]:
    yield 1
    raise error


def stubborn() -> Iterator[int]:
    yield 1
    raise Stubborn("can't", "travel")


def unpicklable() -> Iterator[object]:
    yield lambda: None


def killed() -> Iterator[int]:
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


def test_items_come_in_order_from_another_process() -> None:
    items = list(aside.aside(counted, 5))
    assert [number for number, _ in items] == [0, 1, 2, 3, 4]
    assert os.getpid() not in {process for _, process in items}


@pytest.mark.parametrize(
    ("function", "args", "error", "words"),
    [
        (failing, [KeyError("gone")], KeyError, "gone"),
        (stubborn, [], RuntimeError, "Stubborn: can't travel"),
        (unpicklable, [], Exception, "pickle"),
        (killed, [], DiedAside, "the reading process was killed"),
    ],
)
def test_what_goes_wrong_there_is_raised_here(
    function: object, args: list[object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        list(aside.aside(function, *args))  # type: ignore[arg-type]


def test_the_process_ends_when_nobody_takes_any_more() -> None:
    items = aside.aside(counted, 1_000_000)
    _, process = next(items)
    items.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_process_that_may_have_no_children_can_tell() -> None:
    assert aside.possible()
    assert list(aside.aside(told)) == [False]


def told() -> Iterator[bool]:
    yield aside.possible()
