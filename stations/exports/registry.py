"""Finds the formats: every module in `stations/exports/formats/` that defines a `Format`."""

import pkgutil
from functools import cache
from importlib import import_module
from inspect import isclass

from stations.exports import formats
from stations.exports.base import Format


@cache
def all_formats() -> dict[str, Format]:
    found = [one for module in pkgutil.iter_modules(formats.__path__) for one in _formats_of(module.name)]
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


def _formats_of(module_name: str) -> list[Format]:
    module = import_module(f"{formats.__name__}.{module_name}")
    return [
        value()
        for value in vars(module).values()
        if isclass(value) and issubclass(value, Format) and value.__module__ == module.__name__
    ]
