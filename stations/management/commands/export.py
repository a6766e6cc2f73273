"""`export --format FORMAT --out PATH`: writes the stations of a search into a file, here and now."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from stations.exports import requests
from stations.exports.parameters import OF_PAGES
from stations.exports.registry import all_formats
from stations.exports.write import Written, write_export
from stations.search.params import PARAMETERS, REPEATABLE
from voltway.lib.problems import InvalidParameters

_FLAGS = frozenset({"known_power", "available", "hide_faulty", "planned"})
_ASKED = sorted(PARAMETERS.difference(OF_PAGES))


class Command(BaseCommand):
    """Write an export."""

    help = (
        "Write the stations of a search into one file. The parameters are those of the API's search; without any of"
        " them all stations are written that are open to the public. Records whose licence is closed or unknown are"
        " left out and counted. docs/exports.md describes the files."
    )
    # They load every view: a fifth of the memory that an export takes.
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=list(all_formats()))
        parser.add_argument("--out", type=Path, required=True, metavar="PATH", help="the file; overwritten when whole")
        for name in _ASKED:
            more: dict[str, Any] = {"nargs": "?", "const": "1"} if name in _FLAGS else {}
            parser.add_argument(
                f"--{name.replace('_', '-')}", f"--{name}", dest=name, metavar="VALUE", action="append", default=[],
                help="may be repeated" if name in REPEATABLE else None,
                **more,
            )  # fmt: skip

    def handle(self, *, out: Path, **options: Any) -> None:
        """Write the file, and say what is in it. Raises CommandError with the reason when it fails."""
        values = {name: options[name] for name in _ASKED if options[name]}
        try:
            asked, form = requests.read({"format": [options["format"]], **values})
            with tqdm(unit=" stations", disable=None, leave=False) as bar:
                written = write_export(
                    query=asked.query, form=form, path=out, now=datetime.now(UTC), progress=_Shown(bar)
                )
        except InvalidParameters as error:
            faults = "; ".join(f"--{fault.parameter.replace('_', '-')} {fault.rule}" for fault in error.errors)
            raise CommandError(faults) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"{out}: {error}") from error
        self.stdout.write(_words(out, written))


class _Shown:
    """Progress on a terminal, nothing elsewhere."""

    def __init__(self, bar: "tqdm[Any]") -> None:
        self._bar = bar

    def __call__(self, done: int, total: int) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)


def _words(out: Path, written: Written) -> str:
    left_out = f"; {written.left_out:,} left out, their licence is closed or unknown" if written.left_out else ""
    return f"{out}: {written.rows:,} stations in {written.size:,} bytes{left_out}."
