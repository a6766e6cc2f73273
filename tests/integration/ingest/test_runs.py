"""What a run over places does to what is there: new, changed, touched, unchanged, vanished, returned."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import orjson
import pytest

from stations.ingest.runs import RunFailed, RunInProgress, alone
from stations.models import DataVersion, Evse, EvseStatus, ImportRun, Operator, RejectedRow, Schedule, Source, Station
from stations.models import SourceRecord as Record
from stations.signals import import_finished
from tests.fakes.feeds import evse, row
from tests.fakes.imports import START, Imports
from tests.fakes.world import indexed_words, stored_words, world
from voltway.lib import bulk


def station(native_id: str, source: str = "xx-rows") -> Station:
    return Station.objects.get(source__uid=source, records__native_id=native_id)


def test_a_first_run_brings_stations_with_evses_connectors_and_documents(imports: Imports) -> None:
    run = imports([row("a"), row("b")])
    assert run.state == ImportRun.State.COMPLETED
    assert run.report["outcomes"] == {"new": 2}
    assert (Station.objects.count(), Evse.objects.count()) == (2, 2)
    document = orjson.loads(bytes(station("a").document))
    assert document["evses"][0]["connectors"][0]["max_electric_power"] == 150_000


def test_a_second_run_of_the_same_file_changes_nothing_and_says_so(imports: Imports) -> None:
    imports([row("a"), row("b")])
    before, changed = world(), station("a").changed_at
    run = imports([row("a"), row("b")])
    assert run.report["outcomes"] == {"unchanged": 2}
    assert not run.wrote
    assert (world(), station("a").changed_at) == (before, changed)


def test_a_newer_edition_updates_and_adds_and_leaves_the_others_alone(imports: Imports) -> None:
    imports([row("a"), row("b")])
    kept = station("b")
    run = imports([row("a", name="Renamed"), row("b"), row("c")])
    assert run.report["outcomes"] == {"changed": 1, "new": 1, "unchanged": 1}
    assert (station("a").name, station("a").changed_at) == ("Renamed", imports.now)
    after = station("b")
    assert (after.document, after.changed_at, after.pk) == (kept.document, kept.changed_at, kept.pk)


def test_a_raw_row_that_differs_only_in_what_nobody_reads_is_kept_but_changes_no_fact(imports: Imports) -> None:
    imports([row("a")])
    before, raw = station("a"), bytes(Record.objects.get().raw)
    run = imports([row("a", exported="2026-05-02")])
    assert run.report["outcomes"] == {"touched": 1}
    after = station("a")
    assert (after.document, after.changed_at) == (before.document, before.changed_at)
    assert bytes(Record.objects.get().raw) != raw
    assert after.seen_at == imports.now


def test_a_file_never_makes_absent_stations_vanish_by_itself(imports: Imports) -> None:
    imports([row("a"), row("b")])
    imports([row("a")])
    assert not Station.objects.exclude(vanished_at=None).exists()


def test_a_place_that_its_source_calls_removed_vanishes_even_by_a_partial_file(imports: Imports) -> None:
    imports([row("a"), row("b")])
    run = imports([row("a", evses=[evse("1", status="REMOVED")])])
    assert run.report["outcomes"] == {"vanished": 1}
    assert (station("a").vanished_at, station("b").vanished_at) == (imports.now, None)


def test_a_removed_place_that_was_never_there_is_only_counted(imports: Imports) -> None:
    imports([row("b")])
    run = imports([row("b"), row("a", evses=[evse("1", status="REMOVED")])])
    assert (run.report["outcomes"], run.report["skipped"]) == ({"unchanged": 1}, {"removed": 1})


def test_what_a_partial_file_brings_was_seen_then_and_the_rest_was_not(imports: Imports) -> None:
    imports([row("a"), row("b")])
    first = imports.now
    imports([row("a")])
    assert (station("a").seen_at, station("b").seen_at) == (imports.now, first)
    assert Record.objects.get(native_id="a").last_seen_at == imports.now


def test_a_whole_file_makes_absent_stations_vanish_with_their_last_known_facts(imports: Imports) -> None:
    imports([row(name) for name in "abcdef"], complete="*")
    first = imports.now
    run = imports([row(name) for name in "abcde"], complete="*")
    gone = station("f")
    assert run.report["outcomes"]["vanished"] == 1
    assert (gone.vanished_at, gone.name, gone.seen_at) == (imports.now, "Place f", first)
    assert orjson.loads(bytes(gone.document))["vanished_at"] == "2026-05-01T12:00:00Z"
    assert Evse.objects.filter(station=gone).exists()
    assert indexed_words() == stored_words()


def test_a_station_whose_row_is_refused_once_stays_as_it_was(imports: Imports) -> None:
    imports([row("a"), row("b")], complete="*")
    before = station("a").document
    run = imports([row("a", lat=0.0, lon=0.0), row("b")], complete="*")
    assert run.report["refused"] == {"null_island": 1}
    assert (station("a").vanished_at, station("a").document) == (None, before)


def test_a_vanished_station_keeps_the_time_when_the_whole_source_last_had_it(imports: Imports) -> None:
    rows = [row(name) for name in "abcdef"]
    imports(rows, complete="*")
    imports(rows, complete="*")
    last = imports.now
    imports(rows[:5], complete="*")
    assert station("f").seen_at == last


def test_a_scope_makes_only_its_own_absent_stations_vanish(imports: Imports) -> None:
    boston = [row(name) for name in "abcdef"]
    albany = row("ny", lat=42.65, lon=-73.75, state="NY")
    imports([*boston, albany])
    imports(boston[:5], complete="us-ma")
    assert [gone.name for gone in Station.objects.exclude(vanished_at=None)] == ["Place f"]


def test_a_country_is_a_scope_too(imports: Imports) -> None:
    boston = [row(name) for name in "abcdef"]
    imports([*boston, row("fr", lat=45.76, lon=4.83, country="FRA", state=None)])
    run = imports(boston[:5], complete="USA")
    assert run.report["outcomes"]["vanished"] == 1


def test_a_station_that_is_back_is_shown_again_with_its_newer_facts(imports: Imports) -> None:
    rows = [row(name) for name in "abcdef"]
    imports(rows, complete="*")
    imports(rows[:5], complete="*")
    run = imports([*rows[:5], row("f", name="Back again")], complete="*")
    back = station("f")
    assert run.report["outcomes"]["returned"] == 1
    assert (back.vanished_at, back.name, Record.objects.get(native_id="f").vanished_run) == (None, "Back again", None)
    assert orjson.loads(bytes(back.document))["vanished_at"] is None
    assert indexed_words() == stored_words()


def test_a_feed_that_shrinks_by_more_than_a_fifth_is_held_back_whole(imports: Imports) -> None:
    rows = [row(name) for name in "abcdefghij"]
    imports(rows, complete="*")
    run = imports([row("b")], complete="*")
    assert run.state == ImportRun.State.HELD
    assert "held back" in run.error
    assert run.report["stored"] == 0


def test_nothing_of_a_run_that_is_held_back_is_published(imports: Imports) -> None:
    rows = [row(name) for name in "abcdefghij"]
    imports(rows, complete="*")
    before, version, source = world(), DataVersion.current(), Source.objects.get()
    run = imports([row("a", name="Renamed"), row("new"), *rows[1:7]], complete="*")
    assert run.state == ImportRun.State.HELD
    assert (world(), DataVersion.current()) == (before, version)
    assert Source.objects.get().whole_seen_at == source.whole_seen_at


def test_a_fifth_exactly_is_no_reason_to_hold_a_run_back(imports: Imports) -> None:
    rows = [row(name) for name in "abcdefghij"]
    imports(rows, complete="*")
    assert imports(rows[:8], complete="*").state == ImportRun.State.COMPLETED


def test_a_person_can_accept_a_feed_that_shrank(imports: Imports) -> None:
    imports([row(name) for name in "abc"], complete="*")
    run = imports([row("a")], complete="*", accept_shrink=True)
    assert run.state == ImportRun.State.COMPLETED
    assert Station.objects.filter(vanished_at=None).count() == 1


def test_a_refused_row_is_kept_with_its_reason_and_stops_nothing(imports: Imports) -> None:
    run = imports([row("a"), row("b", lat=None), row("c")])
    refused = RejectedRow.objects.get()
    assert (refused.run, refused.native_id, refused.rule) == (run, "b", "coordinates_missing")
    assert (refused.field, refused.message) == ("coordinates", "the row has no position")
    assert run.report["refused"] == {"coordinates_missing": 1}
    assert Station.objects.count() == 2


def test_a_row_that_is_no_charging_place_is_counted_and_not_kept(imports: Imports) -> None:
    run = imports([row("a"), row("b", fuel="LPG")])
    assert (run.report["skipped"], RejectedRow.objects.count()) == ({"another fuel": 1}, 0)


@pytest.mark.parametrize("again", [False, True])
def test_of_rows_with_one_id_the_last_counts(imports: Imports, again: bool) -> None:
    if again:
        imports([row("a", name="Of an earlier run"), row("b")])
    run = imports([row("a", name="First"), row("b"), row("a", name="Last")])
    assert (run.report["duplicates"], station("a").name) == (1, "Last")
    assert Station.objects.count() == 2


@pytest.mark.parametrize("order", [("First", "Last"), ("Last", "First")])
def test_the_last_counts_across_batches_too(
    imports: Imports, monkeypatch: pytest.MonkeyPatch, order: tuple[str, str]
) -> None:
    monkeypatch.setattr("stations.sources.staging.CHUNK", 1)
    run = imports([row("a", name=order[0]), row("b"), row("a", name=order[1])])
    assert (station("a").name, run.report["outcomes"]["new"]) == (order[1], 2)
    again = imports([row("a", name=order[0]), row("b"), row("a", name=order[1])])
    assert again.report["outcomes"] == {"unchanged": 2}


def test_several_files_are_read_as_one(imports: Imports) -> None:
    one = imports.folder / "one.json"
    two = imports.folder / "two.json"
    one.write_bytes(orjson.dumps([row("a")]))
    two.write_bytes(orjson.dumps([row("b")]))
    assert imports.files(one, two).report["outcomes"]["new"] == 2


def test_evses_keep_their_rows_so_that_live_states_survive_a_change(imports: Imports) -> None:
    imports([row("a", evses=[evse("1"), evse("2")])], source="xx-live")
    kept = Evse.objects.get(uid="2")
    EvseStatus.objects.create(evse=kept, status="CHARGING", source=Source.objects.get(), run=ImportRun.objects.get())
    imports([row("a", evses=[evse("2", ("CHADEMO", 50_000)), evse("3")])], source="xx-live")
    assert set(Evse.objects.values_list("uid", flat=True)) == {"2", "3"}
    after = Evse.objects.get(uid="2")
    assert (after.pk, after.live.status) == (kept.pk, "CHARGING")
    assert [plug.standard for plug in after.connectors.all()] == ["CHADEMO"]


def test_an_evse_that_goes_takes_its_live_state_along(imports: Imports) -> None:
    imports([row("a", evses=[evse("1", status="CHARGING"), evse("2")])], source="xx-live")
    assert EvseStatus.objects.count() == 1
    imports([row("a", evses=[evse("2")])], source="xx-live")
    assert (Evse.objects.count(), EvseStatus.objects.count()) == (1, 0)


def test_evses_and_plugs_that_share_a_uid_by_mistake_do_not_stop_a_run(imports: Imports) -> None:
    twins = [evse("1", evse_id="DE*ABC*E1"), evse("1", evse_id="DE*ABC*E2")]
    imports([row("a", evses=twins)])
    assert Evse.objects.count() == 2


def test_two_spellings_of_an_operator_are_one_row(imports: Imports) -> None:
    imports([row("a", operator="Ohm-Way"), row("b", operator="OHMWAY"), row("c", operator="Öhmway")])
    imports([row("d", operator="ohm way")], source="xx-other")
    assert list(
        Operator.objects.values_list("slug", "stations__source__uid").distinct().order_by("stations__source__uid")
    ) == [
        ("ohm-way", "xx-other"),
        ("ohm-way", "xx-rows"),
    ]


def test_operators_whose_addresses_would_be_the_same_get_their_own(imports: Imports) -> None:
    imports([row("a", operator="充電"), row("b", operator="充電器"), row("c", operator="Operator")])
    assert set(Operator.objects.values_list("slug", flat=True)) == {"operator", "operator-2", "operator-3"}


def test_stations_with_the_same_hours_in_one_time_zone_share_them(imports: Imports) -> None:
    paris = {"lat": 48.85, "lon": 2.35, "country": "FRA", "state": None}
    imports([row("a", always=True), row("b", always=True), row("c", always=True, **paris), row("d")])
    assert Schedule.objects.count() == 2
    assert station("a").schedule_id == station("b").schedule_id != station("c").schedule_id
    assert station("d").schedule_id is None


def test_two_runs_over_one_source_at_once_are_refused_in_words(imports: Imports) -> None:
    with alone("xx-rows"), pytest.raises(RunInProgress, match="another run over xx-rows is under way"):
        imports([row("a")])
    assert imports([row("b")], source="xx-other").state == ImportRun.State.COMPLETED
    assert imports([row("a")]).state == ImportRun.State.COMPLETED


def test_a_run_that_a_dead_process_left_open_is_closed_by_the_next(imports: Imports) -> None:
    imports([row("a")])
    left = ImportRun.objects.create(source=Source.objects.get(), started_at=START)
    imports([row("a")])
    left.refresh_from_db()
    assert (left.state, left.error) == (ImportRun.State.FAILED, "interrupted")


def test_an_input_without_any_place_fails_and_leaves_everything_as_it_is(imports: Imports) -> None:
    imports([row("a")], complete="*")
    before = world()
    with pytest.raises(RunFailed, match=r"no charging place that can be published \(1 rows read\)"):
        imports([row("b", lat=None)], complete="*")
    failed = ImportRun.objects.first()
    assert failed and (failed.state, failed.error[:9]) == (ImportRun.State.FAILED, "the input")
    assert world() == before


def test_the_data_version_moves_on_with_places_and_the_status_version_with_states(imports: Imports) -> None:
    imports([row("a", evses=[evse("1", evse_id="DE*ABC*E1")])], source="xx-live")
    before = DataVersion.current()
    imports.states([{"evse": "DE*ABC*E1", "status": "AVAILABLE"}])
    states = DataVersion.current()
    assert states[0] == before[0] and states[1] > before[1]
    imports([row("a", evses=[evse("1", evse_id="DE*ABC*E1")])], source="xx-live")
    seen = DataVersion.current()
    assert seen[0] == states[0] and seen[1] > states[1]
    imports([row("a", name="Renamed", evses=[evse("1", evse_id="DE*ABC*E1")])], source="xx-live")
    assert DataVersion.current()[0] > states[0]


@contextmanager
def stations_written() -> Iterator[list[int]]:
    """How many stations each write has."""
    sizes: list[int] = []

    def count(write: Any, model: Any, columns: Any, rows: Any) -> None:
        values = list(rows)
        if model is Station and values:
            sizes.append(len(values))
        write(model, columns, values)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("insert", "update"):
            patch.setattr(bulk, name, partial(count, getattr(bulk, name)))
        yield sizes


def test_no_transaction_writes_more_than_a_batch(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stations.sources.staging.CHUNK", 3)
    monkeypatch.setattr("stations.ingest.static.CHUNK", 3)
    with stations_written() as sizes:
        run = imports([row(str(number)) for number in range(10)], complete="*")
        imports([row(str(number), name="Other") for number in range(9)], complete="*")
    assert sizes == [3, 3, 3, 1, 3, 3, 3, 1]
    assert run.report["longest_lock"] >= 0


def test_transactions_get_smaller_when_they_take_long_and_larger_again(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MOST": 8, "LEAST": 2, "LONG_LOCK": 0}.items():
        monkeypatch.setattr(f"stations.sources.store.{name}", value)
    with stations_written() as sizes:
        imports([row(str(number)) for number in range(19)])
        monkeypatch.setattr("stations.sources.store.LONG_LOCK", 1_000)
        imports([row(str(number), name="Other") for number in range(19)])
    assert sizes == [8, 4, 2, 2, 2, 1, 8, 8, 3]


def test_listeners_hear_of_a_run_when_it_is_published(
    imports: Imports, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[ImportRun] = []

    def listen(run: ImportRun, **_: object) -> None:
        heard.append(run)

    import_finished.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            done = imports([row(name) for name in "abc"], complete="*")
            imports([row("a")], complete="*")
    finally:
        import_finished.disconnect(listen)
    # The second one was held back: nothing happened that anybody should know of.
    assert heard == [done]


def test_what_a_listener_does_wrong_is_no_failure_of_the_run(
    imports: Imports, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("the listener's own fault")

    import_finished.connect(broken)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            run = imports([row("a")])
    finally:
        import_finished.disconnect(broken)
    run.refresh_from_db()
    assert run.state == ImportRun.State.COMPLETED
    assert "the listener's own fault" in caplog.text
