"""What every test shares: the skip report at the end, and the skips for what a machine lacks."""

from tests.skip_report import pytest_sessionfinish, pytest_terminal_summary
from tests.surroundings import pytest_collection_modifyitems

__all__ = ["pytest_collection_modifyitems", "pytest_sessionfinish", "pytest_terminal_summary"]
