"""`./dev backup` and `./dev restore`, also without `./dev`: `python -m tools.backup backup --to DIR`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.backup import work
from tools.backup.database import Database
from tools.console import ROOT, Failure


def main(args: Sequence[str]) -> int:
    """Run one command; what an operator can mend is told without a traceback. Returns the exit code."""
    given = _parser().parse_args(args)
    try:
        site = _site()
        if given.command == "backup":
            work.backup(site, given.to, applied=_applied(), keep=given.keep)
        else:
            work.restore(site, given.file, force=given.force)
            _bring_up_to_date()
    except Failure as failure:
        print(failure.report(), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"✗ {error.strerror}: {error.filename or ''}", file=sys.stderr)
        return 1
    return 0


def _site() -> work.Site:
    """What settings name."""
    import django

    from voltway.config import WrongSetting

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
    try:
        django.setup()
    except WrongSetting as error:
        raise Failure(str(error)) from error
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    known = [f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations]
    versions = {"commit": _commit(), "django": django.__version__, "python": sys.version.split()[0]}
    return work.Site(_database(), Path(settings.CONFIG.data_dir), versions, known)


def _database() -> Database:
    from django.conf import settings

    from tools.backup.postgresql import Postgresql
    from tools.backup.sqlite import Sqlite

    if parts := settings.CONFIG.database_parts():
        return Postgresql(parts)
    return Sqlite(Path(str(settings.DATABASES["default"]["NAME"])))


def _commit() -> str:
    git = shutil.which("git")
    # Whoever takes backups need not be the one whom the code belongs to.
    asked = [git or "", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() if git else ""


def _applied() -> list[str]:
    """The migrations that the database has seen."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _bring_up_to_date() -> None:
    """An older archive's database is brought to this version; caches forget what they knew."""
    from django.core.cache import cache
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    cache.clear()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev", description="Backups of database and files.")
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("backup", help="write an archive of database and files")
    taking.add_argument("--to", type=Path, metavar="DIR", help="folder of the archives (default: backups/ of the data)")
    taking.add_argument("--keep", type=_count, default=0, metavar="N", help="drop all archives there but the newest N")
    bringing = commands.add_parser("restore", help="make an archive's database and files VoltWay's")
    bringing.add_argument("file", type=Path)
    bringing.add_argument("--force", action="store_true", help="also where the database holds data; it is set aside")
    return parser


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
