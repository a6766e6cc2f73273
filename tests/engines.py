"""On which database the tests run: SQLite, or PostgreSQL where DATABASE_URL names one.

`./dev test` runs them on SQLite first, then those that ask a database once more on a private PostgreSQL.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.models.signals import post_migrate

_ASKS = {"db", "transactional_db", "django_db_setup", "live_server", "client"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--of-database", action="store_true", help="only tests that ask a database, or start processes")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as it runs: in memory it makes no queue of writers, and refuses the second at once."""
    if engine() == "sqlite":
        connections["default"].settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test's database; a thread that still holds a connection at the end does not keep it from being dropped."""
    from tests.fakes import keys

    # A test with real transactions empties all tables: the plans that a migration has added come back.
    post_migrate.connect(keys.add_plans, sender=apps.get_app_config("accounts"))
    yield
    if engine() == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def engine() -> str:
    """ "sqlite" or "postgresql"."""
    return "sqlite" if "sqlite" in settings.DATABASES["default"]["ENGINE"] else "postgresql"


def fits(item: pytest.Item, *, of_database: bool) -> bool:
    """Whether a test belongs to this run."""
    other = "postgresql" if engine() == "sqlite" else "sqlite"
    return not item.get_closest_marker(other) and (not of_database or asks(item))


def asks(item: pytest.Item) -> bool:
    """Whether a test asks a database; those in processes of their own are marked."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & _ASKS or item.get_closest_marker("django_db") or item.get_closest_marker("database"))


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what doesn't belong to this run."""
    of_database = config.getoption("--of-database")
    left = [item for item in items if not fits(item, of_database=of_database)]
    if left:
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [item for item in items if item not in gone]
