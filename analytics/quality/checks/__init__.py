"""What can be wrong with a station and is not mended: one file for each class of fault.

A check is a module with `TITLE`, `ABOUT` and `look(seen) -> str | None`: the value that is at fault, as it stands in
the record, or None where nothing is. It is pure, decides for the record where it is in doubt, and its module's name is
the name of the class. A new file is a new check; nothing registers it. docs/quality.md explains each.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from analytics.quality.seen import Seen


@dataclass(frozen=True, slots=True)
class Check:
    """One class of fault."""

    name: str
    title: Any
    about: Any
    look: Callable[[Seen], str | None]


@cache
def checks() -> Mapping[str, Check]:
    """All of them by name, in the order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    return MappingProxyType({name: Check(name, one.TITLE, one.ABOUT, one.look) for name, one in modules.items()})


def faults(seen: Seen) -> dict[str, str]:
    """What is wrong with a station: class of fault → value at fault."""
    return {name: found for name, check in checks().items() if (found := check.look(seen))}
