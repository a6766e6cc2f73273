"""What every test shares: the skip report at the end, and the skips for what a machine lacks."""

import os

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import Settings

from tests.engines import django_db_modify_db_settings, django_db_setup, pytest_addoption
from tests.skip_report import pytest_sessionfinish, pytest_terminal_summary
from tests.surroundings import pytest_collection_modifyitems
from voltway.lib import caching
from voltway.observability import logs

__all__ = [
    "django_db_modify_db_settings",
    "django_db_setup",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What one test had kept or counted is nothing to the next."""
    from accounts import usage
    from accounts.keys import callers
    from accounts.quotas.windows import HERE

    caching.clear()
    callers._known.clear()
    usage._counted.clear()
    HERE.clear()


@pytest.fixture(autouse=True)
def unlimited(settings: Settings) -> None:
    """Tests ask more often than people do; those of the limits set their own."""
    settings.ANONYMOUS_RATE = settings.SITE_RATE = 1_000_000
    settings.BRAKES = dict.fromkeys(settings.BRAKES, "1000000/m")


# Processes that tests start ask more often than people do, too.
os.environ.update(ANONYMOUS_RATE="1000000", SITE_RATE="1000000")
# Lines of tests go to pytest, not into the files of whoever runs a site from this folder.
logs.without_files()
# How fast a machine makes examples is nothing that a test says of the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
