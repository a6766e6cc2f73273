"""A source's first load is out of sight until it is whole, wherever a reader looks; then it is all there at once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from stations.documents.identity import public_id
from stations.ingest.runs import RunFailed
from stations.ingest.undo import undo
from stations.models import DataVersion, ImportRun, Station
from tests.fakes.feeds import evse, row
from tests.fakes.imports import Imports

FIRST = public_id("xx-rows", "a")

Look = Callable[[Client], Any]


def data(client: Client, path: str, **params: str) -> Any:
    answer = client.get(path, params, HTTP_HOST="localhost")
    assert answer.status_code == 200, (path, answer.content)
    return answer.json()["data"]


def tile(client: Client) -> bytes:
    answer = client.get("/api/v2/tiles/0/0/0.mvt", HTTP_HOST="localhost")
    return bytes(answer.content)


LOOKS: dict[str, Look] = {
    "list": lambda client: data(client, "/api/v2/stations/"),
    "nearby": lambda client: data(client, "/api/v2/stations/nearby/", lat="42.36", lon="-71.06", radius_km="5"),
    "text": lambda client: data(client, "/api/v2/stations/", q="place"),
    "detail": lambda client: client.get(f"/api/v2/stations/{FIRST}/", HTTP_HOST="localhost").status_code == 200,
    "suggestions": lambda client: [
        line for line in data(client, "/api/v2/stations/suggestions/", q="place a") if line["kind"] == "station"
    ],
    "sources": lambda client: data(client, "/api/v2/sources/"),
    "operators": lambda client: data(client, "/api/v2/operators/"),
    "suggested operators": lambda client: data(client, "/api/v2/stations/suggestions/", q="ohmw"),
    "tile": tile,
}


@pytest.fixture
def unfinished(imports: Imports, monkeypatch: pytest.MonkeyPatch) -> Imports:
    """A first load that broke off in the middle, seen by readers that had looked before it began."""
    Client().get("/api/v2/stations/", HTTP_HOST="localhost")
    monkeypatch.setattr("stations.sources.staging.CHUNK", 2)
    broken = imports.folder / "broken.json"
    broken.write_text(f"[{', '.join(json.dumps(row(name)) for name in 'abcd')}, {{")
    with pytest.raises(RunFailed, match=r"broken.json can't be read: parse error: premature EOF"):
        imports.files(broken)
    assert Station.objects.count() == 4
    return imports


@pytest.mark.parametrize("look", list(LOOKS))
def test_an_unfinished_first_load_is_nowhere_to_be_seen(
    unfinished: Imports, client: Client, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    # Another source moves the version on meanwhile: whatever is kept in memory is made anew.
    unfinished([row("elsewhere", lat=-33.9, lon=18.4, country="ZAF", name="Cape", operator="Other")], source="xx-other")
    seen = LOOKS[look](client)
    Station.objects.filter(source__uid="xx-rows").delete()
    DataVersion.bump(data=True)
    assert seen == LOOKS[look](client)


@pytest.mark.parametrize("look", ["operators", "suggested operators"])
def test_the_operators_of_an_unfinished_first_load_are_not_told(unfinished: Imports, client: Client, look: str) -> None:
    assert "Ohmway" not in str(LOOKS[look](client))


@pytest.mark.parametrize("look", list(LOOKS))
def test_when_it_is_whole_everything_is_there(unfinished: Imports, client: Client, look: str) -> None:
    nothing = LOOKS[look](client)
    run = unfinished([row(name) for name in "abcd"])
    assert run.report["took_over"] == [run.pk - 1]
    assert LOOKS[look](client) != nothing


def test_what_the_whole_input_does_not_hold_goes_with_the_first_load_that_broke_off(unfinished: Imports) -> None:
    run = unfinished([row("a", name="Newer"), row("b"), row("e")])
    assert run.report["outcomes"] == {"new": 3}
    assert set(Station.objects.values_list("name", flat=True)) == {"Newer", "Place b", "Place e"}


def test_a_first_load_that_broke_off_can_be_taken_back(unfinished: Imports) -> None:
    broken = ImportRun.objects.get()
    assert (broken.state, broken.wrote) == (ImportRun.State.FAILED, True)
    undo(run=broken, now=unfinished.now)
    assert not Station.objects.exists()


def test_stations_that_are_hidden_group_with_nobody(unfinished: Imports) -> None:
    unfinished([row("x", evses=[evse("1", evse_id="US*ABC*E1")])], source="xx-third")
    hidden = Station.objects.filter(source__uid="xx-rows").first()
    assert hidden
    hidden.evses.update(evse_key="USABCE1")
    unfinished([row("y", evses=[evse("1", evse_id="US*XYZ*E2")])], source="xx-other")
    assert not Station.objects.exclude(group="").exists()
