"""Work that is done when a process ends, also where the process is a child that ends without Python's own `atexit`."""

from collections.abc import Callable
from multiprocessing import util
from typing import Final

# Above 0: before multiprocessing ends the children of this process.
_FIRST: Final = 10


def at_end(work: Callable[[], object]) -> None:
    """Have something done when this process ends by itself or is asked to; not when it is killed.

    Workers of the server are processes of multiprocessing, which end past `atexit`.
    """
    util.Finalize(None, work, exitpriority=_FIRST)
