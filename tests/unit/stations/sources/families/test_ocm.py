"""Open Charge Map in its forms, and the licence of every record."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import NotCharging, Refused, SourceFile
from stations.sources.families.ocm_stream import plain, pois
from stations.sources.feeds.ocm import OpenChargeMap

FIXTURES = Path(__file__).parents[4] / "fixtures" / "ocm"
FEED = OpenChargeMap()


def read(name: str, reference: str | None = None) -> tuple[dict[str, StationRecord], list[Refusal], Counter[str]]:
    skipped: Counter[str] = Counter()
    file = SourceFile(FIXTURES / name, reference=FIXTURES / reference if reference else None)
    found = list(FEED.parse(file, skipped=lambda reason: skipped.update([reason])))
    stations = {item.station.native_id: item.station for item in found if isinstance(item, Parsed)}
    return stations, [item for item in found if isinstance(item, Refusal)], skipped


def station(country: str | None = None, **fields: Any) -> StationRecord:
    place = {"Latitude": 50.0, "Longitude": 8.0, "Country": {"ISOCode": country} if country else None}
    return FEED.station({"ID": 1, "DataProviderID": 1, "AddressInfo": place, **fields})


def test_verbose_record_becomes_a_station_with_its_facts() -> None:
    place = read("verbose.json")[0]["7001"]
    assert (place.latitude, place.longitude, place.country) == (52.52001, 13.40501, "DEU")
    assert (place.name, place.address, place.city, place.postal_code) == (
        "Place 7001",
        "Lindenweg 71, Mitte",
        "Musterstadt",
        "10178",
    )
    assert place.operator and (place.operator.name, place.operator.email) == ("Stromling", "help@stromling.example")
    assert (place.access, place.no_registration) == ("MEMBERS", False)
    assert (place.price_text, place.free_of_charge) == ("0,47€/kWh", False)
    assert place.hours and place.hours.twentyfourseven and place.directions is None
    assert (place.operational, place.confirmed_on) == (True, date(2026, 5, 1))
    assert place.last_updated == datetime(2026, 4, 2, 6, 30, tzinfo=UTC)
    assert place.source_url == "https://openchargemap.org/site/poi/details/7001"


def test_quantity_becomes_as_many_evses_marked_as_assumed() -> None:
    place = read("verbose.json")[0]["7001"]
    assert [(evse.uid, evse.assumed) for evse in place.evses] == [("410001", ("uid",)), ("410001-2", ("uid",))]
    assert place.assumed == ("evses",)
    connector = place.evses[0].connectors[0]
    assert (connector.standard, connector.format, connector.power_type) == ("IEC_62196_T2", "SOCKET", "AC_3_PHASE")
    assert (connector.max_voltage, connector.max_amperage, connector.max_electric_power) == (400, 32, 22_000)


def test_references_are_evse_ids_device_names_or_the_plug_codes_of_an_importer() -> None:
    first, second, _ = read("verbose.json")[0]["7002"].evses
    assert (first.evse_id, first.physical_reference) == ("DE*STR*E7002*1", "DE*STR*E7002*1")
    assert (second.evse_id, second.physical_reference) == (None, None)


def test_non_commercial_record_is_closed_in_its_own_words() -> None:
    licence = read("verbose.json")[0]["7002"].licence
    assert licence and licence.open is False
    assert licence.name and "NonCommercial" in licence.name
    assert licence.attribution == "Paalkaart, via Open Charge Map"


def test_removed_place_is_a_tombstone() -> None:
    place = read("verbose.json")[0]["7003"]
    assert ([evse.status for evse in place.evses], place.operational) == (["REMOVED"], False)


def test_nulls_anywhere_cost_no_more_than_themselves() -> None:
    place = read("verbose.json")[0]["7004"]
    assert (place.name, place.operator, place.access, place.operational) == (None, None, "UNKNOWN", None)
    assert [(evse.uid, evse.connectors) for evse in place.evses] == [("point-1", ()), ("point-2", ())]


def test_compact_form_is_filled_from_the_reference_data() -> None:
    stations, refusals, _ = read("compact.json", "reference.json")
    olive, prairie = stations["7101"], stations["7102"]
    assert olive.operator and olive.operator.name == "Enchufe"
    assert (olive.country, olive.access, olive.operational) == ("ESP", "MEMBERS", True)
    assert olive.licence and (olive.licence.name, olive.licence.open) == ("CC BY-SA 4.0", True)
    assert prairie.licence and (prairie.licence.name, prairie.licence.open) == (
        "Public Data redistributed by agreement",
        None,
    )
    assert prairie.evses[0].connectors[0].standard == "SAE_J3400"
    assert not refusals


def test_compact_form_alone_is_read_by_its_ids() -> None:
    stations, refusals, _ = read("compact.json")
    olive, prairie = stations["7101"], stations["7102"]
    assert (olive.access, olive.operational, olive.operator, olive.country) == ("MEMBERS", True, None, None)
    assert olive.licence is None
    assert (prairie.country, prairie.no_registration) == ("USA", True)
    assert prairie.licence and (prairie.licence.open, prairie.licence.attribution) == (
        None,
        "provider 7, via Open Charge Map",
    )
    assert not refusals


def test_one_json_a_line_is_read_and_a_broken_line_refused() -> None:
    stations, refusals, skipped = read("mongoexport.jsonl")
    assert list(stations) == ["7201", "7202", "7204"]
    assert [refusal.rule for refusal in refusals] == ["unreadable"]
    assert skipped == {"not listed: superseded": 1}


def test_wrapped_dates_ids_and_numbers_are_unwrapped() -> None:
    stations = read("mongoexport.jsonl")[0]
    office, gone = stations["7201"], stations["7204"]
    assert office.confirmed_on == date(2011, 5, 30)
    assert office.last_updated == datetime(2026, 4, 2, 6, 30, tzinfo=UTC)
    assert (gone.native_id, gone.latitude) == ("7204", 51.6)
    assert gone.last_updated == datetime(2025, 1, 1, tzinfo=UTC)


def test_office_of_the_export_has_its_sockets_and_its_terms() -> None:
    office = read("mongoexport.jsonl")[0]["7201"]
    assert Counter(evse.connectors[0].standard for evse in office.evses) == {"NEMA_5_20": 22, "IEC_62196_T1": 2}
    assert {evse.physical_reference for evse in office.evses} == {None}
    assert (office.access, office.directions, office.no_registration) == ("RESTRICTED", "Employee use only", False)
    assert office.licence and (office.licence.name, office.licence.open) == ("AFDC data terms (any purpose)", True)


def test_record_without_a_licence_is_neither_open_nor_closed() -> None:
    licence = read("mongoexport.jsonl")[0]["7202"].licence
    assert licence and (licence.name, licence.open) == (None, None)


def test_delisted_record_is_a_tombstone() -> None:
    assert {evse.status for evse in read("mongoexport.jsonl")[0]["7204"].evses} == {"REMOVED"}


def test_file_of_one_place_over_many_lines_is_read() -> None:
    assert list(read("one_place.json")[0]) == ["7001"]


def test_comments_and_photos_of_people_are_not_kept() -> None:
    kept = list(pois(SourceFile(FIXTURES / "verbose.json")))
    assert kept and not any({"UserComments", "MediaItems"} & poi.keys() for poi in kept)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (0, "UNKNOWN"),
        (1, "PUBLIC"),
        (2, "RESTRICTED"),
        (3, "PRIVATE"),
        (4, "MEMBERS"),
        (5, "PUBLIC"),
        (6, "CUSTOMERS"),
        (7, "RESTRICTED"),
        (None, "UNKNOWN"),
        (99, "UNKNOWN"),
    ],
)
def test_usage_types(usage: int | None, expected: str) -> None:
    assert station(UsageTypeID=usage).access == expected


@pytest.mark.parametrize(
    ("submission", "reason"),
    [
        (1, "under review"),
        (50, "under review"),
        (250, "rejected"),
        (1005, "superseded"),
        (1010, "a private residence"),
    ],
)
def test_submissions_that_were_never_listed_are_skipped(submission: int, reason: str) -> None:
    with pytest.raises(NotCharging, match=reason):
        station(SubmissionStatusTypeID=submission)


@pytest.mark.parametrize("submission", [1000, 1001, 1002, 1020])
def test_delisted_submissions_are_removed(submission: int) -> None:
    record = station(SubmissionStatusTypeID=submission, Connections=[{"ID": 5, "ConnectionTypeID": 25}])
    assert (record.evses[0].status, record.operational) == ("REMOVED", False)


@pytest.mark.parametrize("operator", [1, 44, 45])
def test_operators_that_are_none(operator: int) -> None:
    assert station(OperatorInfo={"ID": operator, "Title": "(Unknown Operator)"}).operator is None


def test_private_person_is_no_operator() -> None:
    assert station(OperatorInfo={"ID": 9999, "Title": "A. Person", "IsPrivateIndividual": True}).operator is None


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("Free", True),
        ("free.", True),
        ("Free. Parking fees apply.", True),
        ("Free for guests", None),
        ("Free,£0.30/kWh; £0.15/kWh for customers", None),
        ("0,25€/kWh", False),
        ("£1.00/session", False),
        ("€0.34/min >=60kW", False),
        ("bisher frei, Parkgebühren 1€/h", None),
        ("0", None),
        ("1", None),
        ("", None),
        (None, None),
    ],
)
def test_free_of_charge_only_where_the_words_leave_no_doubt(price: str | None, expected: bool | None) -> None:
    assert station(UsageCost=price).free_of_charge is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"$oid": "0a"}, "0a"),
        ({"$date": "2020-01-01T00:00:00Z"}, "2020-01-01T00:00:00Z"),
        ({"$date": 0}, "1970-01-01T00:00:00+00:00"),
        ({"$date": {"$numberLong": "1000"}}, "1970-01-01T00:00:01+00:00"),
        ({"$numberInt": "5"}, 5),
        ({"$numberLong": "6"}, 6),
        ({"$numberDouble": "1.5"}, 1.5),
        ({"$numberDecimal": "2.5"}, 2.5),
        ([{"a": {"$numberInt": "1"}}], [{"a": 1}]),
        ({"a": None}, {"a": None}),
    ],
)
def test_wrappings_of_the_export(value: Any, expected: Any) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize("address", [None, {}, {"Latitude": 1.0}, {"Latitude": "x", "Longitude": 2}, "text"])
def test_record_without_a_position_is_refused(address: Any) -> None:
    with pytest.raises(Refused, match="latitude"):
        station(AddressInfo=address)


def test_record_without_an_id_is_refused() -> None:
    with pytest.raises(Refused, match="no ID"):
        station(ID=None)


@pytest.mark.parametrize(
    "damage",
    [
        {"Connections": "x"},
        {"Connections": [None, 5]},
        {"Connections": [{"ConnectionTypeID": "25"}]},
        {"OperatorInfo": []},
        {"DataProvider": "x"},
        {"MetadataValues": {}},
        {"MetadataValues": [None]},
        {"NumberOfPoints": "many"},
        {"DateLastStatusUpdate": "soon"},
    ],
)
def test_damaged_fields_cost_no_more_than_themselves(damage: dict[str, Any]) -> None:
    assert station(**damage).native_id == "1"


def test_key_travels_in_a_header_and_only_open_data_is_asked_for() -> None:
    request = FEED.request("secret")
    assert request and request.headers == {"X-API-Key": "secret"}
    assert request.params["opendata"] == "true"
