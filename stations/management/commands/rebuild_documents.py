"""`rebuild_documents`: derives stations, documents and search words anew from what is kept of every record."""

import argparse
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stations.ingest.rebuild import rebuild_documents, rebuild_text_index
from stations.ingest.runs import RunFailed


class Command(BaseCommand):
    """Rebuild what is derived."""

    help = (
        "Derive all stations, their documents and their search words anew from the facts that are kept of every"
        " record: after an upgrade that says so, or when something looks wrong. Readers are not disturbed, and it can"
        " be interrupted and run again."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--text-index", action="store_true",
            help="make the index of search words anew, too, in one go: writers wait meanwhile",
        )  # fmt: skip

    def handle(self, *, text_index: bool, **_: Any) -> None:
        if text_index:
            # First: an index that is broken can't be corrected word by word.
            rebuild_text_index()
        try:
            report = rebuild_documents(now=datetime.now(UTC))
        except RunFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Rebuilt {report.outcomes['rebuilt']:,} stations.")
