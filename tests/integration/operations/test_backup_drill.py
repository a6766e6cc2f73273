"""The drill: a backup is taken while somebody writes, everything is lost, and comes back as it was."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.integration.operations.site import Site, database, get, site
from tools.backup.archive import Table
from tools.backup.database import worth

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
PAGES = ("/readyz", "/data/", "/api/v2/stations/nearby/?place=Lyon", "/api/v2/tiles/0/0/0.mvt")


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with database(request.param) as address:
        yield filled(site(tmp_path / "data", address))


def filled(made: Site) -> Site:
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


def test_what_was_backed_up_while_somebody_wrote_comes_back_whole(running: Site, tmp_path: Path) -> None:
    before = json.loads(running.run("-c", TOLD))
    with running.writing():
        archive = running.backup("--to", str(tmp_path / "kept"))
    running.wipe()
    running.run("-m", "tools.backup", "restore", str(archive))
    after = json.loads(running.run("-c", TOLD))
    # What was written meanwhile is there by whole transactions, of two operators each.
    written = after.pop("stations.Operator")[0] - before.pop("stations.Operator")[0]
    assert written >= 10
    assert written % 2 == 0
    assert after == before
    assert before["stations.Station"][0] > 100
    assert manifest_of(archive)["tables"]["stations_station"]["rows"] == after["stations.Station"][0]
    assert (running.folder / "media/photos/one.jpg").read_bytes() == b"\xff\xd8 no picture"
    refused_while_it_runs(running, archive)


def refused_while_it_runs(running: Site, archive: Path) -> None:
    """The restored site answers, and nothing is restored over it meanwhile."""
    with running.serving() as address:
        answers = {path: get(address + path) for path in PAGES}
        assert {path: (status, bool(body)) for path, (status, body) in answers.items()} == dict.fromkeys(
            PAGES, (200, True)
        )
        refused = running.attempt("-m", "tools.backup", "restore", str(archive), "--force")
        assert get(address + "/readyz")[0] == 200
    assert refused.returncode == 1
    assert "still running" in refused.stderr


@pytest.mark.django_db
def test_a_database_that_was_only_migrated_holds_nothing() -> None:
    with connection.cursor() as cursor:
        tables = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            tables[name] = Table(cursor.fetchone()[0])
    assert tables["django_migrations"].rows > 10
    assert worth(tables) == ""
