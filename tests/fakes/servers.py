"""Fixtures of private servers: those that `./dev test` has started, else started for one process of the tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tools import services
from tools.console import Failure


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a database on a private PostgreSQL server; other databases may be made beside it."""
    if address := os.environ.get("VOLTWAY_TEST_POSTGRESQL"):
        yield address
        return
    try:
        with services.postgresql() as address:
            if address is None:
                pytest.skip("no PostgreSQL, and none could be installed")
            yield address
    except Failure as failure:
        pytest.fail(failure.report())


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """The address of a private Valkey or Redis."""
    if address := os.environ.get("VOLTWAY_TEST_REDIS"):
        yield address
        return
    with services.valkey() as address:
        if address is None:
            pytest.skip("no Valkey or Redis, and none could be installed")
        yield address


@pytest.fixture
def new_database(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database of the test's own."""
    with a_database(postgresql_server) as address:
        yield address


@contextmanager
def a_database(server: str, *, template: str = "") -> Iterator[str]:
    """The address of a new database beside the server's own, empty or as the one of this address is."""
    import psycopg

    name = f"own_{uuid4().hex}"
    like = f" TEMPLATE {template.rpartition('/')[2]}" if template else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{like}".encode())
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
