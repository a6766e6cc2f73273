"""Taking a backup and bringing it back, for a given database and data folder."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tools.backup import archive
from tools.backup.archive import Manifest
from tools.backup.database import Database
from tools.console import Failure, step

PATTERN = "voltway-*.tar.gz"


@dataclass(frozen=True)
class Site:
    """What a backup is of: a database, the folder of its files, and the VoltWay that works on them."""

    database: Database
    data: Path
    versions: dict[str, str]
    # Names of the migrations that this VoltWay knows.
    knows: Collection[str] = ()


def backup(site: Site, to: Path | None, *, applied: list[str], keep: int = 0) -> Path:
    """Write an archive into a folder and drop all there but the newest `keep`; `applied` are its migrations.

    Raises Failure.
    """
    if not applied:
        # Settings that name another database than the site's: an archive of nothing would push good ones out.
        raise Failure(
            "There is nothing to back up: the database of these settings has no tables of VoltWay.",
            remedy="Give this command the settings of the site, DATABASE_URL above all (docs/operations.md).",
        )
    folder = (to or site.data / "backups").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    database, now = site.database, datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".voltway-") as staged:
        step("Copying the database")
        dump = database.dump(Path(staged))
        made_at = now.isoformat(timespec="seconds")
        manifest = Manifest(made_at, database.engine, database.version(), site.versions, applied, dump.tables)
        path = folder / f"voltway-{stamp(now)}.tar.gz"
        step("Writing the archive, and reading it again")
        archive.write(path, manifest, {dump.path.name: dump.path, **dict(archive.archived(site.data))})
    print(f"{path}\n  {told(manifest)}, {path.stat().st_size / 1e6:,.1f} MB")
    drop_old(folder, keep)
    return path


def restore(site: Site, path: Path, *, force: bool = False) -> Manifest:
    """Make the archive's database and files the site's; those before them are kept beside them. Raises Failure."""
    database, data, now = site.database, site.data, stamp(datetime.now(UTC))
    if not path.is_file():
        raise Failure(f"There is no file {path}.")
    if (held := database.holds()) and not force:
        raise Failure(f"The database holds data: {held}.", remedy="With --force it is set aside, and kept.")
    database.refuse_if_in_use()
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restoring-") as unpacked:
        step("Unpacking and checking the archive")
        manifest = archive.extract(path, Path(unpacked))
        refuse_unfit(manifest, site)
        step("Restoring the database beside the present one, and checking it")
        kept = [database.restore(Path(unpacked), manifest, now), *swap_files(Path(unpacked), data, now)]
    print(f"Restored as of {manifest.made_at}: {told(manifest)}")
    for one in filter(None, kept):
        print(f"  what was there before: {one} (yours to delete)")
    return manifest


def refuse_unfit(manifest: Manifest, site: Site) -> None:
    """An archive of another engine, or of a newer VoltWay, is no good here."""
    if manifest.engine != site.database.engine:
        raise Failure(
            f"The archive is of {manifest.engine}, and settings name {site.database.engine}.",
            remedy="Set or unset DATABASE_URL, then restore again.",
        )
    if newer := sorted(set(manifest.migrations) - set(site.knows)):
        made_by = manifest.versions.get("commit") or "that made it"
        raise Failure(
            f"The archive is of a newer VoltWay (it has {newer[-1]}).", remedy=f"Install the version {made_by} first."
        )


def swap_files(unpacked: Path, data: Path, now: str) -> list[str]:
    """Put the archive's files in place of those that are there; names of what was set aside."""
    kept = []
    for name in (*archive.FOLDERS, archive.KEY):
        new, old = unpacked / name, data / name
        if name == archive.KEY and not is_news(new, old):
            continue
        if old.exists():
            aside = data / f"{name}.before-{now}"
            old.rename(aside)
            kept.append(str(aside))
        if new.exists():
            new.rename(old)
    return kept


def is_news(new: Path, old: Path) -> bool:
    return new.exists() and not (old.exists() and old.read_bytes() == new.read_bytes())


def drop_old(folder: Path, keep: int) -> None:
    """Their names sort by age."""
    for path in sorted(folder.glob(PATTERN))[:-keep] if keep else []:
        path.unlink()
        print(f"  dropped {path.name}")


def told(manifest: Manifest) -> str:
    return f"{sum(table.rows for table in manifest.tables.values()):,} rows, {len(manifest.files) - 1} files"


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H-%M-%SZ")
