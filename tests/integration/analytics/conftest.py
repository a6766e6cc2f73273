"""Fixtures of the tests of analytics: the feeds of `tests.world`, in a data folder of their own."""

from tests.world import stage

__all__ = ["stage"]
