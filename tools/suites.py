"""Runs tests and benches beside private servers: on SQLite, then on PostgreSQL what asks a database."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from tools import services
from tools.console import ROOT, Failure, step
from tools.environment import PYTHON

# pytest's exit code for "nothing was chosen".
_NOTHING = 5
PYTEST = ("-m", "pytest", "-n", "2", "--dist", "worksteal")
DATABASES = ("sqlite", "postgresql")


def take_database(args: list[str]) -> tuple[list[str], str | None]:
    """Take `--database NAME` or `--database=NAME` out of the arguments; None where it isn't there."""
    for position, arg in enumerate(args):
        name, _, value = arg.partition("=")
        if name == "--database":
            after = position + (1 if value else 2)
            chosen = value or "".join(args[position + 1 : after])
            if chosen not in DATABASES:
                raise Failure(f"There is no database {chosen!r}.", remedy=f"One of: {', '.join(DATABASES)}")
            return args[:position] + args[after:], chosen
    return args, None


def test(args: Sequence[str], env: Mapping[str, str], *, database: str | None = None) -> int:
    """Run pytest on SQLite, then once more on PostgreSQL with the tests that ask a database; the first bad exit code.

    Tests find the servers in VOLTWAY_TEST_POSTGRESQL and VOLTWAY_TEST_REDIS.
    """
    with ExitStack() as servers:
        address = servers.enter_context(services.postgresql())
        cache = servers.enter_context(services.valkey())
        own = {"VOLTWAY_TEST_POSTGRESQL": address, "VOLTWAY_TEST_REDIS": cache}
        given = {name: value for name, value in env.items() if name not in ("DATABASE_URL", *own)}
        given |= {name: value for name, value in own.items() if value}
        codes = []
        if database != "postgresql":
            codes.append(_run([*PYTEST, *args], given))
        if database != "sqlite" and address:
            step("Once more on PostgreSQL, what asks a database")
            # A browser sees no database: in a run on both, once is enough.
            seen = ["--ignore=tests/browser"] if database is None else []
            codes.append(_run([*PYTEST, "--of-database", *seen, *args], {**given, "DATABASE_URL": address}))
    bad = [code for code in codes if code not in (0, _NOTHING)]
    return bad[0] if bad else min(codes, default=1)


def bench(args: Sequence[str], env: Mapping[str, str], *, database: str | None = None) -> int:
    """Run a bench on SQLite, or on a private PostgreSQL that keeps its promises as a real one does."""
    if database != "postgresql":
        return _run(args, env)
    with services.postgresql(durable=True) as address:
        if address is None:
            raise Failure("No PostgreSQL to measure.", remedy="As root: apt install postgresql")
        return _run(args, {**env, "DATABASE_URL": address})


def _run(args: Sequence[str], env: Mapping[str, str]) -> int:
    return subprocess.run([PYTHON, *args], cwd=ROOT, env=dict(env), check=False).returncode
