"""Imports by the clock and on demand: each slot once, each job in the function that the command line uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from stations.ingest.orders import Turn, order_clean_up, order_import, order_imports, order_refresh, turns
from stations.ingest.runs import RunInProgress
from stations.ingest.static import Input
from stations.models import ImportRun, Source, Station, Upkeep
from stations.sources.base import SourceFile
from stations.sources.registry import all_feeds
from tests.fakes.feeds import LiveFeed, RowFeed, SilentFeed, row, written
from tests.fakes.imports import Imports
from voltway.jobs.claim import perform
from voltway.jobs.row import State

NOW = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
Kind = Upkeep.Kind
DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)


class Apart(LiveFeed):
    """Live states at an address of their own."""

    uid = "xx-apart"
    url = "https://rows.example/places"
    status_url = "https://rows.example/states"


class Inline(SilentFeed):
    """Live states within the places."""

    live = True


class Keyed(RowFeed):
    """A source that wants a key."""

    uid = "xx-keyed"
    url = "https://rows.example/"
    key_setting = "AFDC_API_KEY"


@pytest.fixture
def source(db: None, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A source that has an address, and is in the database."""
    monkeypatch.setattr(RowFeed, "url", "https://rows.example/")
    return Source.objects.create(uid="xx-rows")


@pytest.fixture
def fetching(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """Fetches give one place; what they were asked for."""
    asked: list[dict[str, Any]] = []

    @contextmanager
    def fetched(feed: Any, **options: Any) -> Iterator[Input]:
        asked.append({"uid": feed.uid, **options})
        yield Input((SourceFile(written(tmp_path, [row("a")])),), "rows.json", "*", fetched_at=NOW)

    monkeypatch.setattr("stations.ingest.tasks.fetched", fetched)
    return asked


def ordered(now: datetime) -> int:
    return order_imports(slot="", now=now)


@pytest.mark.parametrize(
    ("feed", "every", "expected"),
    [
        (RowFeed(), None, [Turn(Kind.PLACES, DAY)]),
        (RowFeed(), HALF_HOUR, [Turn(Kind.PLACES, HALF_HOUR)]),
        (Inline(), None, [Turn(Kind.PLACES, HALF_HOUR)]),
        (Inline(), DAY, [Turn(Kind.PLACES, DAY)]),
        (Apart(), None, [Turn(Kind.PLACES, DAY), Turn(Kind.STATUSES, HALF_HOUR)]),
        (Apart(), timedelta(minutes=5), [Turn(Kind.PLACES, DAY), Turn(Kind.STATUSES, timedelta(minutes=5))]),
    ],
)
def test_how_often_a_source_is_fetched(feed: Any, every: timedelta | None, expected: list[Turn]) -> None:
    assert list(turns(feed, every)) == expected


def test_a_slot_brings_one_import_whoever_asks(source: Source) -> None:
    assert [ordered(NOW), ordered(NOW), ordered(NOW + timedelta(minutes=1))] == [1, 0, 0]
    Upkeep.objects.update(state=State.COMPLETED, finished_at=NOW)
    assert [ordered(NOW), ordered(NOW + DAY)] == [0, 1]


def test_imports_that_nobody_does_wait_once_for_each_kind(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(all_feeds(), source.uid, Apart())
    for slot in range(48):
        ordered(NOW + slot * HALF_HOUR)
    assert sorted(Upkeep.objects.values_list("kind", flat=True)) == [Kind.PLACES, Kind.STATUSES]


def test_an_import_that_runs_is_no_reason_to_leave_out_the_next(source: Source) -> None:
    ordered(NOW)
    Upkeep.objects.update(state=State.RUNNING, lease_until=NOW)
    assert ordered(NOW + DAY) == 1


def test_a_source_whose_slot_was_done_by_hand_is_not_fetched_again(source: Source) -> None:
    done = {"state": ImportRun.State.COMPLETED, "started_at": NOW, "finished_at": NOW}
    source.runs.create(kind=ImportRun.Kind.PLACES, **done)
    assert ordered(NOW) == 0


def test_a_run_that_failed_has_not_done_the_slot(source: Source) -> None:
    source.runs.create(kind="PLACES", state="FAILED", started_at=NOW, finished_at=NOW)
    assert ordered(NOW) == 1


@pytest.mark.parametrize("off", [{"enabled": False}, {"demo": True}, {"uid": "xx-unknown"}, {"uid": "xx-other"}])
def test_sources_that_are_off_or_without_an_address_are_not_fetched(
    source: Source, off: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_feeds()["xx-other"].__class__, "url", None, raising=False)
    Source.objects.update(**off)
    assert ordered(NOW) == 0


def test_a_source_without_its_key_is_not_fetched(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.CONFIG, "afdc_api_key", None)
    monkeypatch.setitem(all_feeds(), Keyed.uid, Keyed())
    Source.objects.update(uid=Keyed.uid)
    assert ordered(NOW) == 0


def test_an_import_asked_for_twice_waits_once(source: Source) -> None:
    first = order_import(source=source, kind=Kind.PLACES)
    assert order_import(source=source, kind=Kind.PLACES) == first
    assert order_import(source=source, kind=Kind.PLACES, accept_shrink=True) != first
    assert str(first) == f"import of places: xx-rows #{first.pk} (waiting)"


def test_an_import_that_waits_for_its_next_attempt_is_hurried_when_somebody_asks(source: Source) -> None:
    first = order_import(source=source, kind=Kind.PLACES)
    Upkeep.objects.update(not_before=timezone.now() + HALF_HOUR, attempts=1)
    assert not Upkeep.objects.due().exists()
    assert order_import(source=source, kind=Kind.PLACES) == first
    assert Upkeep.objects.due().get().attempts == 1
    Upkeep.objects.update(state=State.RUNNING, lease_until=NOW)
    assert order_import(source=source, kind=Kind.PLACES) != first


def test_an_import_runs_as_from_the_command_line(source: Source, fetching: list[dict[str, Any]]) -> None:
    job = order_import(source=source, kind=Kind.PLACES, accept_shrink=True)
    assert perform(Upkeep, job.pk, heart=False) == State.COMPLETED
    job.refresh_from_db()
    assert job.run
    assert (job.run.state, job.run.kind, Station.objects.count()) == ("COMPLETED", "PLACES", 1)
    assert fetching[0]["uid"] == "xx-rows"


def test_an_import_beside_another_of_its_source_waits(
    source: Source, fetching: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_: Any) -> None:
        raise RunInProgress("another run over xx-rows is under way")

    monkeypatch.setattr("stations.ingest.tasks.run", busy)
    job = order_import(source=source, kind=Kind.PLACES)
    assert perform(Upkeep, job.pk, heart=False) == State.PENDING
    job.refresh_from_db()
    assert (job.attempts, job.error) == (0, "another run over xx-rows is under way")


def test_a_source_that_nothing_describes_any_more_has_failed(db: None) -> None:
    job = order_import(source=Source.objects.create(uid="xx-gone"), kind=Kind.PLACES)
    assert perform(Upkeep, job.pk, heart=False) == State.FAILED


def test_the_other_jobs_are_done(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    imports([row("a")])
    order_refresh(slot="s", now=NOW)
    order_clean_up(slot="s", now=NOW)
    Upkeep.objects.enqueue(kind=Kind.REBUILD)
    refreshed: list[int] = []
    monkeypatch.setattr(settings, "REFRESHES", ["stations.ingest.rebuild.rebuild_text_index"])
    monkeypatch.setattr("stations.ingest.rebuild.rebuild_text_index", lambda: refreshed.append(1))
    states = [perform(Upkeep, job.pk, heart=False) for job in Upkeep.objects.order_by("pk")]
    assert states == [State.COMPLETED] * 3
    assert refreshed == [1]


def test_cleaning_up_forgets_old_jobs_and_what_killed_runs_left(
    db: None, data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old = datetime.now(UTC) - timedelta(days=31)
    Upkeep.objects.create(kind="REFRESH", state="COMPLETED", finished_at=old)
    kept = Upkeep.objects.create(kind="REFRESH", state="DEAD", finished_at=old + timedelta(days=2))
    left, fresh = tmp_path / "voltway-fetch-1", tmp_path / "voltway-fetch-2"
    for folder in (left, fresh):
        folder.mkdir()
    (left / "page-0").write_bytes(b"x")
    os.utime(left, (old.timestamp(), old.timestamp()))
    job, _ = Upkeep.objects.enqueue(kind=Kind.CLEAN_UP)
    assert perform(Upkeep, job.pk, heart=False) == State.COMPLETED
    assert (left.exists(), fresh.exists()) == (False, True)
    assert set(Upkeep.objects.all()) == {job, kept}
