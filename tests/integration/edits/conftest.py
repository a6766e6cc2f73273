"""A place for one test's world."""

from tests.world import stage

__all__ = ["stage"]
