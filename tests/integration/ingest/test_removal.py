"""Sources go with all that hangs on them; the demo world comes and goes."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from stations.documents import catalogue
from stations.ingest.groups import regroup
from stations.ingest.remove import remove_idle_schedules, remove_source
from stations.ingest.runs import RunInProgress, alone
from stations.models import DataVersion, ImportRun, Operator, RejectedRow, Schedule, Source, Station
from stations.sources.registry import all_feeds
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import indexed_words, stored_words, world


def told(command: str, *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue().strip()


def test_a_source_goes_with_everything_and_leaves_the_others_alone(imports: Imports) -> None:
    imports([row("x", operator="Other Ways")], source="xx-other")
    before = world()
    imports([row("a", evses=[evse("1", status="AVAILABLE")]), row("b", lat=None)], source="xx-live")
    imports([row("a", name="Renamed", evses=[evse("1", status="CHARGING")])], source="xx-live")
    assert remove_source(Source.objects.get(uid="xx-live")) == 1
    assert world() == before
    assert not RejectedRow.objects.exists()
    assert set(ImportRun.objects.values_list("source__uid", flat=True)) == {"xx-other"}
    connection.check_constraints()


def test_operators_go_with_their_last_station(imports: Imports) -> None:
    imports([row("a", operator="Only Here"), row("b", operator="Both")])
    imports([row("x", operator="Both")], source="xx-other")
    remove_source(Source.objects.get(uid="xx-rows"))
    assert list(Operator.objects.values_list("name", flat=True)) == ["Both"]


def test_a_source_is_out_of_sight_before_its_first_station_goes(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    imports([row("a")])
    source, seen = Source.objects.get(), []
    hidden = (source.pk,)

    def look(ids: list[int]) -> None:
        seen.append(catalogue.current().hidden)
        Station.objects.filter(pk__in=ids).delete()

    monkeypatch.setattr("stations.ingest.remove.remove_stations", look)
    remove_source(source)
    assert seen == [hidden]


def test_whoever_looks_before_the_groups_are_made_anew_asks_again_afterwards(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    imports([row("a", evses=[evse("1", evse_id="US*ABC*E1")])])
    imports([row("x", evses=[evse("1", evse_id="US*ABC*E1")])], source="xx-other")
    seen: list[tuple[str, tuple[int, int]]] = []

    def looked_before(*given: Any, **named: Any) -> int:
        seen.append((Station.objects.get().group, DataVersion.current()))
        return regroup(*given, **named)

    monkeypatch.setattr("stations.ingest.remove.regroup", looked_before)
    remove_source(Source.objects.get(uid="xx-other"))
    [(group, version)] = seen
    assert Station.objects.get().group != group
    assert DataVersion.current()[0] > version[0]


def test_a_source_that_is_being_imported_is_not_removed(imports: Imports) -> None:
    imports([row("a")])
    with alone("xx-rows"), pytest.raises(RunInProgress):
        remove_source(Source.objects.get())
    assert Station.objects.exists()


def test_a_source_can_come_back(imports: Imports) -> None:
    imports([row("a")])
    before = world()
    remove_source(Source.objects.get())
    imports([row("a")])
    assert world() == before


def test_hours_that_nobody_keeps_any_more_can_be_removed(imports: Imports) -> None:
    imports([row("a", always=True), row("b", lat=48.85, lon=2.35, country="FRA", state=None, always=True)])
    imports([row("b", lat=48.85, lon=2.35, country="FRA", state=None)])
    assert Schedule.objects.count() == 2
    assert remove_idle_schedules() == 1
    assert Schedule.objects.get().pk == Station.objects.get(records__native_id="a").schedule_id


@pytest.fixture
def small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo world with its largest towns only."""
    monkeypatch.setattr("stations.sources.invented.world.SMALLEST_TOWN", 8_000_000)


def facts(uids: tuple[str, ...]) -> list[Any]:
    return list(
        Station.objects.filter(source__uid__in=uids).order_by("public_id").values_list("public_id", "document", "cell")
    )


@pytest.mark.usefixtures("small_world", "db")
def test_the_demo_world_is_the_same_every_time() -> None:
    assert told("load_demo").startswith("Loaded ")
    first = facts(("demo", "demo-live"))
    assert first
    assert told("load_demo", "--remove") == f"Removed {len(first)} demo stations."
    assert (Station.objects.count(), Source.objects.count(), Operator.objects.count()) == (0, 0, 0)
    assert told("load_demo") == f"Loaded {len(first)} demo stations."
    assert facts(("demo", "demo-live")) == first
    assert indexed_words() == stored_words()


@pytest.mark.usefixtures("small_world", "db")
def test_the_demo_world_is_labelled_as_such() -> None:
    told("load_demo")
    assert set(Source.objects.values_list("uid", "demo")) == {("demo", True), ("demo-live", True)}
    for public_id, document, _ in facts(("demo", "demo-live")):
        assert b"none of them exists" in bytes(document), public_id
    assert all(name.endswith("(demo)") for name in Operator.objects.values_list("name", flat=True))


@pytest.mark.usefixtures("small_world", "db")
def test_only_an_empty_database_is_filled_when_asked_for_that() -> None:
    assert told("load_demo", "--if-empty").startswith("Loaded ")
    assert told("load_demo", "--if-empty") == "There are stations already."


@pytest.mark.usefixtures("small_world")
def test_real_stations_are_reason_enough_not_to_load_the_demo(imports: Imports) -> None:
    imports([row("a")])
    assert told("load_demo", "--if-empty") == "There are stations already."


@pytest.mark.usefixtures("small_world", "db")
def test_a_demo_that_was_interrupted_is_loaded_again() -> None:
    told("load_demo")
    Source.objects.filter(uid="demo-live").update(loaded_at=None)
    assert told("load_demo", "--if-empty").startswith("Loaded ")
    assert not Source.objects.filter(loaded_at=None).exists()


@pytest.mark.usefixtures("small_world", "db")
def test_a_demo_that_is_being_loaded_says_so() -> None:
    with alone("demo"), pytest.raises(CommandError, match="another run over demo is under way"):
        call_command("load_demo")


@pytest.mark.usefixtures("db")
def test_every_demo_source_is_found_by_its_mark() -> None:
    assert {feed.uid for feed in all_feeds().values() if feed.demo} == {"demo", "demo-live"}
