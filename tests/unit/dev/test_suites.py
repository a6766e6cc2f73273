"""Tests run on both databases: which, in which order, and what they are told."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tools import services, suites
from tools.console import Failure

ADDRESS, CACHE = "postgresql://voltway:x@127.0.0.1:1/voltway", "redis://127.0.0.1:2/0"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """The commands that would have run, each with its environment; every one of them passes."""
    seen: list[tuple[list[str], dict[str, str]]] = []

    def run(args: list[str], env: dict[str, str]) -> int:
        seen.append((args, env))
        return 0

    monkeypatch.setattr(suites, "_run", run)
    give(monkeypatch, ADDRESS)
    return seen


def give(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    @contextmanager
    def server(given: str | None) -> Iterator[str | None]:
        yield given

    monkeypatch.setattr(services, "postgresql", lambda **options: server(address))
    monkeypatch.setattr(services, "valkey", lambda: server(CACHE))


def test_all_run_on_sqlite_and_what_asks_a_database_again(ran: list[tuple[list[str], dict[str, str]]]) -> None:
    assert suites.test(["-x"], {"DATABASE_URL": "postgresql:///mine", "HOME": "/"}) == 0
    (first, told), (second, told_then) = ran
    assert (first[-1], second[-3:]) == ("-x", ["--of-database", "--ignore=tests/browser", "-x"])
    # Whatever database the developer works with, tests never touch it.
    assert "DATABASE_URL" not in told and told_then["DATABASE_URL"] == ADDRESS
    assert told["VOLTWAY_TEST_POSTGRESQL"] == ADDRESS and told["VOLTWAY_TEST_REDIS"] == CACHE


@pytest.mark.parametrize(("database", "urls"), [("sqlite", [None]), ("postgresql", [ADDRESS])])
def test_one_database_may_be_chosen(
    ran: list[tuple[list[str], dict[str, str]]], database: str, urls: list[str | None]
) -> None:
    suites.test([], {}, database=database)
    assert [env.get("DATABASE_URL") for _, env in ran] == urls
    assert not any("--ignore=tests/browser" in args for args, _ in ran)


def test_without_postgresql_the_second_part_is_left_out(
    ran: list[tuple[list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, None)
    assert suites.test([], {}) == 0
    assert len(ran) == 1
    with pytest.raises(Failure, match="No PostgreSQL to measure"):
        suites.bench([], {}, database="postgresql")


@pytest.mark.parametrize(("codes", "ended"), [([0, 5], 0), ([1, 0], 1), ([0, 2], 2), ([5, 5], 5)])
def test_it_fails_when_one_of_both_does(
    ran: list[tuple[list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch, codes: list[int], ended: int
) -> None:
    left = iter(codes)
    monkeypatch.setattr(suites, "_run", lambda args, env: next(left))
    assert suites.test([], {}) == ended
