"""The stage on which worlds are published."""

from tests.world import stage

__all__ = ["stage"]
