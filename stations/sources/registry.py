"""Finds the sources: every module in `stations/sources/feeds/` that defines a `Feed`."""

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
    return all_feeds()[uid]


def _feeds_of(module_name: str) -> list[Feed]:
    module = import_module(f"{feeds.__name__}.{module_name}")
    return [
        value()
        for value in vars(module).values()
        if isclass(value) and issubclass(value, Feed) and value.__module__ == module.__name__
    ]
