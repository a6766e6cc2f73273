"""What happens on the site, told to whoever listens in this process. Nothing here knows who that is.

The one way by which apps below tell of what people do: as good as free while nobody listens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Deed(StrEnum):
    """What somebody did with one thing."""

    VIEWED = "viewed"
    STARRED = "starred"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody did something with a thing, named by its public id or kind."""

    deed: Deed
    subject: str


@dataclass(frozen=True, slots=True)
class Searched:
    """Somebody searched: around which point (degrees), by the names of which filters, and whether anything is there."""

    at: tuple[float, float] | None
    filters: frozenset[str]
    found: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A request was answered, whatever by: the name of its route, status and seconds. Of who asked it says nothing."""

    view: str
    status: int
    seconds: float


Happening = Done | Searched | Answered
# WSGI's names of headers, where there is a request that somebody sent.
Meta = Mapping[str, Any]
Listener = Callable[[Happening, Meta | None], None]

_listeners: Final[list[Listener]] = []


def tell(happening: Happening, meta: Meta | None = None) -> None:
    """Tell everybody who listens. `meta` is the request's, so that they may respect what it asks for."""
    for listener in _listeners:
        listener(happening, meta)


def listen(listener: Listener) -> None:
    """Have a function called with all that happens; a second time changes nothing.

    It is called where things happen, in many threads, so it has to be quick and may not raise.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def unlisten(listener: Listener) -> None:
    _listeners.remove(listener)
