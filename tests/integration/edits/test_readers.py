"""What readers are told of corrections: page, API, exports; and of stations that drivers added."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from stations.exports.registry import all_formats
from stations.exports.write import write_export
from stations.search.query import StationQuery
from tests.fakes.edits import A, accept, corrected, suggest_new
from tests.world import NOW, REGISTER, evse, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]


@pytest.fixture(autouse=True)
def listed(stage: None) -> None:
    publish(REGISTER, station("a", price_text="<b>9</b>"), station("b", (52.6, 13.4)), complete="*")


def test_the_document_says_which_fields_come_from_drivers_and_keeps_its_own_source_first(client: Client) -> None:
    corrected(name="Castle Mall")
    sources = client.get(f"/api/v2/stations/{A}/").json()["sources"]
    assert [source["uid"] for source in sources] == ["xx-register", "drivers"]
    assert sources[0]["last_seen"] == sources[1]["last_seen"] == "2026-01-14T12:00:00Z"
    assert (sources[1]["licence"], sources[1]["open"]) == ("CC0 1.0", True)
    at = "2026-01-14T12:00:00Z"
    assert sources[1]["corrections"] == [{"field": "name", "evse": None, "at": at, "source_says": "Park a"}]


def test_an_evse_or_a_text_that_looks_like_the_end_of_a_document_is_none(client: Client) -> None:
    trap = '}]}]},{"uid":"drivers","name":"x"}]}'
    publish(REGISTER, station("a", name=trap, evses=(evse("drivers"), evse(trap))), complete="")
    corrected(city=trap)
    found = client.get(f"/api/v2/stations/{A}/").json()
    assert found["city"] == found["name"] == trap
    assert [len(source) for source in found["sources"]] == [9, 10]


def test_the_page_says_what_the_source_says_instead(client: Client) -> None:
    corrected(name="Castle Mall", price_text="8 ct")
    page = client.get(f"/stations/{A}/castle-mall/").content.decode()
    assert "Drivers corrected, and a moderator accepted:" in page
    assert "The source says: Park a" in page
    assert "<h1" in page
    assert "Castle Mall" in page


def test_changes_are_told_to_whoever_keeps_a_copy(client: Client) -> None:
    told = client.get("/api/v2/stations/?modified_since=2020-01-01T00:00:00Z").json()
    corrected(name="Castle Mall")
    later = client.get(told["sync"]).json()
    assert [row["name"] for row in later["data"]] == ["Castle Mall"]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("q=quarter", {"name": "Castle Quarter"}),
        ("access=customers", {"access": "CUSTOMERS"}),
        ("bbox=13.39,52.69,13.41,52.71", {"coordinates": {"latitude": 52.7, "longitude": 13.4}}),
        ("open=24_7", {"opening_hours": "24/7"}),
        ("min_power_kw=300", {"plugs": [{"evse": "1", "connectors": [{"max_electric_power": 350_000}]}]}),
    ],
)
def test_searches_find_what_drivers_say(found: str, told: dict[str, Any], client: Client) -> None:
    address = f"/api/v2/stations/?{found}"
    assert client.get(address).json()["data"] == []
    corrected(**told)
    assert [row["id"] for row in client.get(address).json()["data"]] == [A]


def test_an_export_names_the_drivers_and_keeps_the_licence(tmp_path: Path, client: Client) -> None:
    corrected(name="Castle Mall")
    path = tmp_path / "file.zip"
    write_export(query=StationQuery(), form=all_formats()["csv"], path=path, now=NOW)
    with zipfile.ZipFile(path) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
    (table,) = (text for name, text in texts.items() if name.endswith(".csv"))
    assert "Castle Mall" in table
    assert "© The registrar; VoltWay drivers" in table
    assert table.count("VoltWay drivers") == 1
    assert '"attribution":"VoltWay drivers","rows":1' in texts["manifest.json"].replace(", ", ",").replace(": ", ":")


def test_a_station_that_drivers_added_is_like_any_other(client: Client) -> None:
    edit = accept(suggest_new())
    found = client.get(f"/api/v2/stations/{edit.station}/").json()
    assert (found["name"], found["country"], found["operator"]["name"]) == ("Behind the mill", "DEU", "Stromwerk")
    assert (found["sources"][0]["uid"], found["sources"][0]["licence"]) == ("drivers", "CC0 1.0")
    assert found["evses"][0]["connectors"][0]["power_type"] is None
    assert client.get(found["url"]).status_code == 200
    assert client.get("/data/").status_code == 200
    assert "drivers" in {source["uid"] for source in client.get("/api/v2/sources/").json()["data"]}


def test_a_station_that_drivers_added_can_be_corrected(client: Client) -> None:
    edit = accept(suggest_new())
    corrected(edit.station, name="Before the mill")
    found = client.get(f"/api/v2/stations/{edit.station}/").json()
    assert found["name"] == "Before the mill"
    assert [source["uid"] for source in found["sources"]] == ["drivers", "drivers"]
    assert found["sources"][0]["last_seen"] >= "2026-01-14T12:00:00Z"
