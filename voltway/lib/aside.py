"""Runs a generator in a process of its own, so that two cores share a long piece of work.

Items travel over a pipe that holds one at a time: the generator waits when nobody takes them, and ends when the reader
goes away, however it goes.
"""

import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")


class DiedAside(RuntimeError):
    """The other process ended without a word (it was killed, or the machine ran out of memory)."""


def possible() -> bool:
    """Whether this process may have children: a worker that is one itself may not."""
    return not multiprocessing.current_process().daemon


def aside(function: Callable[..., Iterator[T]], *args: Any) -> Iterator[T]:
    """The items of `function(*args)`, made in a fresh process. What it raises is raised here.

    Function, arguments and items have to be picklable, and the function may not need Django: it is not set up there.
    """
    # A fresh process, not a fork: the caller may have threads and open databases.
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(sender, function, args), daemon=True)
    worker.start()
    sender.close()
    try:
        yield from _received(receiver)
    finally:
        receiver.close()
        worker.join(timeout=10)
        if worker.is_alive():
            worker.kill()
            worker.join()


def _received(receiver: Connection) -> Iterator[Any]:
    while True:
        try:
            kind, content = receiver.recv()
        except (EOFError, OSError):
            raise DiedAside("the reading process was killed, perhaps for want of memory") from None
        if kind == "end":
            return
        if kind == "error":
            raise content
        yield content


def _work(sender: Connection, function: Callable[..., Iterator[Any]], args: tuple[Any, ...]) -> None:
    try:
        for item in function(*args):
            sender.send(("item", item))
        sender.send(("end", None))
    except BrokenPipeError:
        # The reader has gone: nobody to tell.
        return
    except Exception as error:
        sender.send(("error", _travelling(error)))


def _travelling(error: Exception) -> Exception:
    """The error itself where it survives the journey, else its words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 — our own, made a moment ago
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
