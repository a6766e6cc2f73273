"""A run that is held back: what it would do is told; released it does that, whatever its source says by then."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from stations.ingest import kept, static
from stations.ingest.kept import discard, folder_of
from stations.ingest.orders import order_on_run
from stations.ingest.release import release
from stations.ingest.retention import clean_up, clean_up_files
from stations.ingest.runs import NotPossible
from stations.ingest.undo import undo
from stations.models import HeldInput, ImportRun, SourceRecord, Station, Upkeep
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import World, world
from voltway.jobs.claim import perform
from voltway.jobs.row import State

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [row(name) for name in "abcdef"]
# Two of six are absent, one is renamed, one is new.
LESS = [row("a", name="Renamed", evses=[evse("1", ("CHADEMO", 50_000))]), *ROWS[1:4], row("g", operator="Newcomer")]


@pytest.fixture
def held(imports: Imports) -> ImportRun:
    imports(ROWS, complete="*")
    run = imports(LESS, complete="*")
    assert run.state == ImportRun.State.HELD
    return run


def facts() -> World:
    """The world without the versions that runs keep."""
    return {name: rows for name, rows in world().items() if name != "versions"}


def names() -> set[str]:
    return set(Station.objects.filter(vanished_at=None).values_list("name", flat=True))


def test_its_difference_counts_all_and_names_some(held: ImportRun) -> None:
    parts = HeldInput.objects.get().difference
    assert {name: part["count"] for name, part in parts.items()} == {"new": 1, "changed": 1, "vanished": 2}
    assert parts["vanished"]["regions"] == [["USA MA", 2]]
    assert parts["vanished"]["operators"] == [["Ohmway", 2]]
    assert {one["name"] for one in parts["vanished"]["sample"]} == {"Place e", "Place f"}
    there = set(Station.objects.values_list("public_id", flat=True))
    assert {one["id"] for one in parts["vanished"]["sample"]} <= there
    (changed,) = parts["changed"]["sample"]
    assert changed["changes"] == [
        ["name", "Place a", "Renamed"],
        ["EVSE 1", "IEC_62196_T1_COMBO CABLE 150 kW", "CHADEMO CABLE 50 kW"],
    ]
    assert parts["new"]["sample"][0]["name"] == "Place g"


def test_its_sample_is_bounded_and_its_count_is_not(imports: Imports) -> None:
    imports([row(f"s{number}", state=f"S{number % 40}") for number in range(200)], complete="*")
    imports([row("s0")], complete="*")
    part = HeldInput.objects.get().difference["vanished"]
    assert (part["count"], len(part["sample"]), len(part["regions"])) == (199, 50, 20)


def test_released_it_is_as_if_nobody_had_held_it(held: ImportRun, imports: Imports) -> None:
    done = release(run=held, now=imports.now + timedelta(days=1))
    assert (done.state, done.error) == (ImportRun.State.COMPLETED, "")
    assert done.report["outcomes"] == {"new": 1, "changed": 1, "vanished": 2, "unchanged": 3}
    assert done.report["stored"] == 5
    released = facts()
    undo(run=done, now=imports.now)
    assert names() == {f"Place {name}" for name in "abcdef"}
    # The clock of imports goes on by an hour with each.
    imports.now = held.started_at - timedelta(hours=1)
    imports(LESS, complete="*", accept_shrink=True)
    assert facts() == released


def test_what_it_makes_seen_was_seen_when_it_was_read(held: ImportRun, imports: Imports) -> None:
    release(run=held, now=imports.now + timedelta(days=3))
    held.source.refresh_from_db()
    assert held.source.whole_seen_at == held.started_at
    assert SourceRecord.objects.get(native_id="g").first_seen_at == held.started_at


def test_it_needs_neither_the_file_nor_the_source(held: ImportRun, imports: Imports) -> None:
    for path in imports.folder.glob("*.json"):
        path.unlink()
    release(run=held, now=imports.now)
    assert "Renamed" in names()
    assert not folder_of(held).exists()
    assert HeldInput.objects.get().ended == "released"


def test_a_release_asked_for_twice_is_one(held: ImportRun, imports: Imports) -> None:
    release(run=held, now=imports.now)
    before = world()
    assert release(run=held, now=imports.now).state == ImportRun.State.COMPLETED
    assert world() == before


def test_one_that_broke_off_is_released_again(
    held: ImportRun, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(static, "regroup", _broken)
        with pytest.raises(OSError, match="no room"):
            release(run=held, now=imports.now)
    held.refresh_from_db()
    assert (held.state, held.wrote) == (ImportRun.State.FAILED, True)
    release(run=held, now=imports.now)
    assert names() == {"Renamed", "Place b", "Place c", "Place d", "Place g"}
    undo(run=held, now=imports.now)
    assert names() == {f"Place {name}" for name in "abcdef"}


def _broken(*_args: Any, **_more: Any) -> None:
    raise OSError("no room")


def test_a_newer_run_takes_its_place(held: ImportRun, imports: Imports) -> None:
    newer = imports(LESS[:4], complete="*")
    held.refresh_from_db()
    assert (held.state, newer.state) == (ImportRun.State.DISCARDED, ImportRun.State.HELD)
    assert HeldInput.objects.get(run=held).ended == f"run {newer.pk} came after it"
    assert not folder_of(held).exists()
    with pytest.raises(NotPossible, match="is discarded"):
        release(run=held, now=imports.now)
    imports(ROWS, complete="*")
    newer.refresh_from_db()
    assert newer.state == ImportRun.State.DISCARDED


def test_a_run_that_failed_before_it_wrote_changes_nothing_for_it(held: ImportRun, imports: Imports) -> None:
    path = imports.folder / "rows.json"
    path.write_text("[")
    with pytest.raises(Exception, match="can't be read"):
        imports.files(path)
    release(run=held, now=imports.now)
    assert "Renamed" in names()


def test_an_undo_after_it_takes_its_place(held: ImportRun, imports: Imports) -> None:
    undo(run=ImportRun.objects.earliest("pk"), now=imports.now)
    held.refresh_from_db()
    assert held.state == ImportRun.State.DISCARDED


def test_it_is_refused_where_another_run_has_written_since(held: ImportRun, imports: Imports) -> None:
    later = held.source.runs.create(
        started_at=imports.now, finished_at=imports.now, state=ImportRun.State.FAILED, wrote=True
    )
    with pytest.raises(NotPossible, match=f"run {later.pk} of xx-rows came after it"):
        release(run=held, now=imports.now)
    assert "Renamed" not in names()


def test_it_is_refused_where_what_was_read_is_on_another_machine(held: ImportRun, imports: Imports) -> None:
    folder_of(held).rename(imports.folder / "elsewhere")
    with pytest.raises(NotPossible, match="does not lie on this machine"):
        release(run=held, now=imports.now)
    held.refresh_from_db()
    assert held.state == ImportRun.State.HELD


def test_it_is_refused_where_what_was_read_is_damaged(held: ImportRun, imports: Imports) -> None:
    (path,) = folder_of(held).glob("*")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(NotPossible, match="is damaged"):
        release(run=held, now=imports.now)


def test_a_run_of_before_anything_was_kept_is_refused(held: ImportRun, imports: Imports) -> None:
    HeldInput.objects.all().delete()
    with pytest.raises(NotPossible, match="was not kept: import the source anew"):
        release(run=held, now=imports.now)


def test_discarded_it_is_gone_and_says_so(held: ImportRun, imports: Imports) -> None:
    assert discard(run=held)
    assert not discard(run=held)
    held.refresh_from_db()
    assert (held.state, held.held.ended) == (ImportRun.State.DISCARDED, "discarded")
    assert not folder_of(held).exists()


def test_nothing_is_kept_for_ever(held: ImportRun, imports: Imports) -> None:
    clean_up(now=imports.now, keep=timedelta(days=90))
    assert folder_of(held).exists()
    clean_up(now=imports.now + timedelta(days=91), keep=timedelta(days=90))
    held.refresh_from_db()
    assert (held.state, folder_of(held).exists()) == (ImportRun.State.DISCARDED, False)


def test_what_nobody_waits_for_is_swept_away(held: ImportRun, imports: Imports) -> None:
    (lost := kept.folder_of(held).parent / "999").mkdir()
    clean_up_files(now=imports.now.replace(year=2100))
    assert (lost.exists(), folder_of(held).exists()) == (False, True)


def test_states_in_it_are_as_old_as_its_fetch(imports: Imports) -> None:
    def rows(*names: str, status: str) -> list[Any]:
        return [row(name, evses=[evse("1", status=status)]) for name in names]

    imports(rows(*"abc", status="CHARGING"), "xx-live", complete="*", fetched_at=imports.now)
    run = imports(rows("a", status="AVAILABLE"), "xx-live", complete="*", fetched_at=imports.now)
    release(run=run, now=imports.now + timedelta(days=1))
    live = Station.objects.get(name="Place a").evses.get().live
    assert (live.status, live.observed_at) == ("AVAILABLE", run.held.fetched_at)


def test_a_job_releases_it_and_says_why_it_can_not(held: ImportRun) -> None:
    job = order_on_run(run=held, kind=Upkeep.Kind.RELEASE)
    assert order_on_run(run=held, kind=Upkeep.Kind.RELEASE) == job
    assert perform(Upkeep, job.pk, heart=False) == State.COMPLETED
    assert "Renamed" in names()
    again = order_on_run(run=ImportRun.objects.earliest("pk"), kind=Upkeep.Kind.RELEASE)
    assert perform(Upkeep, again.pk, heart=False) == State.FAILED
    again.refresh_from_db()
    assert "only one that is held back can be released" in again.error


def test_a_job_takes_a_run_back(held: ImportRun) -> None:
    first = ImportRun.objects.earliest("pk")
    job = order_on_run(run=first, kind=Upkeep.Kind.UNDO)
    assert perform(Upkeep, job.pk, heart=False) == State.COMPLETED
    assert not names()
    job.refresh_from_db()
    assert (job.stage, job.run and job.run.kind) == ("undo", ImportRun.Kind.UNDO)


def told(*args: object) -> str:
    out = io.StringIO()
    call_command("import_source", *map(str, args), stdout=out)
    return out.getvalue()


def test_the_command_line_releases_and_discards(held: ImportRun, imports: Imports) -> None:
    assert f"What run {held.pk} of xx-rows read is published:" in told("--release", held.pk)
    again = imports([row("a")], complete="*")
    assert told("xx-rows", "--discard", again.pk) == f"Run {again.pk} of xx-rows is discarded.\n"
    with pytest.raises(CommandError, match="only one that is held back can be discarded"):
        told("--discard", again.pk)
    with pytest.raises(CommandError, match="at a time"):
        told("--discard", again.pk, "--release", again.pk)


def test_a_folder_that_is_left_is_not_taken_for_another_runs(held: ImportRun, imports: Imports, tmp_path: Path) -> None:
    """Numbers of runs may come again after a restore."""
    lost = folder_of(held)
    next_one = lost.parent / str(held.pk + 1)
    next_one.mkdir()
    (next_one / "spool.sqlite3").write_text("of another time")
    run = imports([row("a")], complete="*")
    assert folder_of(run) == next_one
    release(run=run, now=imports.now)
    assert names() == {"Place a"}
