"""PostgreSQL: dumped at one snapshot, restored into a database beside the present one, then both change names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tools.backup.archive import Manifest, Table
from tools.backup.database import Dump, compare, worth
from tools.console import Failure, tail

NAME: Final = "database.pgdump"
_MAINTENANCE: Final = "postgres"
_LONGEST_NAME: Final = 63
# Rows as text, each hashed, the hashes added up: the same in whatever order rows come, and on every server.
_CHECKSUM: Final = (
    "SELECT count(*), coalesce(sum(('x' || encode(substr(sha256(convert_to(t::text, 'UTF8')), 1, 7), 'hex'))"
    "::bit(56)::bigint), 0)::text FROM {} AS t"
)
_COUNT: Final = "SELECT count(*), '' FROM {} AS t"
_AS_TEXT: Final = (
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'"
)


@dataclass(frozen=True)
class Postgresql:
    """A database, by libpq's names of its address's parts (dbname, host, sslmode…)."""

    parts: Mapping[str, str]
    engine: str = "postgresql"

    @property
    def name(self) -> str:
        """Of the database on its server."""
        return self.parts["dbname"]

    def version(self) -> str:
        with self._connected() as connection:
            return connection.info.parameter_status("server_version") or ""

    def dump(self, folder: Path) -> Dump:
        copy = folder / NAME
        with self._connected() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = _value(connection, "SELECT pg_export_snapshot()")
            options = ["--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--file={copy}"]
            self._run("pg_dump", self.name, *options)
            return Dump(copy, _tables(connection, _CHECKSUM))

    def holds(self) -> str:
        if not self._exists():
            return ""
        with self._connected() as connection:
            return worth(_tables(connection, _COUNT))

    def refuse_if_in_use(self) -> None:
        with self._connected(_MAINTENANCE) as connection:
            others = _value(
                connection,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
                self.name,
            )
        if others != "0":
            raise Failure(
                f"{others} connections are open to the database {self.name}: VoltWay is still running.",
                remedy="Stop it first, then restore.",
            )

    def restore(self, folder: Path, manifest: Manifest, stamp: str) -> str:
        side, kept = (self._beside(f"_{word}_{_plain(stamp)}") for word in ("restoring", "before"))
        self._command("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", side)
        try:
            self._run("pg_restore", side, "--exit-on-error", "--jobs=2", str(folder / NAME))
            with self._connected(side) as connection:
                connection.execute("ANALYZE")
                compare(manifest, _tables(connection, _CHECKSUM))
            self.refuse_if_in_use()
            return self._swap(side, kept)
        except BaseException:
            self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", side)
            raise

    def _swap(self, side: str, kept: str) -> str:
        """Both names change in one transaction; no other session may be in either."""
        there = self._exists()
        rename = "ALTER DATABASE {} RENAME TO {}"
        with self._connected(_MAINTENANCE) as connection, connection.transaction():
            if there:
                connection.execute(_named(rename, self.name, kept))
            connection.execute(_named(rename, side, self.name))
        return f"database {kept}" if there else ""

    def _exists(self) -> bool:
        with self._connected(_MAINTENANCE) as connection:
            return _value(connection, "SELECT count(*) FROM pg_database WHERE datname = %s", self.name) == "1"

    def _beside(self, ending: str) -> str:
        return self.name[: _LONGEST_NAME - len(ending)] + ending

    def _command(self, text: str, name: str) -> None:
        with self._connected(_MAINTENANCE) as connection:
            connection.execute(_named(text, name))

    @contextmanager
    def _connected(self, name: str = "") -> Iterator[psycopg.Connection[tuple[str, ...]]]:
        """A session of its own, outside of any pool. Raises Failure."""
        address = make_conninfo(**{**self.parts, "dbname": name or self.name, "application_name": "voltway-backup"})
        try:
            with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
                connection.execute(_AS_TEXT)
                yield connection
        except psycopg.Error as error:
            raise Failure(
                f"PostgreSQL: {str(error).strip()}", remedy="docs/operations.md says what it needs."
            ) from error

    def _run(self, program: str, name: str, *options: str) -> None:
        """One of PostgreSQL's own programs; the password goes by the environment, which others can't see."""
        address = {key: value for key, value in self.parts.items() if key != "password"}
        env = {**os.environ, "PGPASSWORD": self.parts.get("password", "")}
        target = f"--dbname={make_conninfo(**{**address, 'dbname': name})}"
        command = [_program(program), "--no-owner", "--no-privileges", "--no-password", target, *options]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"{program} failed (exit code {done.returncode}).", said=tail(done.stderr))


def _tables(connection: psycopg.Connection[tuple[str, ...]], query: str) -> dict[str, Table]:
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    tables = {}
    for (name,) in names.fetchall():
        found = connection.execute(_named(query, name)).fetchone() or ("0", "")
        tables[name] = Table(int(found[0]), found[1])
    return tables


def _value(connection: psycopg.Connection[tuple[str, ...]], query: str, *parameters: str) -> str:
    found = connection.execute(query.encode(), parameters).fetchone()
    return str(found[0]) if found else ""


def _named(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def _program(name: str) -> str:
    """The newest one of Debian's, which reads older servers too, else the one on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise Failure(f"{name} is not here.", remedy="As root: apt install postgresql-client")
    return path


def _plain(stamp: str) -> str:
    return re.sub(r"\W", "", stamp).lower()
