"""Thousands of random cases against the API on SQLite and PostgreSQL: `./dev test api --full`.

Fails when the API answers something that its document does not tell. `--cases` and `--seeds` take fewer.
"""

import argparse
import json
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence

from tests.api.cases import Outcome, ask, each_of
from tests.api.site import Site, a_site
from tools import services


def main(args: Sequence[str]) -> int:
    """Run all, print the table. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="./dev test api --full", description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000, help="cases of a seed, on each database")
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds: 1, 2, 3 …")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database")
    given = parser.parse_args(args)
    rows, wrong = [], 0
    for database, address in _databases(given.only):
        with a_site(address) as site:
            for seed in range(1, given.seeds + 1):
                began = time.monotonic()
                # A quarter more: some operations have fewer ways to be asked, and cases without a value are not sent.
                outcome = ask(site, seed=seed, each=each_of(given.cases * 5 // 4, _operations(site)))
                rows.append(_row(database, seed, outcome, time.monotonic() - began))
                wrong += outcome.wrong
                print(outcome.words or rows[-1], file=sys.stderr, flush=True)
    print("| database | seed | operations | cases | wrong | took |\n|---|--:|--:|--:|--:|--:|")
    print("\n".join(rows))
    return 1 if wrong else 0


def _databases(only: str | None) -> Iterator[tuple[str, str]]:
    """Name and address of each; "" for SQLite."""
    if only != "postgresql":
        yield "SQLite", ""
    if only != "sqlite":
        with services.postgresql() as address:
            if address:
                yield "PostgreSQL", address


def _operations(site: Site) -> int:
    """How many operations can be asked in more than one way."""
    with urllib.request.urlopen(f"{site.address}/api/schema/?format=json") as answer:
        paths = json.load(answer)["paths"].values()
    return sum(bool({"parameters", "requestBody"} & told.keys()) for methods in paths for told in methods.values())


def _row(database: str, seed: int, outcome: Outcome, seconds: float) -> str:
    cells = [database, seed, outcome.operations, f"{outcome.cases:,}", outcome.wrong, f"{seconds:.0f} s"]
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
