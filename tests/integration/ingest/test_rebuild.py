"""Derived things are made anew from the facts that are kept, and nothing else changes."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from stations.ingest.rebuild import rebuild_documents
from stations.ingest.runs import alone
from stations.models import DataVersion, Evse, ImportRun, Operator, Station
from stations.sources import text_index
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import indexed_words, stored_words, world


@pytest.fixture
def stocked(imports: Imports) -> Imports:
    """Stations of two sources: grouped, live, vanished, and with hours."""
    rows = [row(name, always=True, evses=[evse("1", evse_id=f"US*ABC*E{name}")]) for name in "abcdef"]
    imports(rows, complete="*")
    imports(rows[:5], complete="*")
    imports([row("x", evses=[evse("1", evse_id="US*ABC*Ea", status="CHARGING")])], source="xx-live")
    assert Station.objects.exclude(group="").count() == 2
    return imports


def times() -> list[object]:
    return list(Station.objects.order_by("pk").values_list("pk", "seen_at", "changed_at", "vanished_at"))


def test_rebuilding_what_is_right_changes_nothing_however_often(stocked: Imports) -> None:
    before, then = world(), times()
    for _ in range(2):
        assert rebuild_documents(now=stocked.now + timedelta(days=1)).outcomes["rebuilt"] == 7
        assert (world(), times()) == (before, then)


def test_whatever_was_derived_wrongly_is_right_again(stocked: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    before = world()
    text_index.remove(list(Station.objects.values_list("pk", flat=True)))
    Station.objects.update(fits=0, traits=0, cell=1, search_text="nonsense", document=b"{}", max_electric_power=1)
    for key, text in Station.objects.values_list("pk", "search_text"):
        text_index.add([(key, text)])
    Evse.objects.filter(status="").update(evse_key="WRONG")
    monkeypatch.setattr("stations.ingest.rebuild.records_of", _in_small_chunks)
    rebuild_documents(now=stocked.now)
    assert world() == before
    connection.check_constraints()


def _in_small_chunks(source: object) -> list[list[tuple[int, str]]]:
    from stations.models import SourceRecord

    records = SourceRecord.objects.filter(source=source).order_by("native_id").values_list("pk", "native_id")  # type: ignore[misc]
    return [[record] for record in records]


def test_the_version_moves_on_so_that_nobody_keeps_old_answers(stocked: Imports) -> None:
    before = DataVersion.current()
    rebuild_documents(now=stocked.now)
    assert DataVersion.current()[0] > before[0]


def test_a_rebuilding_that_is_killed_leaves_nobody_with_answers_of_before(
    stocked: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(uid: str, done: int) -> None:
        raise Killed

    before = DataVersion.current()
    with pytest.raises(Killed):
        rebuild_documents(now=stocked.now, progress=killed)
    assert DataVersion.current()[0] > before[0]


def test_no_run_is_recorded_and_no_operator_doubled(stocked: Imports) -> None:
    runs, operators = ImportRun.objects.count(), Operator.objects.count()
    rebuild_documents(now=stocked.now)
    assert (ImportRun.objects.count(), Operator.objects.count()) == (runs, operators)


@pytest.mark.sqlite
def test_an_index_of_words_that_is_lost_is_made_anew(stocked: Imports, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO stations_station_text (stations_station_text) VALUES ('delete-all')")
    assert indexed_words() == []
    call_command("rebuild_documents", "--text-index")
    assert indexed_words() == stored_words() != []
    assert capsys.readouterr().out == "Rebuilt 7 stations.\n"


def test_a_source_that_is_being_imported_is_not_rebuilt(stocked: Imports) -> None:
    with alone("xx-rows"), pytest.raises(CommandError, match="another run over xx-rows is under way"):
        call_command("rebuild_documents")
