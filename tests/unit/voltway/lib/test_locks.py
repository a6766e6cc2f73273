"""Locks that hold for every machine that shares a PostgreSQL."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction

from stations.ingest.runs import RunInProgress, alone
from voltway.lib import locks

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """Another machine's session."""
    given = connection.settings_dict
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"], dbname=given["NAME"]
    ) as session:
        yield session


def take(other: psycopg.Connection, name: str) -> None:
    other.execute("SELECT pg_advisory_lock(%s)", [locks._number(name)])


def is_free(other: psycopg.Connection, name: str) -> bool:
    row = other.execute("SELECT pg_try_advisory_xact_lock(%s)", [locks._number(name)]).fetchone()
    other.rollback()
    return bool(row and row[0])


def test_a_name_is_held_by_one_session_until_it_lets_go(other: psycopg.Connection) -> None:
    with locks.held("a") as got:
        assert got
        assert (is_free(other, "a"), is_free(other, "b")) == (False, True)
    assert is_free(other, "a")
    take(other, "a")
    with locks.held("a") as got:
        assert not got


def test_a_source_that_another_machine_imports_is_left_to_it(other: psycopg.Connection) -> None:
    take(other, "import-xx-rows")
    with pytest.raises(RunInProgress, match="another run over xx-rows"), alone("xx-rows"):
        raise AssertionError("came in")


def test_one_at_a_time_writes_until_its_transaction_ends(other: psycopg.Connection) -> None:
    with transaction.atomic():
        locks.write_alone()
        assert not is_free(other, "write")


def test_a_name_can_be_held_until_the_transaction_ends(other: psycopg.Connection) -> None:
    with transaction.atomic():
        locks.hold("a")
        assert (is_free(other, "a"), is_free(other, "b")) == (False, True)


def test_whoever_waits_for_a_turn_gets_it(other: psycopg.Connection) -> None:
    take(other, "groups")
    release = threading.Timer(0.5, other.execute, ["SELECT pg_advisory_unlock_all()"])
    release.start()
    with locks.in_turn("groups"):
        release.join()
        assert not is_free(other, "groups")


def test_long_work_may_take_its_time_and_nothing_after_it() -> None:
    def limits() -> list[str]:
        with connection.cursor() as cursor:
            found = []
            for name in ("statement_timeout", "lock_timeout"):
                cursor.execute(f"SHOW {name}")
                found.append(cursor.fetchone()[0])
            return found

    before = limits()
    with locks.unhurried():
        assert limits() == ["0", "20s"]
    assert limits() == before == ["20s", "2s"]
