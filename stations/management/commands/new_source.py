"""`new_source UID --family FAMILY`: writes the files of a new source."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stations.management.scaffold import CannotScaffold, family_classes, scaffold
from voltway.config import ROOT


class Command(BaseCommand):
    """Begin a source."""

    help = (
        "Write the files of a new source: its module with its facts, its page for the docs, a sample file and a test"
        " that reads it. They pass the linters and the tests as they are; fill in what they ask for. Nothing is ever"
        " overwritten."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("uid", help="country and publisher, such as nl-fastned")
        parser.add_argument(
            "--family", required=True, metavar="FAMILY", help=f"the format: {', '.join(family_classes())}"
        )
        parser.add_argument("--title", default="", help="its name as pages show it (default: made of the uid)")

    def handle(self, *, uid: str, family: str, title: str, **_: Any) -> None:
        title = title or " ".join(part.capitalize() for part in uid.split("-")[1:]) or uid
        try:
            files = scaffold(uid=uid, family=family, title=title)
        except CannotScaffold as error:
            raise CommandError(str(error)) from error
        for path in files:
            self.stdout.write(f"  {path.relative_to(ROOT)}")
        self.stdout.write(f"Fill in the facts, then: ./dev import {uid} --file PATH")
