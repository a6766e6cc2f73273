"""Small ordered steps between a parsed record and the store, one file each.

A step is a module `step_NN_subject.py` with `clean(record, feed, mended) -> record`: it returns the record as it is, or
a mended copy after telling `mended("kind_of_mending")`, or raises `Refused`. Steps run in the order of their numbers.
Its kinds of mending are its enum `Mend`, its rules of refusal its enum `Refusal`; docs/cleaning.md explains each.
"""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

from stations.records import StationRecord
from stations.sources.base import Feed

Step = Callable[[StationRecord, Feed, Callable[[str], None]], StationRecord]


@cache
def steps() -> tuple[Step, ...]:
    """The steps in their order, found by their files."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("step_"))
    return tuple(import_module(f"{__name__}.{name}").clean for name in names)


def clean(record: StationRecord, feed: Feed, mended: Callable[[str], None]) -> StationRecord:
    """A record fit for publication: the same object where nothing had to be mended.

    `mended` is told the kind of each mending of a record that passes. Raises `Refused`, or `NotCharging` for a place
    that has been removed.
    """
    kinds: list[str] = []
    for step in steps():
        record = step(record, feed, kinds.append)
    for kind in kinds:
        mended(kind)
    return record
