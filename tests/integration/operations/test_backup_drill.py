"""The drill: a backup is taken while somebody writes, everything is lost, and comes back as it was."""

import json
import shutil
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.integration.operations.site import Site, get, site

# Rows and a checksum over all columns of the tables that hold what users would miss, as the database itself counts.
TOLD = """
import hashlib, json, django
django.setup()
from django.apps import apps
def told(model):
    rows = list(model.objects.order_by("pk").values_list())
    return [len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()]
names = ("stations.Station", "stations.Evse", "stations.Connector", "stations.SourceRecord", "stations.Source",
         "stations.Operator", "accounts.User")
print(json.dumps({name: told(apps.get_model(name)) for name in names}))
"""


@pytest.fixture
def running(tmp_path: Path) -> Site:
    made = site(tmp_path / "data")
    made.run("manage.py", "load_demo")
    media = made.folder / "media" / "photos"
    media.mkdir(parents=True)
    (media / "one.jpg").write_bytes(b"\xff\xd8 no picture")
    return made


def manifest_of(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        content = tar.extractfile("manifest.json")
        assert content
        return dict(json.loads(content.read()))


def test_what_was_backed_up_comes_back_whole(running: Site, tmp_path: Path) -> None:
    before = json.loads(running.run("-c", TOLD))
    with running.writing():
        archive = running.backup("--to", str(tmp_path / "kept"))
    shutil.rmtree(running.folder)
    running.run("-m", "tools.backup", "restore", str(archive))
    after = json.loads(running.run("-c", TOLD))
    assert {name: after[name] for name in after if name != "stations.Operator"} == {
        name: before[name] for name in before if name != "stations.Operator"
    }
    assert before["stations.Station"][0] > 100
    assert (running.folder / "media/photos/one.jpg").read_bytes() == b"\xff\xd8 no picture"
    # What was written meanwhile is there by whole transactions.
    pairs = after["stations.Operator"][0] - before["stations.Operator"][0]
    assert pairs >= 10
    assert pairs % 2 == 0
    tables = manifest_of(archive)["tables"]
    assert {table: tables[table]["rows"] for table in ("stations_station", "stations_operator")} == {
        "stations_station": after["stations.Station"][0],
        "stations_operator": after["stations.Operator"][0],
    }


def test_a_restored_site_answers(running: Site, tmp_path: Path) -> None:
    archive = running.backup("--to", str(tmp_path / "kept"))
    shutil.rmtree(running.folder)
    running.run("-m", "tools.backup", "restore", str(archive))
    with running.serving() as address:
        for path in ("/", "/readyz", "/data/", "/api/v2/stations/nearby/?place=Lyon", "/api/v2/tiles/0/0/0.mvt"):
            status, body = get(address + path)
            assert (status, bool(body)) == (200, True), path
        stations = json.loads(get(address + "/api/v2/stations/?limit=5")[1])["data"]
        assert len(stations) == 5
        assert get(f"{address}/api/v2/stations/{stations[0]['id']}/")[0] == 200


def test_a_database_that_holds_data_is_only_set_aside_when_asked(running: Site, tmp_path: Path) -> None:
    archive = running.backup("--to", str(tmp_path / "kept"))
    refused = running.attempt("-m", "tools.backup", "restore", str(archive))
    assert refused.returncode == 1
    assert "The database holds data: " in refused.stderr
    assert "--force" in refused.stderr
    said = running.run("-m", "tools.backup", "restore", str(archive), "--force")
    (aside,) = running.folder.glob("voltway.sqlite3.before-*")
    assert str(aside) in said
    with sqlite3.connect(aside) as database:
        assert database.execute("SELECT count(*) FROM stations_station").fetchone()[0] > 100


def test_a_running_site_is_not_restored_over(running: Site, tmp_path: Path) -> None:
    archive = running.backup("--to", str(tmp_path / "kept"))
    with running.serving() as address:
        assert get(address + "/readyz")[0] == 200
        refused = running.attempt("-m", "tools.backup", "restore", str(archive), "--force")
        assert get(address + "/readyz")[0] == 200
    assert refused.returncode == 1
    assert "still running" in refused.stderr


def test_only_the_newest_archives_are_kept(running: Site, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for day in range(1, 5):
        (kept / f"voltway-2026-01-0{day}T00-00-00Z.tar.gz").write_bytes(b"")
    (kept / "other.tar.gz").write_bytes(b"")
    newest = running.backup("--to", str(kept), "--keep", "2")
    assert sorted(path.name for path in kept.iterdir()) == [
        "other.tar.gz",
        "voltway-2026-01-04T00-00-00Z.tar.gz",
        newest.name,
    ]
