"""Runs a generator in a process of its own, so that two cores share a long piece of work.

The generator is a few items ahead of its reader, so that neither waits for the other's slow moments; then it waits, and
it ends when the reader goes away, however it goes.
"""

import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import Queue
from typing import Any, TypeVar

T = TypeVar("T")

# Items that are made and not yet taken; each is held as bytes.
AHEAD = 4


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
    made: Queue[memoryview] = Queue(AHEAD)
    # A daemon: when the reader has gone it ends the process, whatever the generator does at that moment.
    post = threading.Thread(target=_send, args=(sender, made), daemon=True)
    post.start()
    try:
        for item in function(*args):
            made.put(ForkingPickler.dumps(("item", item)))
        made.put(ForkingPickler.dumps(("end", None)))
    except Exception as error:
        made.put(ForkingPickler.dumps(("error", _travelling(error))))
    made.put(memoryview(b""))
    post.join()


def _send(sender: Connection, made: Queue[memoryview]) -> None:
    try:
        while content := made.get():
            sender.send_bytes(content)
    except BrokenPipeError:
        # The reader has gone: nobody to tell.
        os._exit(0)


def _travelling(error: Exception) -> Exception:
    """The error itself where it survives the journey, else its words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 — our own, made a moment ago
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
