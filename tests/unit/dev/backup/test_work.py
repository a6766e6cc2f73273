"""Backup and restore of a small database: what is refused, what is kept, and that damage is seen."""

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tools.backup import archive, work
from tools.backup.sqlite import Sqlite
from tools.backup.work import Site
from tools.console import Failure

APPLIED = ["stations.0001_initial"]


def fill(path: Path, *names: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE IF NOT EXISTS stations_operator (id INTEGER PRIMARY KEY, name TEXT)")
        database.executemany("INSERT INTO stations_operator (name) VALUES (?)", [(name,) for name in names])
    database.close()


def names_in(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        found = [row[0] for row in database.execute("SELECT name FROM stations_operator ORDER BY id")]
    database.close()
    return found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    data = tmp_path / "data"
    fill(data / "voltway.sqlite3", "Norwich Energy", "Wensum Power")
    for name in ("media/photos/one.jpg", "exports/1.csv", "exports/2.csv.99.partial", "snapshots/cache", "secret_key"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(name)
    return Site(Sqlite(data / "voltway.sqlite3"), data, {"commit": "abc"}, APPLIED)


@pytest.fixture
def taken(site: Site, tmp_path: Path) -> Path:
    return work.backup(site, tmp_path / "kept", applied=APPLIED)


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> Path:
    """The archive with the content of its members changed, or members left out or added."""
    with tarfile.open(path) as tar:
        held = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    with tarfile.open(path, "w:gz") as tar:
        for name, content in {**(extra or {}), **held}.items():
            changed = change(name, content)
            if changed is not None:
                info = tarfile.TarInfo(name)
                info.size = len(changed)
                tar.addfile(info, io.BytesIO(changed))
    return path


def test_the_archive_holds_database_and_files_and_nothing_that_can_be_made_anew(taken: Path) -> None:
    with tarfile.open(taken) as tar:
        assert tar.getnames() == [
            "database.sqlite3", "secret_key", "media/photos/one.jpg", "exports/1.csv", "manifest.json",
        ]  # fmt: skip


def test_an_export_that_is_deleted_while_the_archive_is_written_is_not_in_it(site: Site, tmp_path: Path) -> None:
    manifest = archive.Manifest("", "", "", {}, [], {})
    files = dict(archive.archived(site.data))
    (site.data / "exports/1.csv").unlink()
    archive.write(tmp_path / "one.tar.gz", manifest, files)
    held = archive.extract(tmp_path / "one.tar.gz", tmp_path / "out").files
    assert set(held) == {"secret_key", "media/photos/one.jpg"}


def test_there_is_no_archive_without_the_database(site: Site, tmp_path: Path) -> None:
    manifest = archive.Manifest("", "", "", {}, [], {})
    with pytest.raises(FileNotFoundError):
        archive.write(tmp_path / "one.tar.gz", manifest, {"database.sqlite3": tmp_path / "gone"})
    assert not (tmp_path / "one.tar.gz").exists()


def test_only_the_owner_may_read_it(taken: Path) -> None:
    assert taken.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in taken.parent.iterdir()] == [taken.name]


def test_the_manifest_says_what_is_in_it_and_what_made_it(taken: Path) -> None:
    with tarfile.open(taken) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert manifest["tables"] == {"stations_operator": {"rows": 2, "checksum": ""}}
    assert (manifest["engine"], manifest["engine_version"]) == ("sqlite", sqlite3.sqlite_version)
    assert manifest["versions"] == {"commit": "abc"}
    assert manifest["migrations"] == APPLIED
    assert set(manifest["files"]["database.sqlite3"]) == {"bytes", "sha256"}


def test_it_comes_back_into_an_empty_folder(site: Site, taken: Path) -> None:
    shutil.rmtree(site.data)
    work.restore(site, taken)
    assert names_in(site.data / "voltway.sqlite3") == ["Norwich Energy", "Wensum Power"]
    assert (site.data / "media/photos/one.jpg").read_text() == "media/photos/one.jpg"
    assert sorted(path.name for path in site.data.iterdir()) == ["exports", "media", "secret_key", "voltway.sqlite3"]


def test_data_is_overwritten_only_with_force(site: Site, taken: Path) -> None:
    fill(site.data / "voltway.sqlite3", "Later Power")
    with pytest.raises(Failure, match="holds data: 3 rows in stations_operator"):
        work.restore(site, taken)
    assert names_in(site.data / "voltway.sqlite3")[-1] == "Later Power"


def test_with_force_what_was_there_is_kept_beside_it(site: Site, taken: Path) -> None:
    fill(site.data / "voltway.sqlite3", "Later Power")
    (site.data / "media/photos/two.jpg").write_text("later")
    work.restore(site, taken, force=True)
    (kept,) = site.data.glob("voltway.sqlite3.before-*")
    assert names_in(kept)[-1] == "Later Power"
    assert names_in(site.data / "voltway.sqlite3") == ["Norwich Energy", "Wensum Power"]
    (media,) = site.data.glob("media.before-*")
    assert sorted(path.name for path in (media / "photos").iterdir()) == ["one.jpg", "two.jpg"]
    assert [path.name for path in (site.data / "media/photos").iterdir()] == ["one.jpg"]
    assert list(site.data.glob("secret_key*")) == [site.data / "secret_key"]


def test_a_database_with_migrations_alone_holds_nothing(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "fresh.sqlite3") as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)")
        database.execute("INSERT INTO django_migrations (name) VALUES ('0001_initial')")
        database.execute("CREATE TABLE stations_station (id INTEGER PRIMARY KEY)")
    database.close()
    assert Sqlite(tmp_path / "fresh.sqlite3").holds() == ""


@pytest.mark.parametrize("position", [0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
def test_a_damaged_archive_is_refused_and_nothing_is_touched(site: Site, taken: Path, position: float) -> None:
    content = bytearray(taken.read_bytes())
    content[int(len(content) * position)] ^= 0xFF
    taken.write_bytes(content)
    with pytest.raises(Failure, match=r"can't be read|damaged|no backup"):
        work.restore(site, taken, force=True)
    assert sorted(path.name for path in site.data.glob("*.before-*")) == []


def test_a_changed_file_in_a_sound_archive_is_seen(site: Site, taken: Path) -> None:
    rewritten(taken, lambda name, content: b"x" if name == "exports/1.csv" else content)
    with pytest.raises(Failure, match=r"damaged: exports/1.csv not as written"):
        work.restore(site, taken, force=True)


def test_a_missing_file_is_seen(site: Site, taken: Path) -> None:
    rewritten(taken, lambda name, content: None if name == "exports/1.csv" else content)
    with pytest.raises(Failure, match=r"damaged: exports/1.csv"):
        work.restore(site, taken, force=True)


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "media/../../outside"])
def test_no_file_is_written_outside_of_the_folder(site: Site, taken: Path, name: str) -> None:
    rewritten(taken, lambda _, content: content, extra={name: b"x"})
    with pytest.raises(Failure, match="which no backup has"):
        work.restore(site, taken, force=True)
    assert not (site.data.parent / "outside").exists()


def test_a_half_written_archive_is_refused(site: Site, taken: Path) -> None:
    taken.write_bytes(taken.read_bytes()[:-200])
    with pytest.raises(Failure, match="can't be read to its end"):
        work.restore(site, taken, force=True)


@pytest.mark.parametrize(
    "content", [b"", b"no archive", gzip.compress(b"no tar", mtime=0)], ids=["nothing", "text", "no tar"]
)
def test_what_is_no_archive_is_refused(site: Site, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.tar.gz").write_bytes(content)
    with pytest.raises(Failure, match=r"can't be read|no backup"):
        work.restore(site, tmp_path / "other.tar.gz", force=True)


def test_an_archive_of_a_newer_voltway_is_refused(site: Site, taken: Path) -> None:
    older = replace(site, knows=[])
    with pytest.raises(Failure, match=r"newer VoltWay \(it has stations.0001_initial\)"):
        work.restore(older, taken, force=True)


def test_an_archive_of_another_engine_is_refused(site: Site, taken: Path) -> None:
    rewritten(taken, lambda name, content: content.replace(b'"sqlite"', b'"postgresql"'))
    with pytest.raises(Failure, match="archive is of postgresql, and settings name sqlite"):
        work.restore(site, taken, force=True)


def test_a_copy_with_other_counts_than_the_manifest_says_is_refused(site: Site, taken: Path) -> None:
    rewritten(taken, lambda name, content: content.replace(b'"rows": 2', b'"rows": 3'))
    with pytest.raises(Failure, match="not the one that was copied") as caught:
        work.restore(site, taken, force=True)
    assert "stations_operator: 2 rows instead of 3 rows" in caught.value.report()
    assert names_in(site.data / "voltway.sqlite3") == ["Norwich Energy", "Wensum Power"]


def test_a_database_that_is_open_elsewhere_is_left_alone(site: Site, taken: Path) -> None:
    elsewhere = sqlite3.connect(site.data / "voltway.sqlite3")
    elsewhere.execute("SELECT count(*) FROM stations_operator").fetchone()
    with pytest.raises(Failure, match="still running"):
        work.restore(site, taken, force=True)
    elsewhere.close()


def test_a_damaged_database_gives_no_backup(site: Site, tmp_path: Path) -> None:
    path = site.data / "voltway.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises(Failure):
        work.backup(site, tmp_path / "kept", applied=APPLIED)
    assert list((tmp_path / "kept").iterdir()) == []


def test_without_a_database_there_is_nothing_to_back_up(site: Site, tmp_path: Path) -> None:
    (site.data / "voltway.sqlite3").unlink()
    with pytest.raises(Failure, match="There is no database"):
        work.backup(site, tmp_path / "kept", applied=APPLIED)


def test_a_database_without_tables_pushes_no_good_archive_out(site: Site, taken: Path) -> None:
    with pytest.raises(Failure, match="nothing to back up"):
        work.backup(site, taken.parent, applied=[], keep=1)
    assert list(taken.parent.iterdir()) == [taken]


def test_a_full_disk_leaves_no_archive(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> dict[str, object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_add", full)
    with pytest.raises(OSError, match="No space left"):
        work.backup(site, tmp_path / "kept", applied=APPLIED)
    assert list((tmp_path / "kept").iterdir()) == []


def test_only_the_newest_archives_are_kept(site: Site, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("voltway-2026-01-01T00-00-00Z.tar.gz", "voltway-2026-01-02T00-00-00Z.tar.gz", "other.tar.gz"):
        (kept / name).write_bytes(b"")
    newest = work.backup(site, kept, applied=APPLIED, keep=2)
    names = ["other.tar.gz", "voltway-2026-01-02T00-00-00Z.tar.gz", newest.name]
    assert sorted(path.name for path in kept.iterdir()) == names
