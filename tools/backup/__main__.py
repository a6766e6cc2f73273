"""`./dev backup` and `./dev restore`, also without `./dev`: `python -m tools.backup backup --to DIR`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tools.backup import archive
from tools.backup.archive import Manifest
from tools.backup.database import Database
from tools.console import ROOT, Failure, step

PATTERN = "voltway-*.tar.gz"


def main(args: Sequence[str]) -> int:
    """Run one command; what an operator can mend is told without a traceback. Returns the exit code."""
    given = _parser().parse_args(args)
    try:
        _set_up()
        if given.command == "backup":
            backup(given.to, keep=given.keep)
        else:
            restore(given.file, force=given.force)
    except Failure as failure:
        print(failure.report(), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"✗ {error.strerror}: {error.filename or ''}", file=sys.stderr)
        return 1
    return 0


def backup(to: Path | None, *, keep: int = 0) -> Path:
    """Write an archive of database and files into a folder; older ones than the newest `keep` are dropped."""
    folder = (to or data_folder() / "backups").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    database = chosen()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".voltway-") as staged:
        step("Copying the database")
        made_at = datetime.now(UTC)
        dump = database.dump(Path(staged))
        manifest = Manifest(
            made_at.isoformat(timespec="seconds"),
            database.engine,
            database.version(),
            versions(),
            migrations(),
            dump.tables,
        )
        path = folder / f"voltway-{stamp(made_at)}.tar.gz"
        step("Writing the archive, and reading it again")
        archive.write(path, manifest, {dump.path.name: dump.path, **dict(archive.archived(data_folder()))})
    size = path.stat().st_size
    print(f"{path}\n  {manifest.rows:,} rows, {len(manifest.files) - 1} files, {size / 1e6:,.1f} MB")
    drop_old(folder, keep)
    return path


def restore(path: Path, *, force: bool = False) -> None:
    """Make the archive's database and files VoltWay's; those before them are kept beside them. Raises Failure."""
    database, data, now = chosen(), data_folder(), stamp(datetime.now(UTC))
    if not path.is_file():
        raise Failure(f"There is no file {path}.")
    if (held := database.holds()) and not force:
        raise Failure(f"The database holds data: {held}.", remedy="With --force it is set aside, and kept.")
    database.refuse_if_in_use()
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restoring-") as unpacked:
        step("Unpacking and checking the archive")
        manifest = archive.extract(path, Path(unpacked))
        refuse_unfit(manifest, database)
        step("Restoring the database beside the present one, and checking it")
        kept = [database.restore(Path(unpacked), manifest, now), *swap_files(Path(unpacked), data, now)]
    migrate()
    print(f"Restored as of {manifest.made_at}: {manifest.rows:,} rows, {len(manifest.files) - 1} files")
    for one in filter(None, kept):
        print(f"  what was there before: {one} (yours to delete)")


def refuse_unfit(manifest: Manifest, database: Database) -> None:
    """An archive of another engine, or of a newer VoltWay, is no good here."""
    if manifest.engine != database.engine:
        raise Failure(
            f"The archive is of {manifest.engine}, and settings name {database.engine}.",
            remedy="Set or unset DATABASE_URL, then restore again.",
        )
    if newer := sorted(set(manifest.migrations) - set(known_migrations())):
        raise Failure(
            f"The archive is of a newer VoltWay (it knows {newer[-1]}).",
            remedy=f"Install version {manifest.versions.get('commit') or manifest.versions.get('voltway')} first.",
        )


def swap_files(unpacked: Path, data: Path, now: str) -> list[str]:
    """Put the archive's folders in place of those that are there; names of what was set aside."""
    kept = []
    for name in (*archive.FOLDERS, archive.KEY):
        new, old = unpacked / name, data / name
        if name == archive.KEY and (not new.exists() or (old.exists() and old.read_bytes() == new.read_bytes())):
            continue
        if old.exists():
            aside = data / f"{name}.before-{now}"
            old.rename(aside)
            kept.append(str(aside))
        if new.exists():
            new.rename(old)
    return kept


def drop_old(folder: Path, keep: int) -> None:
    """Their names sort by age."""
    for path in sorted(folder.glob(PATTERN))[:-keep] if keep else []:
        path.unlink()
        print(f"  dropped {path.name}")


def chosen() -> Database:
    """The database that settings name."""
    from django.conf import settings

    from tools.backup.sqlite import Sqlite

    return Sqlite(Path(str(settings.DATABASES["default"]["NAME"])))


def data_folder() -> Path:
    from django.conf import settings

    return Path(settings.CONFIG.data_dir)


def versions() -> dict[str, str]:
    """What made an archive."""
    import django

    asked = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    git = shutil.which("git")
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() if git else ""
    return {"commit": commit, "django": django.__version__, "python": ".".join(map(str, sys.version_info[:3]))}


def migrations() -> list[str]:
    """Those that the database has seen."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def known_migrations() -> list[str]:
    from django.db.migrations.loader import MigrationLoader

    return sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def migrate() -> None:
    """An older archive's database is brought up to this version; caches forget what they knew."""
    from django.core.cache import cache
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    cache.clear()


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H-%M-%SZ")


def _set_up() -> None:
    import django

    from voltway.config import WrongSetting

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voltway.settings")
    try:
        django.setup()
    except WrongSetting as error:
        raise Failure(str(error)) from error


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
