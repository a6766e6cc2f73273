"""Every fault at many moments, on SQLite and PostgreSQL: `./dev test faults --full` (docs/reliability.md).

Fails when a job was lost or done twice, or when an import ended differently from an undisturbed one. A worker's
death costs a lease, so 20 faults of each kind take the better part of an hour; `--times` takes fewer.
"""

import argparse
import random
import statistics
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

import psycopg

from tests.faults.faults import FAULTS, ON_POSTGRESQL, Seen, thousand_forgotten
from tests.faults.rows import rows_file
from tests.faults.site import Site, a_site
from tools import services

# As in service.
LEASE = 20.0
ROWS = 2_000
# How far into the work a fault comes, in seconds.
LATEST = 1.5
Fault = Callable[[Site, float], Seen]
_numbers = count()


@dataclass
class Row:
    """What many faults of a kind have done."""

    kind: str
    database: str
    seen: list[Seen] = field(default_factory=list)
    broken: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing was lost or done twice, and all imports ended alike."""
        worlds = {seen.states for seen in self.seen} if self.kind in ("import killed", "database crashed") else set()
        return not self.broken and len(worlds) <= 1 and all(seen.lost == seen.twice == 0 for seen in self.seen)

    def line(self) -> str:
        """A line of the table."""
        seconds = sorted(seen.seconds for seen in self.seen) or [0.0]
        cells = [
            self.kind, self.database, len(self.seen), sum(seen.jobs for seen in self.seen),
            sum(seen.lost for seen in self.seen), sum(seen.twice for seen in self.seen),
            f"{statistics.median(seconds):.1f} s", f"{seconds[-1]:.1f} s",
        ]  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |{'' if self.whole else ' BROKEN ' + self.broken}"


def main(args: Sequence[str]) -> int:
    """Run all, print the table. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="./dev test faults --full", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="faults of each kind, on each database")
    parser.add_argument("--at-once", type=int, default=3, help="sites that run beside each other")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database")
    given, began = parser.parse_args(args), time.monotonic()
    with services.postgresql() as address, ThreadPoolExecutor(given.at_once) as pool:
        rows = [
            pool.submit(many, kind, fault, given.times, database)
            for database in _databases(address, given.only)
            for kind, fault in FAULTS.items()
        ]
        done = [row.result() for row in rows]
        # By themselves: they show how fast jobs are handed out and done.
        thousands = [row for database in _databases(address, given.only) for row in thousand(database)]
    # A server of its own, since every connection to it is lost; and one that keeps what it has committed.
    if given.only != "sqlite":
        with services.postgresql(durable=True) as address:
            if address:
                done += [many(kind, fault, given.times, address) for kind, fault in ON_POSTGRESQL.items()]
    print(
        "| fault | database | faults | jobs | lost | done twice | median | worst |\n|---|---|--:|--:|--:|--:|--:|--:|"
    )
    print("\n".join(row.line() for row in done + thousands))
    print(_sum(done, time.monotonic() - began))
    return 0 if all(row.whole for row in done + thousands) else 1


def _sum(rows: Sequence[Row], seconds: float) -> str:
    """All of it in one line."""
    seen = [one for row in rows for one in row.seen]
    jobs, lost, twice = (sum(getattr(one, name) for one in seen) for name in ("jobs", "lost", "twice"))
    return f"\n{len(seen)} faults, {jobs:,} jobs, {lost} lost, {twice} done twice; it took {seconds / 60:.0f} minutes."


def many(kind: str, fault: Fault, times: int, database: str) -> Row:
    """One kind of fault at random moments, on a site of its own."""
    row = Row(kind, _name(database))
    try:
        with a_site(lease=LEASE, database=_own(database)) as site:
            rows_file(site.folder, ROWS)
            for number in range(times):
                row.seen.append(fault(site, random.uniform(0, LATEST)))
                print(f"{time.strftime('%H:%M:%S')} {number + 1} of {times}: {row.line()}", file=sys.stderr, flush=True)
    except Exception as error:
        traceback.print_exc()
        row.broken = f"{type(error).__name__}: {error}"[:200]
    return row


def thousand(database: str) -> list[Row]:
    """A queue that forgets all while a thousand jobs wait, once."""
    name = _name(database)
    try:
        with a_site(lease=LEASE, database=_own(database)) as site:
            parts = thousand_forgotten(site)
    except Exception as error:
        traceback.print_exc()
        return [Row("1,000 jobs flushed", name, broken=f"{type(error).__name__}: {error}"[:200])]
    return [Row(f"1,000 jobs flushed: {part}", name, [seen]) for part, seen in parts.items()]


def _databases(address: str | None, only: str | None) -> list[str]:
    return [*([""] if only != "postgresql" else []), *([address] if address and only != "sqlite" else [])]


def _name(database: str) -> str:
    return "PostgreSQL" if database else "SQLite"


def _own(address: str) -> str:
    """A database of one's own on the server; "" for SQLite."""
    if not address:
        return ""
    name = f"faults_{next(_numbers)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address.rpartition('/')[0]}/{name}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
