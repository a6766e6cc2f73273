"""`build_gazetteer`: makes the file of place names, so that the first search for a place does not wait for it."""

from typing import Any

from django.core.management.base import BaseCommand

from stations.search import gazetteer


class Command(BaseCommand):
    """Make the file of place names."""

    help = "Make the file of place names in the data folder, unless it is there: the first search would make it else."

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"{gazetteer.size():,} towns can be found by their names.")
