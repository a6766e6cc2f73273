"""Whoever follows the changes ends with what is there, however imports and pages come between each other."""

import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stations.documents import catalogue
from stations.ingest.rebuild import rebuild_documents
from stations.ingest.remove import hide, remove_source
from stations.ingest.retention import clean_up
from stations.ingest.runs import RunFailed
from stations.ingest.undo import undo
from stations.models import DataVersion, ImportRun, RemovedStation, Source, Station
from stations.search import changes
from stations.search.changes import LAST_ID, Change, Lost, Mark, since
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import plan_of

START = Mark(0)


class Client:
    """Follows the changes page by page, and keeps of each station which change it has seen."""

    def __init__(self) -> None:
        self.mark, self.copy, self.this_pass = START, dict[str, int](), set[tuple[str, int]]()

    def page(self, limit: int) -> bool:
        """Take one page over; False when it was the last."""
        told = since(self.mark, limit)
        for change in told.found:
            self._take(change)
        if told.end:
            self.mark, self.this_pass = told.end, set()
        elif told.found:
            self.mark = told.found[-1].mark
        return told.end is None

    def _take(self, change: Change) -> None:
        seen = (change.public_id, change.mark.number)
        assert seen not in self.this_pass, "an unchanged station came twice in a pass"
        self.this_pass.add(seen)
        if change.gone:
            self.copy.pop(change.public_id, None)
        else:
            self.copy[change.public_id] = change.mark.own

    def to_the_end(self) -> dict[str, int]:
        while self.page(3):
            pass
        return self.copy


def there() -> dict[str, int]:
    """What readers see: public id → its latest change."""
    seen = Station.objects.filter(source__loaded_at__isnull=False, vanished_at=None)
    return dict(seen.values_list("public_id", "change"))


SOURCES = ("xx-rows", "xx-other", "xx-live")
ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 1)), min_size=1, max_size=6)
# Two sources that name the same EVSE form a group: that changes stations that no run of theirs brought.
STEPS = st.one_of(
    st.tuples(st.just("import"), st.sampled_from(SOURCES), ROWS, st.sampled_from(["", "*"])),
    st.tuples(st.just("undo"), st.sampled_from(SOURCES)),
    st.tuples(st.just("remove"), st.sampled_from(SOURCES)),
    st.tuples(st.just("killed"), st.sampled_from(SOURCES), ROWS),
    st.tuples(st.just("rebuild")),
    st.tuples(st.just("page"), st.integers(1, 4)),
    st.tuples(st.just("page"), st.integers(1, 4)),
)


class Killed(Exception):
    pass


def play(step: tuple[Any, ...], imports: Imports, client: Client) -> None:
    match step:
        case "import", source, drawn, complete:
            imports(rows_of(drawn), source=source, complete=complete, accept_shrink=True)
        case "undo", source:
            take_back(source, imports)
        case "remove", source:
            for known in Source.objects.filter(uid=source):
                remove_source(known)
        case "killed", source, drawn:
            with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
                patch.setattr("stations.ingest.static.finish", die)
                imports(rows_of(drawn), source=source)
        case ("rebuild",):
            rebuild_documents(now=imports.now)
        case "page", limit:
            client.page(limit)


def die(*_: Any, **__: Any) -> None:
    raise Killed


def rows_of(drawn: list[tuple[str, int]]) -> list[Any]:
    return [row(key, name=f"{key}{edition}", evses=[evse("1", evse_id=f"DE*VLT*E{key}")]) for key, edition in drawn]


def take_back(source: str, imports: Imports) -> None:
    newest = (
        ImportRun.objects.filter(source__uid=source, kind=ImportRun.Kind.PLACES, wrote=True)
        .exclude(state=ImportRun.State.UNDONE)
        .order_by("pk")
        .last()
    )
    if newest:
        try:
            undo(run=newest, now=imports.now)
        except RunFailed:
            assert newest.state != ImportRun.State.COMPLETED


@pytest.mark.usefixtures("db")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=12))
def test_a_copy_that_follows_ends_as_what_is_there(steps: list[tuple[Any, ...]]) -> None:
    with undone_afterwards() as folder:
        imports, client = Imports(folder), Client()
        for step in steps:
            play(step, imports, client)
        assert client.to_the_end() == there()
        fresh = Client()
        assert fresh.to_the_end() == there()


class undone_afterwards:
    """An empty database for one example, in a test that has many."""

    def __enter__(self) -> Path:
        self.folder = TemporaryDirectory()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        catalogue._latest = catalogue.Catalogue(-1, -1)
        return Path(self.folder.name)

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        catalogue._latest = catalogue.Catalogue(-1, -1)
        self.folder.cleanup()


@pytest.fixture
def three(imports: Imports) -> Iterator[Imports]:
    # What other tests removed.
    RemovedStation.objects.all().delete()
    imports([row("a"), row("b"), row("c")], complete="*")
    yield imports


def test_nothing_comes_again_until_something_changes(three: Imports) -> None:
    client = Client()
    assert len(client.to_the_end()) == 3
    assert since(client.mark, 10).found == []
    three([row("a"), row("b", name="New"), row("c")], complete="*")
    assert [change.gone for change in since(client.mark, 10).found] == [False]


def test_a_first_load_is_told_of_once_it_is_whole(three: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.to_the_end()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("stations.ingest.static.finish", die)
        three([row("x"), row("y")], source="xx-other")
    three([row("a", name="New"), row("b"), row("c")], complete="*")
    assert len(client.to_the_end()) == 3
    three([row("x")], source="xx-other")
    assert len(client.to_the_end()) == 4


def test_what_was_removed_is_told_for_as_long_as_it_is_kept(three: Imports) -> None:
    client, slow = Client(), Client()
    client.to_the_end()
    slow.page(2)
    remove_source(Source.objects.get())
    told = since(client.mark, 10)
    assert [change.gone for change in told.found] == [True] * 3
    keep = three.now - three.now.replace(year=2020)
    assert clean_up(now=three.now, keep=keep)["removed stations"] == 0
    later = three.now.replace(year=2100)
    assert clean_up(now=later, keep=three.now - three.now)["removed stations"] == 3
    assert not RemovedStation.objects.exists()
    with pytest.raises(Lost):
        since(slow.mark, 10)
    assert told.end
    assert since(told.end, 10).found == []


def test_a_first_copy_need_not_know_what_went_before_it_was_begun(three: Imports) -> None:
    remove_source(Source.objects.get())
    clean_up(now=three.now.replace(year=2100), keep=three.now - three.now)
    with pytest.raises(Lost):
        since(START, 10)
    assert since(START, 10, begun=changes.latest()).found == []


def test_a_mark_of_another_database_is_lost(three: Imports) -> None:
    with pytest.raises(Lost):
        since(Mark(changes.latest() + 1), 10)


def test_what_is_added_after_it_was_removed_is_there(three: Imports) -> None:
    client = Client()
    client.to_the_end()
    remove_source(Source.objects.get())
    three([row("a")])
    assert client.to_the_end() == there() != {}


def test_changes_are_read_from_their_index(three: Imports) -> None:
    parts = changes._stations(Source.objects.get().pk, (5, "a"), 9, 0)
    assert "stations_station_change" in plan_of(parts.sql, [*parts.params, 10])
    removed = changes._removed(Mark(5, 5, "a"), 9)
    assert "stations_removed_change" in plan_of(removed.sql, [*removed.params, 10])


@pytest.mark.parametrize("what", ["shown", "changed", "hidden"])
def test_what_lands_while_a_page_is_made_comes_with_the_next(three: Imports, what: str) -> None:
    client = Client()
    if what == "hidden":
        client.to_the_end()
    with catalogue.of_one_moment():
        catalogue.current()
        # As another process does it: nobody here is told that the version has moved on.
        match what:
            case "shown":
                three([row("x")], source="xx-other")
            case "changed":
                three([row("a", name="Other")])
            case "hidden":
                hide(Source.objects.get())
        client.page(100)
    assert client.to_the_end() == there()


def test_more_sources_than_fit_into_a_statement_are_read(three: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    three([row("x")], source="xx-other")
    monkeypatch.setattr(changes, "_PARTS", 1)
    assert Client().to_the_end() == there()


# SQLite has one writer at a time.
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_number_is_seen_after_all_that_are_smaller() -> None:
    DataVersion.bump(data=True)
    order: list[str] = []

    def second() -> None:
        with transaction.atomic():
            DataVersion.next_change()
            order.append("second")
        connection.close()

    with transaction.atomic():
        mine = DataVersion.next_change()
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert changes.latest() > mine
    assert LAST_ID > "z"
