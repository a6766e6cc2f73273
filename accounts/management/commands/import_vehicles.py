"""`import_vehicles`: fills the catalogue of car models from a file of Open EV Data."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.vehicles.import_models import UnreadableFile, import_models
from accounts.vehicles.open_ev_data import ATTRIBUTION, LICENCE


class Command(BaseCommand):
    """Read the models that drivers choose their car from."""

    help = (
        f"Read the models that drivers choose their car from: a file of {ATTRIBUTION} ({LICENCE} licence), packed or"
        " not. Models that it no longer has are dropped; cars of drivers keep their own figures."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--file", type=Path, required=True, help="the JSON file, which may end with .gz")

    def handle(self, *, file: Path, **_: Any) -> None:
        """Import, and say what became of the models."""
        try:
            done = import_models(file)
        except UnreadableFile as error:
            raise CommandError(f"{file} can't be read: {error}") from None
        self.stdout.write(
            f"{done.added:,} models added, {done.changed:,} changed, {done.unchanged:,} unchanged,"
            f" {done.gone:,} dropped."
        )
        for rule, number in sorted(done.refused.items()):
            self.stdout.write(f"{number:,} refused: {rule}")
