"""Keeps the results of functions: in the process's memory, then in Redis where there is one (docs/adr/0010-caching.md).

    @cached(ttl=3600, tags=("data",))
    def towns(country: str) -> list[Town]: ...

A result is kept under the function's arguments and the versions of its tags, so that whoever moves a version on (an
import run) thereby forgets all that was made of the data before. Of many who ask for what is not there one makes it.
"""

from voltway.lib.caching.decorator import KEPT, cached, clear
from voltway.lib.caching.memory import Memory

__all__ = ["KEPT", "Memory", "cached", "clear"]
