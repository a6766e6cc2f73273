"""Taking runs back: the world is as it was before them."""

import pytest

from stations.documents import catalogue
from stations.ingest.runs import RunFailed, RunInProgress, alone
from stations.ingest.undo import undo
from stations.models import ImportRun, Operator, Source, SourceRecord, Station
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import World, indexed_words, stored_words, world

ROWS = [row(name) for name in "abcdef"]


def facts() -> World:
    """The world without the versions that runs keep, which stay for as long as the setting says."""
    return {name: rows for name, rows in world().items() if name not in ("versions", "schedules")}


def take_back(run: ImportRun, imports: Imports) -> dict[str, int]:
    done = undo(run=run, now=imports.now)
    assert done.state == ImportRun.State.COMPLETED
    counts: dict[str, int] = done.report["outcomes"]
    return {name: count for name, count in counts.items() if count}


@pytest.mark.parametrize(
    ("edition", "given", "counts"),
    [
        ([*ROWS, row("new", operator="Newcomer")], {}, {"removed": 1}),
        ([row("a", name="Renamed", evses=[evse("2")], operator="Newcomer"), *ROWS[1:]], {}, {"restored": 1}),
        (ROWS[:5], {"complete": "*"}, {"returned": 1}),
        ([row("a", name="Renamed"), *ROWS[1:5], row("new")], {"complete": "*"},
         {"restored": 1, "returned": 1, "removed": 1}),
    ],
    ids=["new", "changed", "vanished", "all three"],
)  # fmt: skip
def test_an_undone_run_might_never_have_been(
    imports: Imports, edition: list[object], given: dict[str, str], counts: dict[str, int]
) -> None:
    imports(ROWS, complete="*")
    before = facts()
    run = imports(edition, **given)
    assert facts() != before
    assert take_back(run, imports) == counts
    assert facts() == before
    assert indexed_words() == stored_words()


def test_undoing_a_return_makes_the_station_vanish_again(imports: Imports) -> None:
    imports(ROWS, complete="*")
    vanishing = imports(ROWS[:5], complete="*")
    before = facts()
    run = imports([*ROWS[:5], row("f", name="Other")], complete="*")
    assert take_back(run, imports) == {"restored": 1}
    assert facts() == before
    assert SourceRecord.objects.get(native_id="f").vanished_run == vanishing


def test_a_first_load_can_be_undone_and_loaded_again(imports: Imports) -> None:
    run = imports(ROWS, complete="*")
    assert take_back(run, imports) == {"removed": 6}
    source = Source.objects.get()
    assert (Station.objects.count(), source.loaded_at, source.whole_seen_at) == (0, None, None)
    assert not Operator.objects.exists()
    assert indexed_words() == []
    assert imports(ROWS).report["outcomes"] == {"new": 6}


def test_a_chain_of_runs_is_undone_one_by_one(imports: Imports) -> None:
    runs, worlds = [], []
    editions = [ROWS, [row("a", name="2"), *ROWS[1:5]], [row("a", name="3"), *ROWS[1:], row("g")], ROWS[:6]]
    for edition in editions:
        runs.append(imports(edition, complete="*"))
        worlds.append(facts())
    while len(runs) > 1:
        take_back(runs.pop(), imports)
        worlds.pop()
        assert facts() == worlds[-1]
    assert take_back(runs[0], imports) == {"removed": 6}


def test_a_run_that_a_later_one_stands_on_is_not_undone(imports: Imports) -> None:
    first = imports(ROWS)
    second = imports([*ROWS, row("new")])
    with pytest.raises(RunFailed, match=f"run {second.pk} of xx-rows came after it: undo that one first"):
        undo(run=first, now=imports.now)
    take_back(second, imports)
    assert take_back(first, imports) == {"removed": 6}


def test_a_later_run_that_changed_nothing_is_no_hindrance(imports: Imports) -> None:
    first = imports(ROWS)
    second = imports(ROWS)
    assert take_back(first, imports) == {"removed": 6}
    with pytest.raises(RunFailed, match="has changed nothing"):
        undo(run=second, now=imports.now)


def test_a_run_is_not_undone_twice(imports: Imports) -> None:
    imports(ROWS)
    run = imports([*ROWS, row("new")])
    take_back(run, imports)
    with pytest.raises(RunFailed, match="is undone"):
        undo(run=run, now=imports.now)


def test_live_states_and_undos_are_nothing_to_undo(imports: Imports) -> None:
    imports(ROWS, source="xx-live")
    states = imports.states([])
    with pytest.raises(RunFailed, match="only a run over places"):
        undo(run=states, now=imports.now)


def test_nothing_is_undone_while_an_import_is_under_way(imports: Imports) -> None:
    run = imports(ROWS)
    with alone("xx-rows"), pytest.raises(RunInProgress):
        undo(run=run, now=imports.now)


def test_an_undone_whole_run_no_longer_says_when_the_source_was_seen(imports: Imports) -> None:
    imports(ROWS, complete="*")
    seen = Source.objects.get().whole_seen_at
    run = imports([*ROWS, row("new")], complete="*")
    assert Source.objects.get().whole_seen_at == run.started_at
    take_back(run, imports)
    assert Source.objects.get().whole_seen_at == seen


def test_readers_lose_sight_of_a_source_at_once_when_its_first_load_is_undone(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = imports(ROWS)
    seen: list[tuple[int, ...]] = []
    monkeypatch.setattr("stations.ingest.undo.remove_stations", lambda ids: seen.append(catalogue.current().hidden))
    undo(run=run, now=imports.now)
    assert seen == [(run.source_id,)]


def test_an_undo_that_is_interrupted_can_be_carried_through(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    imports(ROWS, complete="*")
    before = facts()
    run = imports([row("a", name="Renamed"), *ROWS[1:5], row("new")], complete="*")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("stations.ingest.undo.remove_stations", _interrupted)
        undo(run=run, now=imports.now)
    assert take_back(run, imports)["removed"] == 1
    assert facts() == before


def _interrupted(ids: list[int]) -> None:
    raise KeyboardInterrupt
