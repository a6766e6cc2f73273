"""A station that staff hide has vanished, to everybody and through every import, until it is shown again."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from stations.ingest.hide import hide_station, show_station
from stations.ingest.rebuild import rebuild_documents
from stations.ingest.runs import alone
from stations.ingest.undo import undo
from stations.models import Hiding, Station
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports
from tests.fakes.world import indexed_words, stored_words, world
from voltway.lib.problems import Conflict, NotFound

NOW = datetime(2026, 5, 2, 12, 0, tzinfo=UTC)
ROWS = [row("a", evses=[evse("1", evse_id="US*OHM*E1")]), row("b")]


@pytest.fixture
def place(imports: Imports) -> str:
    """The public id of a station that another source tells of, too."""
    imports(ROWS, complete="*")
    imports([row("z", evses=[evse("9", evse_id="US*OHM*E1")])], "xx-other", complete="*")
    return Station.objects.get(name="Place a").public_id


def hidden(place: str) -> bool:
    return Station.objects.get(public_id=place).vanished_at is not None


def test_it_is_out_of_sight_and_comes_back_as_it_was(place: str) -> None:
    before = world()
    assert hide_station(station=place, reason="Invented.", now=NOW)
    assert Station.objects.get(public_id=place).vanished_at == NOW
    assert not hide_station(station=place, reason="Again.", now=NOW)
    assert Hiding.objects.get().reason == "Invented."
    # The other source's is no longer one of two.
    assert not Station.objects.exclude(group="").exists()
    assert show_station(station=place, now=NOW)
    assert not show_station(station=place, now=NOW)
    assert world() == before
    assert indexed_words() == stored_words()


def test_imports_undos_and_rebuilding_leave_it_hidden(place: str, imports: Imports) -> None:
    hide_station(station=place, reason="Invented.", now=NOW)
    run = imports([row("a", name="Renamed"), ROWS[1]], complete="*")
    assert hidden(place)
    undo(run=run, now=imports.now)
    rebuild_documents(now=imports.now)
    assert hidden(place)
    imports([ROWS[1]], complete="*", accept_shrink=True)
    imports(ROWS, complete="*")
    assert hidden(place)
    show_station(station=place, now=NOW)
    assert not hidden(place)


def test_removed_and_loaded_again_it_is_hidden(place: str, imports: Imports) -> None:
    hide_station(station=place, reason="Invented.", now=NOW)
    Station.objects.get(public_id=place).source.delete()
    imports(ROWS, complete="*")
    assert hidden(place)


def test_what_its_source_says_is_gone_stays_gone(place: str, imports: Imports) -> None:
    hide_station(station=place, reason="Invented.", now=NOW)
    imports([ROWS[1]], complete="*", accept_shrink=True)
    show_station(station=place, now=NOW)
    assert hidden(place)


def test_pages_lists_and_programs_are_told(place: str, client: Client) -> None:
    copy = client.get("/api/v2/stations/?modified_since=all").json()
    assert place in {one["id"] for one in copy["data"]}
    hide_station(station=place, reason="Invented.", now=NOW)
    assert place in {one["id"] for one in client.get(copy["sync"]).json()["data"] if one.get("deleted")}
    found = client.get("/api/v2/stations/?q=place&access=PUBLIC,UNKNOWN").json()["data"]
    assert {one["name"] for one in found} == {"Place b", "Place z"}
    assert client.get(f"/stations/{place}/", follow=True).status_code == 410
    assert client.get(f"/api/v2/stations/{place}/").json()["station"]["vanished_at"] == "2026-05-02T12:00:00Z"


def test_while_its_source_is_imported_nobody_hides_it(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stations.ingest.rewriting.PATIENCE_S", 0)
    with alone("xx-rows"), pytest.raises(Conflict, match="import of this source is under way"):
        hide_station(station=place, reason="Invented.", now=NOW)
    assert not Hiding.objects.exists()


def test_what_never_was_is_not_hidden(imports: Imports) -> None:
    with pytest.raises(NotFound):
        hide_station(station="a" * 12, reason="Invented.", now=NOW)


def test_without_its_line_in_the_log_nothing_happens(place: str) -> None:
    def full() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        hide_station(station=place, reason="Invented.", now=NOW, note=full)
    assert (hidden(place), Hiding.objects.count()) == (False, 0)
