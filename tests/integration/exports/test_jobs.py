"""Exports as jobs: done once, cancelled, tried again, stopped by a full disk; files that are kept for a while."""

import errno
import os
import shutil
import string
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from stations.exports import files, rows, work
from stations.exports.requests import query_of
from stations.exports.write import Written, write_export
from stations.models import Export
from stations.search.query import StationQuery
from tests.integration.exports.conftest import Api, Work
from tests.world import CLOSED, NOW, REGISTER, publish, station
from voltway.jobs.attempt import Attempt, LeaseLost
from voltway.jobs.claim import claim
from voltway.jobs.row import State


def kept() -> list[str]:
    """What lies in the folder of exports."""
    return sorted(path.name for path in files.folder().glob("*"))


def test_a_worker_makes_the_file_and_tells_of_it(api: Api, work: Work) -> None:
    asked = api.ask()
    assert work() == State.COMPLETED
    export = Export.objects.get(public_id=asked["id"])
    assert (export.rows, export.left_out, export.size) == (3, 1, (files.folder() / export.file).stat().st_size)
    assert kept() == [export.file]
    assert (export.done, export.total) == (3, 3)


def test_a_job_that_is_delivered_again_is_done_once(api: Api, work: Work) -> None:
    api.ask()
    assert [work(), work(), work()] == [State.COMPLETED, None, None]
    assert len(kept()) == 1


def test_an_export_that_runs_can_be_cancelled(api: Api, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = api.ask()
    monkeypatch.setattr("voltway.jobs.attempt.PROGRESS_EVERY", 0)
    reading = rows.read

    def cancelled_meanwhile(*args: Any, **options: Any) -> Iterator[Any]:
        yield from reading(*args, **options)
        assert api.client.delete(f"/api/v2/exports/{asked['id']}/").status_code == 204
        # The flag is seen at the next word of progress: one more chunk follows.
        yield from reading(*args, **options)

    monkeypatch.setattr(rows, "read", cancelled_meanwhile)
    assert work() == State.CANCELLED
    assert kept() == []
    assert api.status(asked)["status"] == "CANCELLED"


def test_an_export_that_is_cancelled_at_its_very_end_leaves_no_file(
    api: Api, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = api.ask()

    def cancelled_afterwards(**options: Any) -> Written:
        written = write_export(**options)
        assert api.client.delete(f"/api/v2/exports/{asked['id']}/").status_code == 204
        return written

    monkeypatch.setattr("stations.exports.work.write_export", cancelled_afterwards)
    assert work() == State.CANCELLED
    assert kept() == []
    assert api.status(asked)["status"] == "CANCELLED"


def test_an_attempt_that_fails_is_followed_by_another(api: Api, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = api.ask()
    with monkeypatch.context() as patch:
        patch.setattr("stations.exports.work.write_export", _broken)
        assert work() == State.PENDING
    assert api.status(asked)["error"] == "RuntimeError: of a moment"
    Export.objects.update(not_before=timezone.now())
    assert work() == State.COMPLETED
    assert api.status(asked)["error"] is None
    assert len(kept()) == 1


def _broken(**_: Any) -> None:
    raise RuntimeError("of a moment")


def test_whoever_lost_the_lease_leaves_no_file(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.ask()
    first = claim(Export, Export.objects.get().pk)
    assert first is not None
    Export.objects.update(state=State.PENDING, not_before=timezone.now(), lease_until=None)
    second = claim(Export, Export.objects.get().pk)
    assert second is not None
    work.write(second)
    with pytest.raises(LeaseLost):
        work.write(Attempt(first.job, first.token))
    export = Export.objects.get()
    assert (export.state, kept()) == (State.COMPLETED, [export.file])


def test_what_a_killed_attempt_left_is_cleared_by_the_next(api: Api, work: Work) -> None:
    asked = api.ask()
    files.folder().mkdir(parents=True)
    (files.folder() / f"{asked['id']}-1.csv.zip.4711.partial").write_bytes(b"half")
    assert work() == State.COMPLETED
    assert kept() == [Export.objects.get().file]


def test_a_full_disk_is_a_clear_failure(api: Api, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = api.ask()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert work() == State.FAILED
    assert api.status(asked)["error"].startswith("The disk has no room")
    assert kept() == []
    again = api.ask()
    assert work() == State.COMPLETED
    assert api.status(again)["rows"] == 3


def test_exports_leave_the_reserve_of_the_disk_free(api: Api, work: Work) -> None:
    free_mib = shutil.disk_usage(settings.CONFIG.data_dir).free >> 20
    settings.CONFIG.export_reserve = free_mib + 10_000
    asked = api.ask()
    assert work() == State.FAILED
    assert api.status(asked)["error"].startswith("The disk has no room")
    assert kept() == []


@pytest.fixture
def tiny_disk(world: None) -> Iterator[Path]:
    """The folder of exports on a file system of its own that takes 64 KiB."""
    folder = files.folder()
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no tmpfs can be mounted here")
    settings.CONFIG.export_reserve = 0
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson", "parquet"])
def test_a_disk_that_fills_up_meanwhile_leaves_no_part_of_a_file(
    form: str, tiny_disk: Path, api: Api, work: Work
) -> None:
    dice = Random("hard to pack")
    notes = ["".join(dice.choices(string.ascii_letters + string.digits, k=1_500)) for _ in range(200)]
    publish(REGISTER, *(station(f"n{n}", (50, 10 + n / 100), notes=words) for n, words in enumerate(notes)))
    asked = api.ask(format=form)
    assert work() == State.FAILED
    assert api.status(asked)["error"].startswith("The disk has no room")
    assert kept() == []
    assert api.client.get("/api/v2/stations/").status_code == 200
    small = api.ask(format=form, bbox=[13.395, 52, 13.405, 53])
    assert work() == State.COMPLETED
    assert api.status(small)["rows"] == 1


def test_files_are_deleted_when_they_were_kept_long_enough(api: Api, work: Work) -> None:
    asked = api.ask()
    work()
    assert files.clean_up(now=timezone.now() + timedelta(days=6)) == 0
    assert files.clean_up(now=timezone.now() + timedelta(days=8)) == 1
    assert kept() == []
    export = Export.objects.get(public_id=asked["id"])
    assert (export.state, export.file, export.visitor) == (State.COMPLETED, "", "")
    assert api.status(asked)["download_url"] is None


def test_files_that_no_row_tells_of_are_deleted_after_a_day(api: Api, work: Work) -> None:
    api.ask()
    work()
    orphan, fresh = files.folder() / "orphan.csv.zip", files.folder() / "fresh.csv.zip.1.partial"
    for path in (orphan, fresh):
        path.write_bytes(b"x")
    old = time.time() - 25 * 3600
    os.utime(orphan, (old, old))
    os.utime(files.folder() / Export.objects.get().file, (old, old))
    assert files.clean_up(now=timezone.now()) == 1
    assert kept() == sorted([Export.objects.get().file, fresh.name])


def test_a_file_that_another_clean_up_deletes_meanwhile_stops_none(api: Api, work: Work) -> None:
    api.ask()
    work()
    # Listed, but not there any more when it is looked at.
    (files.folder() / "going.csv.zip").symlink_to("gone")
    assert files.clean_up(now=timezone.now()) == 0


def test_an_operator_that_is_gone_when_the_file_is_made_is_a_clear_failure(api: Api, work: Work) -> None:
    asked = api.ask()
    Export.objects.update(parameters=[["operator", "nobody"]])
    assert work() == State.FAILED
    assert api.status(asked)["error"] == "operator there is none called nobody"


def test_a_query_is_written_as_it_was_asked(api: Api, client: Client) -> None:
    api.ask(place="Berlin", radius_km=5, connector=["ccs", "chademo"], open="24_7", known_power=True)
    query = query_of(Export.objects.get())
    assert isinstance(query, StationQuery)
    assert (query.place, query.radius_m, query.plug.known_power) == ("Berlin", 5000.0, True)
    assert query.point is not None


def test_stations_of_a_closed_source_are_counted(api: Api, work: Work) -> None:
    publish(CLOSED, station("closed"), station("shut", (52.6, 13.4)), now=NOW + timedelta(hours=1))
    asked = api.ask(format="jsonl")
    work()
    assert api.status(asked)["left_out"] == 2
