"""One row's turn: what a use-case does for whoever asks within the transaction that changes the row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def _leave() -> None:
    """Nobody looks, and nobody writes anything down."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a use-case with a transaction of its own calls there, and what was waited for before it."""

    # Before anything is kept: raises Conflict where the row, locked from then on, is another than was looked at.
    check: Callable[[], Any] = _leave
    # When it is done: writes it down.
    note: Callable[[], None] = _leave
    # Sources that were in use for too long: whoever comes to one again in the same request does not wait for it.
    busy: set[str] = field(default_factory=set)
