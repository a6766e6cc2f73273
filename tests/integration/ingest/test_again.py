"""Refused rows are read again: what passes by today's rules is published, the rest says why it does not."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command

from stations.ingest.again import read_again
from stations.ingest.orders import order_on_run
from stations.ingest.runs import NotPossible
from stations.ingest.undo import undo
from stations.models import HeldInput, ImportRun, RejectedRow, Source, SourceRecord, Station, Upkeep
from stations.records import Raw, StationRecord
from stations.sources.base import Feed, Refused
from stations.sources.registry import all_feeds
from tests.fakes.feeds import RowFeed, row
from tests.fakes.imports import Imports
from tests.fakes.world import world
from voltway.jobs.claim import perform
from voltway.jobs.row import State

ROWS = [row("a"), row("b", lat=None, name="B"), row("c", lat=None, fuel="x"), row("d", lat=None), row("e", lat=99.0)]
HUGE = row("huge", lat=None, notes="x" * 200_000)


class Mended(RowFeed):
    """The same register, read by somebody who knows where rows without a position lie."""

    def station(self, raw: Raw) -> StationRecord:
        assert isinstance(raw, dict)
        if raw["id"] == "d":
            raise Refused("closed", "name", "it is closed")
        return super().station({"lat": 42.0, "lon": -71.0} | {k: v for k, v in raw.items() if v is not None})


@pytest.fixture
def run(imports: Imports) -> ImportRun:
    return imports([*ROWS, HUGE], complete="*")


@pytest.fixture
def mended(run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """A run whose refused rows may pass now."""
    monkeypatch.setitem(all_feeds(), "xx-rows", Mended())
    return run


def names() -> set[str]:
    return set(Station.objects.filter(vanished_at=None).values_list("name", flat=True))


def test_what_passes_now_is_published_and_the_rest_says_why_not(mended: ImportRun, imports: Imports) -> None:
    assert (mended.report["refused"]["coordinates_missing"], sum(mended.report["refused"].values())) == (3, 4)
    again = read_again(run=mended, now=imports.now)
    assert (again.kind, again.state, again.origin) == ("AGAIN", "COMPLETED", f"refused rows of run {mended.pk}")
    assert again.report["outcomes"] == {"new": 1}
    assert names() == {"Place a", "B"}
    left = {row.native_id: row.rule for row in RejectedRow.objects.filter(run=again)}
    assert left["d"] == "closed"
    assert left["huge"] == "coordinates_missing"
    assert set(left) == {"d", "e", "huge"}


def test_read_again_twice_nothing_more_comes(mended: ImportRun, imports: Imports) -> None:
    again = read_again(run=mended, now=imports.now)
    before, kept = world(), again.report["refused"]
    with pytest.raises(NotPossible, match=f"run {again.pk} of xx-rows came after it"):
        read_again(run=mended, now=imports.now)
    third = read_again(run=again, now=imports.now)
    assert (third.report["outcomes"], third.wrote, third.report["refused"]) == ({}, False, kept)
    assert world() == before


def test_it_is_undone_as_any_run_and_read_again(mended: ImportRun, imports: Imports) -> None:
    before = world()
    again = read_again(run=mended, now=imports.now)
    with pytest.raises(NotPossible, match=f"run {again.pk} of xx-rows came after it: undo that one first"):
        undo(run=mended, now=imports.now)
    undo(run=again, now=imports.now)
    assert world() == before
    assert read_again(run=mended, now=imports.now).report["outcomes"] == {"new": 1}


def test_facts_of_a_station_that_is_there_are_changed_by_it(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    imports([row("a"), row("b", name="Old")], complete="*")
    run = imports([row("a"), row("b", name="New", lat=None)], complete="*")
    monkeypatch.setitem(all_feeds(), "xx-rows", Mended())
    again = read_again(run=run, now=imports.now)
    assert again.report["outcomes"] == {"changed": 1}
    assert names() == {"Place a", "New"}
    undo(run=again, now=imports.now)
    assert names() == {"Place a", "Old"}


def test_the_next_import_of_the_whole_goes_by_its_own_rows(mended: ImportRun, imports: Imports) -> None:
    read_again(run=mended, now=imports.now)
    imports([row("a")], complete="*", accept_shrink=True)
    assert names() == {"Place a"}
    with pytest.raises(NotPossible, match="the source was read since"):
        read_again(run=mended, now=imports.now)


def test_a_source_that_had_nothing_new_was_not_read(mended: ImportRun, imports: Imports) -> None:
    mended.source.runs.create(
        started_at=imports.now, finished_at=imports.now, state="COMPLETED", report={"not_modified": True}
    )
    assert read_again(run=mended, now=imports.now).report["outcomes"] == {"new": 1}


def test_it_is_no_success_of_the_source(mended: ImportRun, imports: Imports) -> None:
    Source.objects.update(etag='"v1"')
    before = Source.objects.values("last_success_at", "whole_seen_at", "etag").get()
    read_again(run=mended, now=imports.now + timedelta(days=2))
    assert Source.objects.values("last_success_at", "whole_seen_at", "etag").get() == before
    assert SourceRecord.objects.get(native_id="b").first_seen_at == imports.now + timedelta(days=2)


def test_what_is_held_back_waits_on_while_nothing_changes(run: ImportRun, imports: Imports) -> None:
    """What it was compared with is still there."""
    imports([row("a"), row("b"), row("x", lat=None)], complete="*")
    held = imports([row("a")], complete="*")
    assert held.state == ImportRun.State.HELD
    read_again(run=ImportRun.objects.get(pk=held.pk - 1), now=imports.now)
    assert HeldInput.objects.get().ended == ""


def test_rows_that_mean_nothing_alone_are_not_read(run: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    class Whole(RowFeed):
        station = Feed.station

    monkeypatch.setitem(all_feeds(), "xx-rows", Whole())
    with pytest.raises(NotPossible, match="can't be read on its own"):
        read_again(run=run, now=run.started_at)


def test_without_rows_there_is_nothing_to_read(run: ImportRun) -> None:
    RejectedRow.objects.all().delete()
    with pytest.raises(NotPossible, match="refused nothing, or its refused rows are no longer kept"):
        read_again(run=run, now=run.started_at)


def test_a_job_and_the_command_line_do_it(mended: ImportRun) -> None:
    job = order_on_run(run=mended, kind=Upkeep.Kind.AGAIN)
    assert perform(Upkeep, job.pk, heart=False) == State.COMPLETED
    job.refresh_from_db()
    assert job.run and job.run.kind == ImportRun.Kind.AGAIN
    out = io.StringIO()
    call_command("import_source", "--refused", str(job.run.pk), stdout=out)
    assert f"The refused rows of run {job.run.pk} of xx-rows were read again:" in out.getvalue()
