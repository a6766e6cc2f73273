"""OpenStreetMap objects: shapes, tags, who may charge, and what is no place for cars."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import ValidationError
from pytest_django import Settings

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import NotCharging, Refused, SourceFile
from stations.sources.families import osm_words
from stations.sources.families.osm import OsmFeed
from stations.sources.registry import get_feed
from voltway.config import Config

FOLDER = Path(__file__).parents[4] / "fixtures" / "osm"


def node(tags: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "node", "id": 5, "lat": 49.6, "lon": 6.1, "tags": {"amenity": "charging_station"} | tags} | more


def read(tags: dict[str, Any] | None = None, **more: Any) -> StationRecord:
    return OsmFeed().station(node(tags or {}, **more))


def parse(name: str) -> tuple[list[Parsed | Refusal], Counter[str]]:
    skipped: Counter[str] = Counter()
    file = SourceFile(FOLDER / name)
    return list(get_feed("osm").parse(file, skipped=lambda reason: skipped.update([reason]))), skipped


def stations(name: str) -> dict[str, StationRecord]:
    return {found.station.native_id: found.station for found in parse(name)[0] if isinstance(found, Parsed)}


def test_nodes_ways_and_relations_of_overpass_are_read() -> None:
    found = stations("overpass.json")
    assert {key: (station.latitude, station.longitude) for key, station in found.items()} == {
        "node/900000001": (49.6, 6.13),
        "way/900000002": (49.61, 6.14),
        "relation/900000003": (49.62, 6.15),
        "node/900000005": (49.64, 6.17),
    }


def test_points_and_shapes_of_geojson_are_read() -> None:
    found = stations("export.geojson")
    assert (found["node/900000011"].latitude, found["node/900000011"].longitude) == (48.91, 2.29)
    middle = found["way/900000012"]
    assert (round(middle.latitude, 6), round(middle.longitude, 6)) == (48.001, 2.001)


def test_what_is_left_out_is_counted_by_reason() -> None:
    found, skipped = parse("overpass.json")
    assert skipped == {"not for cars": 1, "no charging station": 1}
    [refusal] = [row for row in found if isinstance(row, Refusal)]
    assert (refusal.rule, refusal.native_id) == ("coordinates_missing", "way/900000006")


def test_a_station_has_the_facts_of_its_tags() -> None:
    station = stations("overpass.json")["node/900000001"]
    assert (station.name, station.address, station.city, station.country) == (
        "Moulin",
        "Rue du Moulin 7",
        "Luxembourg",
        "LU",
    )
    assert (station.access, station.price_text, station.free_of_charge) == ("CUSTOMERS", "0.49 EUR/kWh", False)
    assert (station.no_registration, station.payment_text, station.notes) == (True, "credit cards", "maxstay: 2 hours")
    assert station.source_url == "https://www.openstreetmap.org/node/900000001"
    assert station.last_updated == datetime(2025, 9, 12, 19, 36, 56, tzinfo=UTC)
    assert station.hours is not None
    assert len(station.hours.regular) == 5


def test_a_charge_point_is_a_station_of_one() -> None:
    [evse] = stations("overpass.json")["node/900000005"].evses
    assert (evse.evse_id, evse.physical_reference) == ("LU*ABC*E7", "7")
    assert [(plug.standard, plug.format) for plug in evse.connectors] == [("IEC_62196_T2", "CABLE")]


def test_a_charge_point_without_sockets_still_charges_one_vehicle() -> None:
    station = read({"amenity": "parking", "man_made": "charge_point"})
    assert [evse.connectors for evse in station.evses] == [()]


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"operator": "O", "network": "N", "brand": "B"}, "O"),
        ({"network": "N", "brand": "B"}, "N"),
        ({"brand": "B"}, "B"),
    ],
)
def test_the_operator_is_named_before_network_and_brand(tags: dict[str, str], name: str) -> None:
    operator = read(tags).operator
    assert operator is not None
    assert operator.name == name


@pytest.mark.parametrize(("said", "access"), [*osm_words.ACCESS.items(), ("unknown", "UNKNOWN"), ("Yes", "PUBLIC")])
def test_access_tells_who_may_charge(said: str, access: str) -> None:
    assert read({"access": said}).access == access


@pytest.mark.parametrize(
    ("tags", "free"),
    [
        ({"fee": "no"}, True),
        ({"fee": "yes"}, False),
        ({"fee": "Mo-Fr 08:00-18:00"}, False),
        ({"fee": "unknown"}, None),
        ({"payment:free": "yes"}, True),
        ({"payment:free": "yes", "fee": "no"}, True),
        ({"payment:free": "yes", "fee": "yes"}, None),
        ({}, None),
    ],
)
def test_a_fee_at_some_hours_is_a_fee(tags: dict[str, str], free: bool | None) -> None:
    assert read(tags).free_of_charge is free


def test_ways_to_pay_are_worded_as_they_stand() -> None:
    tags = {"payment:free": "yes", "payment:credit_cards": "yes", "payment:app": "only", "payment:cash": "no"}
    assert read(tags).payment_text == "credit cards, app"


@pytest.mark.parametrize(("way", "capability"), osm_words.PAYMENT.items())
def test_ways_to_pay_are_capabilities_and_need_no_contract(way: str, capability: str) -> None:
    station = read({f"payment:{way}": "yes", "capacity": "1"})
    assert station.evses[0].capabilities == (capability,)
    assert station.no_registration is True


@pytest.mark.parametrize(("way", "capability"), osm_words.AUTHENTICATION.items())
def test_ways_to_authenticate_are_capabilities(way: str, capability: str) -> None:
    assert read({f"authentication:{way}": "yes", "capacity": "1"}).evses[0].capabilities == (capability,)
    assert read({f"authentication:{way}": "no", "capacity": "1"}).evses[0].capabilities == ()


@pytest.mark.parametrize(
    ("tags", "without_contract"),
    [
        ({"authentication:none": "yes"}, True),
        ({"payment:cash": "yes"}, True),
        ({"payment:coins": "only"}, True),
        ({"authentication:membership_card": "yes"}, None),
        ({"authentication:none": "no"}, None),
    ],
)
def test_a_stranger_can_charge_where_nobody_asks_or_cash_is_taken(
    tags: dict[str, str], without_contract: bool | None
) -> None:
    assert read(tags).no_registration is without_contract


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"bicycle": "yes"}, "for bicycles or scooters only"),
        ({"scooter": "designated"}, "for bicycles or scooters only"),
        ({"bicycle": "yes", "socket:schuko": "4"}, "for bicycles or scooters only"),
        ({"socket:bosch_3pin": "2"}, "for bicycles or scooters only"),
        ({"socket:usb-A": "2"}, "for bicycles or scooters only"),
        ({"motorcar": "no", "bicycle": "yes"}, "not for cars"),
        ({"car": "no", "socket:type2": "2"}, "not for cars"),
        ({"amenity": "device_charging_station"}, "no charging station"),
        ({"amenity": "bicycle_parking", "disused:amenity": "charging_station"}, "no charging station"),
    ],
)
def test_what_no_car_can_use_is_no_charging_place(tags: dict[str, str], reason: str) -> None:
    with pytest.raises(NotCharging, match=reason):
        read(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {"bicycle": "yes", "motorcar": "yes"},
        {"bicycle": "yes", "socket:type2": "1"},
        {"bicycle": "no"},
        {"truck": "no"},
        {"socket:schuko": "2"},
        {"motorcar": "no", "hgv": "yes"},
        {"socket:bosch_3pin": "2", "motorcar": "yes"},
        {},
    ],
)
def test_what_a_car_may_use_is_kept(tags: dict[str, str]) -> None:
    assert read(tags).native_id == "node/5"


@pytest.mark.parametrize(
    ("lat", "lon", "standard"),
    [(42.4, -71.1, "SAE_J3400"), (49.6, 6.1, "TESLA_S"), (-33.4, -70.6, "TESLA_S"), (35.7, 139.7, "TESLA_S")],
)
def test_a_tesla_plug_is_j3400_in_north_america_only(lat: float, lon: float, standard: str) -> None:
    [evse] = read({"socket:tesla_supercharger": "1"}, lat=lat, lon=lon).evses
    assert [plug.standard for plug in evse.connectors] == [standard]


@pytest.mark.parametrize("key", osm_words.OUT_OF_USE)
def test_a_place_out_of_use_is_inoperative(key: str) -> None:
    station = read({key: "yes", "capacity": "2"})
    assert station.operational is False
    assert [evse.status for evse in station.evses] == ["INOPERATIVE", "INOPERATIVE"]
    assert read({key: "no"}).operational is None


@pytest.mark.parametrize(("said", "operational"), osm_words.OPERATIONAL_STATUS.items())
def test_an_operational_status_is_believed(said: str, operational: bool) -> None:
    assert read({"operational_status": said}).operational is operational


@pytest.mark.parametrize(
    ("said", "centimetres"),
    [
        ("2", 200),
        ("2.1", 210),
        ("2,1 m", 210),
        ("210 cm", 210),
        ("6'9\"", 205),
        ("7 ft", 213),
        ("0", None),
        ("default", None),
        ("", None),
    ],
)
def test_heights_are_read_in_metres_and_feet(said: str, centimetres: int | None) -> None:
    assert read({"maxheight": said}).max_height_cm == centimetres


@pytest.mark.parametrize(
    ("tags", "kind"),
    [({"location": "underground"}, "UNDERGROUND_GARAGE"), *(({"parking": k}, v) for k, v in osm_words.PARKING.items())],
)
def test_the_kind_of_place_is_translated(tags: dict[str, str], kind: str) -> None:
    assert read(tags).parking_type == kind


def test_the_smaller_tags_are_kept() -> None:
    station = read(
        {
            "addr:full": "Route 66",
            "wheelchair": "yes",
            "phone": "+352 1",
            "contact:website": "https://x.example",
            "start_date": "2020-02-29",
            "check_date": "2024",
            "survey:date": "2023-01-02",
            "internet_access": "wlan",
            "note:location": "Behind the mill",
            "note": "for mappers only",
            "description": "Two posts",
            "owner": "Town",
            "reservation": "required",
            "capacity": "1",
        }
    )
    assert (station.address, station.wheelchair, station.help_phone) == ("Route 66", True, "+352 1")
    assert (station.website, station.opened_on, station.confirmed_on) == ("https://x.example", date(2020, 2, 29), None)
    assert (station.facilities, station.directions, station.notes) == (("WIFI",), "Behind the mill", "Two posts")
    assert (station.owner, station.evses[0].capabilities) == ("Town", ("RESERVABLE",))


@pytest.mark.parametrize(
    "feature",
    [
        {"id": "way/7", "properties": {"amenity": "charging_station"}},
        {"properties": {"@id": "way/7", "amenity": "charging_station"}},
        {"properties": {"type": "way", "id": "way/7", "tags": {"amenity": "charging_station"}}},
    ],
)
def test_ids_and_tags_stand_where_converters_put_them(feature: dict[str, Any]) -> None:
    shape = {"type": "Point", "coordinates": [6.1, 49.6]}
    assert OsmFeed().station({"type": "Feature", "geometry": shape} | feature).native_id == "way/7"


def test_an_object_without_number_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read(id=None)
    assert caught.value.rule == "id_missing"


@pytest.mark.parametrize("raw", [[], "x", None])
def test_a_row_that_is_no_object_is_refused(raw: Any) -> None:
    with pytest.raises(Refused):
        OsmFeed().station(raw)
    assert OsmFeed().native_id(raw) is None


def test_malformed_tags_never_break_a_row() -> None:
    station = read(
        {"capacity": "many", "socket:type2": None, "socket:chademo": {"a": 1}, "level": 2, "start_date": "old"}
    )
    assert (station.evses, station.opened_on) == ((), None)


def test_the_query_asks_for_the_country_of_the_setting(settings: Settings) -> None:
    settings.CONFIG = Config(osm_country="be")
    request = get_feed("osm").request(None)
    assert request is not None
    assert request.method == "POST"
    [query] = parse_qs((request.body or b"").decode())["data"]
    assert 'area["ISO3166-1"="BE"]' in query
    assert "out center meta" in query


@pytest.mark.parametrize("country", ["Belgium", '"];', "1A"])
def test_a_country_that_is_none_is_never_sent(country: str) -> None:
    with pytest.raises(ValidationError, match="osm_country"):
        Config(osm_country=country)
