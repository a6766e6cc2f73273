"""Finds the sources: every module in `stations/sources/feeds/` that defines a `Feed`, and those of operators."""

import pkgutil
from functools import cache
from importlib import import_module
from inspect import isclass

from stations.sources import feeds
from stations.sources.base import Feed


@cache
def all_feeds() -> dict[str, Feed]:
    """Every source by its uid, sorted."""
    found = [feed for module in pkgutil.iter_modules(feeds.__path__) for feed in _feeds_of(module.name)]
    return {feed.uid: feed for feed in sorted(found, key=lambda feed: feed.uid)}


def get_feed(uid: str) -> Feed:
    """The source of that uid. Raises KeyError."""
    return all_feeds()[uid] if uid in all_feeds() else own_feeds()[uid]


def known_feeds() -> dict[str, Feed]:
    """Every source that stations may be of: those with a module, of operators who send their own, of drivers."""
    return {**all_feeds(), **own_feeds()}


def own_feeds() -> dict[str, Feed]:
    """The sources of operators who send their own stations, and that of drivers."""
    # The process that reads a large file knows feeds but no database.
    from stations.sources import drivers, own

    return {**own.own_feeds(), **drivers.drivers_feed()}


def _feeds_of(module_name: str) -> list[Feed]:
    module = import_module(f"{feeds.__name__}.{module_name}")
    return [
        value()
        for value in vars(module).values()
        if isclass(value) and issubclass(value, Feed) and value.__module__ == module.__name__
    ]
