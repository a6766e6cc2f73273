"""OCPI 2.2.1 out: what our own reader of OCPI makes of it is what was published, in the words of the standard."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stations.api.ocpi.location import location
from stations.api.schema import examples
from stations.documents.identity import public_id
from stations.hours.model import OpeningHours, Period
from stations.ingest.remove import remove_source
from stations.models import Source, Station
from stations.records import OperatorRecord, Parsed, StationRecord
from stations.sources.base import SourceFile
from stations.sources.families.ocpi import OcpiFeed
from tests.fakes.world import plan_of
from tests.world import NETWORK, NOW, REGISTER, TYPE_2, evse, plug, publish, station

pytestmark = pytest.mark.usefixtures("world")

LIST = "/ocpi/2.2.1/locations"
WHOLE = plug(TYPE_2, 22, format="SOCKET", power_type="AC_3_PHASE", max_voltage=400, max_amperage=32)
FULL = station(
    "full",
    (48.123456, 11.5),
    evse("1", WHOLE, plug(uid="2"), evse_id="DE*VLT*E1", capabilities=("RFID_READER",), floor_level="-2"),
    evse("2", WHOLE, physical_reference="A7", parking_restrictions=("EV_ONLY", "PLUGGED")),
    address="Platz 1",
    city="München",
    postal_code="80331",
    state="Bayern",
    operator=OperatorRecord("Voltline", website="https://voltline.example/", party_id="DEVLT"),
    suboperator="Sub",
    owner="City",
    hours=OpeningHours(regular=(Period(1, 480, 1200), Period(6, 540, 720))),
    parking_type="PARKING_LOT",
    facilities=("HOTEL", "WIFI"),
    renewable=True,
    charging_when_closed=False,
    time_zone="Europe/Berlin",
)
# What OCPI 2.2.1 has a word for.
KEPT = (
    "latitude", "longitude", "name", "address", "city", "postal_code", "state", "country", "time_zone", "access",
    "suboperator", "owner", "hours", "parking_type", "facilities", "renewable", "charging_when_closed",
)  # fmt: skip

PLUG = ("standard", "format", "power_type", "max_voltage", "max_amperage", "max_electric_power")


class Reader(OcpiFeed):
    uid = "reader"
    default_access = "PUBLIC"


def pages(client: Client, address: str = LIST, **parameters: Any) -> Iterator[Any]:
    """The answers from an address on, by their Link headers."""
    given: dict[str, Any] | None = parameters
    following: str | None = address
    while following:
        answer = client.get(following, given)
        assert answer.status_code == 200, answer.content
        yield answer
        given, link = None, answer.headers.get("Link")
        following = link.removeprefix("<").partition(">")[0] if link else None


def ids(client: Client, **parameters: Any) -> list[str]:
    return [one["id"] for answer in pages(client, **parameters) for one in answer.json()["data"]]


def read_back(client: Client, folder: Path) -> dict[str, StationRecord]:
    file = folder / "locations.json"
    file.write_text(json.dumps(next(pages(client)).json()))
    parsed = list(Reader().parse(SourceFile(file), skipped=lambda _: None))
    return {one.station.native_id: one.station for one in parsed if isinstance(one, Parsed)}


def test_what_our_own_reader_makes_of_it_is_what_was_published(client: Client, tmp_path: Path) -> None:
    publish(REGISTER, *REGISTER.records, FULL)
    found = read_back(client, tmp_path)
    for sent in REGISTER.records:
        got = found[public_id(REGISTER.uid, sent.native_id)]
        assert [(e.uid, e.evse_id, e.capabilities, e.floor_level, e.physical_reference) for e in got.evses] == [
            (e.uid, e.evse_id, e.capabilities, e.floor_level, e.physical_reference) for e in sent.evses
        ]
        facts = client.get(f"/api/v2/stations/{got.native_id}/").json()
        assert [{name: getattr(c, name) for name in PLUG} for e in got.evses for c in e.connectors] == [
            {name: c[name] for name in PLUG} for e in facts["evses"] for c in e["connectors"]
        ]
    got = found[public_id(REGISTER.uid, "full")]
    assert {name: getattr(got, name) for name in KEPT} == {name: getattr(FULL, name) for name in KEPT}
    assert got.operator == FULL.operator
    assert [e.parking_restrictions for e in got.evses] == [(), ("EV_ONLY", "PLUGGED")]
    assert found[public_id(REGISTER.uid, "kind")].access == "CUSTOMERS"


@pytest.mark.parametrize("path", ["2.2.1/sessions", "2.1.1/locations", "nothing", "2.2.1/locations/a/b/c/d"])
def test_an_endpoint_that_is_not_here_is_refused_in_the_envelope(path: str, client: Client) -> None:
    answer = client.get(f"/ocpi/{path}")
    assert (answer.status_code, answer.json()["status_code"]) == (404, 2003)
    assert "/ocpi/versions" in answer.json()["status_message"]


def test_what_no_view_sees_is_refused_in_the_envelope(client: Client) -> None:
    answer = client.get(f"{LIST}?limit=1%00")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json()["status_code"] == 2001
    assert "limit" in answer.json()["status_message"]


def test_live_states_are_told_with_their_time(client: Client, tmp_path: Path) -> None:
    found = read_back(client, tmp_path)
    states = {e.uid: (e.status, e.status_at) for e in found[public_id(NETWORK.uid, "free")].evses}
    assert states["1"] == ("AVAILABLE", NOW - timedelta(minutes=2))
    assert found[public_id(NETWORK.uid, "stale")].evses[0].status == "UNKNOWN"


def test_the_envelope_and_the_headers_are_the_standard_s(client: Client) -> None:
    answer = client.get(LIST, {"limit": 3})
    told = answer.json()
    assert (told["status_code"], told["status_message"], len(told["data"])) == (1000, "Success", 3)
    assert told["timestamp"].endswith("Z")
    assert (answer["X-Total-Count"], answer["X-Limit"], answer["X-Left-Out"]) == ("8", "100", "1")


@pytest.mark.parametrize("limit", [1, 3, 500, 100_000])
def test_pages_hold_everything_that_may_be_passed_on_once(limit: int, client: Client) -> None:
    found = ids(client, limit=limit)
    assert len(found) == len(set(found)) == 8
    assert public_id("xx-closed", "closed") not in found


def test_pages_by_offset_are_the_same(client: Client) -> None:
    whole = ids(client)
    parts = [client.get(LIST, {"offset": offset, "limit": 3}).json()["data"] for offset in range(0, 12, 3)]
    assert [one["id"] for part in parts for one in part] == whole


def test_nothing_is_passed_over_while_stations_change(client: Client) -> None:
    answers = pages(client, limit=2)
    seen = {one["id"] for one in next(answers).json()["data"]}
    publish(REGISTER, station("plain", name="Renamed"), *REGISTER.records[1:])
    seen |= {one["id"] for answer in answers for one in answer.json()["data"]}
    assert len(seen) == 8


def test_what_changed_in_a_time_is_told(client: Client) -> None:
    moment = timezone.now()
    Station.objects.update(change=int(moment.timestamp() * 1000) - 60_000)
    Source.objects.update(shown_in=0)
    publish(REGISTER, station("plain", name="Renamed"), *REGISTER.records[1:])
    assert ids(client, date_from=moment.isoformat()) == [public_id(REGISTER.uid, "plain")]
    assert len(ids(client, date_to=moment.isoformat())) == 7
    assert ids(client, date_from=(moment + timedelta(hours=1)).isoformat()) == []


def test_a_station_that_vanished_is_told_as_removed(client: Client) -> None:
    publish(REGISTER, *REGISTER.records[1:], complete="*")
    told = client.get(f"{LIST}/{public_id(REGISTER.uid, 'plain')}").json()["data"]
    assert [one["status"] for one in told["evses"]] == ["REMOVED"]
    assert public_id(REGISTER.uid, "plain") in ids(client)


def test_a_source_that_is_out_of_sight_is_not_told(client: Client) -> None:
    remove_source(Source.objects.get(uid=NETWORK.uid))
    assert len(ids(client)) == 6


def test_parts_of_a_location_have_their_addresses(client: Client) -> None:
    path = f"{LIST}/{public_id(REGISTER.uid, 'paid')}"
    whole = client.get(path).json()["data"]
    assert client.get(f"{path}/2").json()["data"] == whole["evses"][1]
    assert client.get(f"{path}/2/1/").json()["data"] == whole["evses"][1]["connectors"][0]


@pytest.mark.parametrize("path", ["aaaaaaaaaaaa", "{closed}", "{plain}/9", "{plain}/1/9"])
def test_what_is_not_there_is_2003(path: str, client: Client) -> None:
    named = {"closed": public_id("xx-closed", "closed"), "plain": public_id(REGISTER.uid, "plain")}
    answer = client.get(f"{LIST}/{path.format(**named)}")
    assert (answer.status_code, answer.json()["status_code"]) == (404, 2003)


@pytest.mark.parametrize("slash", ["", "/"])
def test_versions_lead_to_the_locations(slash: str, client: Client) -> None:
    version = client.get(f"/ocpi/versions{slash}").json()["data"][0]
    endpoint = client.get(version["url"] + slash).json()["data"]["endpoints"][0]
    assert (version["version"], endpoint["identifier"], endpoint["role"]) == ("2.2.1", "locations", "SENDER")
    assert client.get(endpoint["url"]).json()["status_code"] == 1000


@pytest.mark.parametrize(
    "given",
    ["limit=0", "limit=x", "offset=-1", "offset=1e9", "date_from=yesterday", "cursor=W10", "x=1",
     "cursor=WyJsb2NhdGlvbnMiLDEsMiwiYSJd"],
)  # fmt: skip
def test_a_fault_is_named_in_the_envelope(given: str, client: Client) -> None:
    answer = client.get(f"{LIST}?{given}")
    told = answer.json()
    assert (answer.status_code, told["status_code"]) == (400, 2001)
    assert told["status_message"].startswith(given.partition("=")[0])


def test_pages_of_any_site_may_read(client: Client) -> None:
    assert client.get(LIST, headers={"origin": "https://elsewhere.example"})["Access-Control-Allow-Origin"] == "*"


def test_what_a_client_has_is_not_sent_again(client: Client) -> None:
    tag = client.get(LIST)["ETag"]
    assert client.get(LIST, headers={"if-none-match": tag}).status_code == 304


def told(**changes: Any) -> dict[str, Any]:
    return location({**examples.STATION, **changes}, "2026-11-01T06:00:00Z")


def with_plug(**changes: Any) -> Any:
    one = examples.STATION["evses"][0]
    return told(evses=[{**one, "connectors": [{**one["connectors"][0], **changes}]}])["evses"]


@pytest.mark.parametrize(
    ("ours", "theirs"), [("SAE_J3400", "TESLA_S"), ("IEC_62196_T2", "IEC_62196_T2"), ("GBT_DC", "GBT_DC")]
)
def test_a_standard_is_one_that_221_knows(ours: str, theirs: str) -> None:
    assert with_plug(standard=ours)[0]["connectors"][0]["standard"] == theirs


@pytest.mark.parametrize("standard", ["MCS", "x_NEMA_5_15", None])
def test_a_plug_without_a_word_is_left_out_with_an_evse_that_has_no_other(standard: str | None) -> None:
    assert with_plug(standard=standard) == []


def test_newer_words_are_left_out() -> None:
    one = {
        **examples.STATION["evses"][0],
        "capabilities": ["RFID_READER", "ISO_15118_20_PLUG_AND_CHARGE"],
        "parking_restrictions": ["TENANTS", "DISABLED"],
    }
    evse = told(evses=[one])["evses"][0]
    assert (evse["capabilities"], evse["parking_restrictions"]) == (["RFID_READER"], ["DISABLED"])


def test_what_is_not_known_is_left_out() -> None:
    bare = told(operator=None, city=None, time_zone=None, opening_times=None, renewable=None)
    assert not {"operator", "city", "time_zone", "opening_times", "energy_mix"} & bare.keys()
    assert (bare["country_code"], bare["party_id"]) == ("US", "ZZZ")
    assert told(country=None, operator=None)["country_code"] == "ZZ"


def test_texts_have_the_standard_s_lengths() -> None:
    long = told(address="x" * 46, name="y" * 300, postal_code="z" * 11)
    assert (len(long["address"]), long["address"][-1], len(long["name"]), "postal_code" in long) == (
        45,
        "…",
        255,
        False,
    )


@pytest.mark.parametrize(
    ("access", "publish"), [("PUBLIC", True), ("UNKNOWN", True), ("CUSTOMERS", True), ("PRIVATE", False)]
)
def test_what_is_not_for_the_public_is_not_for_maps(access: str, publish: bool) -> None:
    assert told(access=access)["publish"] is publish


def test_counts_and_pages_are_read_from_the_index(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(f"{LIST}?offset=1&limit=2&date_from=2020-01-01")
    plans = [plan_of(one["sql"]) for one in asked if "s.change <" in one["sql"]]
    assert len(plans) >= 2
    assert all("stations_station_change" in plan for plan in plans)
