"""What backup and restore ask of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from tools.backup.archive import Manifest, Table
from tools.console import Failure

# Filled by migrations alone: a database with rows in no other table holds nothing that could be lost.
BOOKKEEPING: Final = frozenset({
    "accounts_plan", "auth_group", "auth_group_permissions", "auth_permission", "django_content_type",
    "django_migrations", "stations_dataversion",
})  # fmt: skip
INDEXES: Final = ("sqlite_", "stations_station_text")


@dataclass(frozen=True)
class Dump:
    """A copy of a database at one moment."""

    path: Path
    tables: dict[str, Table]


class Database(Protocol):
    """SQLite or PostgreSQL."""

    @property
    def engine(self) -> str:
        """As settings and archives call it."""

    def version(self) -> str:
        """Of the engine."""

    def dump(self, folder: Path) -> Dump:
        """Copy the database as it is at one moment into a folder, while others write. Raises Failure."""

    def holds(self) -> str:
        """What of worth stands in it, in words; empty when nothing does, or when there is no such database."""

    def refuse_if_in_use(self) -> None:
        """Raise Failure while another process works on it."""

    def restore(self, folder: Path, manifest: Manifest, stamp: str) -> str:
        """Make the copy the database, once it has been checked; says where the one before it is kept, or nothing.

        Raises Failure, the database being as it was.
        """


def compare(manifest: Manifest, tables: Mapping[str, Table]) -> None:
    """Refuse (Failure) a restored database that is not the one that was copied."""
    wrong = sorted(
        f"{name}: {_shown(tables.get(name))} instead of {_shown(manifest.tables.get(name))}"
        for name in {*tables, *manifest.tables}
        if tables.get(name) != manifest.tables.get(name)
    )
    if wrong:
        raise Failure("The restored database is not the one that was copied.", said="\n".join(wrong))


def worth(tables: Mapping[str, Table]) -> str:
    """In words, the tables that a loss would be felt of; empty when there are none."""
    held = sorted(((table.rows, name) for name, table in tables.items() if table.rows and is_ours(name)), reverse=True)
    return ", ".join(f"{rows:,} rows in {name}" for rows, name in held[:3])


def is_ours(name: str) -> bool:
    """Whether a table is filled by somebody's doing, not by a migration or an index."""
    return name not in BOOKKEEPING and not name.startswith(INDEXES)


def _shown(table: Table | None) -> str:
    return "no table" if table is None else f"{table.rows} rows {table.checksum}".strip()
