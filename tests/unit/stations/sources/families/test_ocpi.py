"""OCPI locations: versions, envelopes, and everything that operators write otherwise than the standard."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import NotCharging, Refused, SourceFile
from stations.sources.families.ocpi import OcpiFeed
from stations.sources.registry import get_feed

FIXTURES = Path(__file__).parents[4] / "fixtures"


class Plain(OcpiFeed):
    uid = "plain"


class Aggregator(OcpiFeed):
    uid = "aggregator"
    several_parties = True
    default_access = "PUBLIC"


def connector(**more: Any) -> dict[str, Any]:
    return {"id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE"} | more


def evse(*connectors: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"uid": "1", "status": "AVAILABLE", "connectors": list(connectors) or [connector()]} | more


def location(*evses: dict[str, Any], **more: Any) -> dict[str, Any]:
    place = {"latitude": "51.047599", "longitude": "3.729944"}
    return {"id": "LOC1", "publish": True, "coordinates": place, "evses": list(evses) or [evse()]} | more


def read(*evses: dict[str, Any], **more: Any) -> StationRecord:
    return Plain().station(location(*evses, **more))


def power_of(**more: Any) -> tuple[int | None, tuple[str, ...]]:
    found = read(evse(connector(**more))).evses[0].connectors[0]
    return found.max_electric_power, found.assumed


def parse(uid: str, name: str = "locations.json") -> tuple[list[Parsed | Refusal], Counter[str]]:
    skipped: Counter[str] = Counter()
    file = SourceFile(FIXTURES / uid / name)
    return list(get_feed(uid).parse(file, skipped=lambda reason: skipped.update([reason]))), skipped


def stations(uid: str, name: str = "locations.json") -> list[StationRecord]:
    return [parsed.station for parsed in parse(uid, name)[0] if isinstance(parsed, Parsed)]


def test_version_2_1_1_has_type_voltage_and_amperage() -> None:
    [station] = stations("nl-fastned")
    assert station.parking_type == "ON_STREET"
    chademo, _, ac = station.evses[0].connectors
    assert (chademo.standard, chademo.max_voltage, chademo.max_amperage) == ("CHADEMO", 400, 125)
    assert (ac.power_type, ac.max_electric_power) == ("AC_3_PHASE", None)
    assert station.renewable is True
    assert station.charging_when_closed is True
    assert station.hours is not None
    assert station.hours.twentyfourseven


def test_a_location_keeps_who_runs_and_owns_it() -> None:
    [station] = stations("nl-fastned")
    assert station.operator is not None
    assert (station.operator.name, station.operator.website) == ("Snelladers", "https://snelladers.example")
    assert (station.suboperator, station.owner) == ("Snelladers Zuid", "Wegbeheer")


def test_a_location_without_evses_is_no_charging_place() -> None:
    assert parse("nl-fastned")[1] == {"a location without an EVSE": 1}
    with pytest.raises(NotCharging):
        Plain().station(location() | {"evses": None})


@pytest.mark.parametrize("publish", [False, "false", "False", 0])
def test_publish_false_is_refused_by_rule(publish: object) -> None:
    with pytest.raises(Refused, match="not to publish") as caught:
        read(publish=publish)
    assert (caught.value.rule, caught.value.field) == ("not_published", "publish")


@pytest.mark.parametrize("publish", [True, "true", None])
def test_a_location_that_may_be_published_is_read(publish: object) -> None:
    assert read(publish=publish).native_id == "LOC1"


def test_publish_is_not_asked_of_version_2_1_1() -> None:
    raw = location()
    del raw["publish"]
    assert Plain().station(raw).native_id == "LOC1"


def test_an_unpublished_row_keeps_its_id_for_the_operator() -> None:
    found, skipped = parse("my-chargesini")
    [refusal] = [row for row in found if isinstance(row, Refusal)]
    assert (refusal.rule, refusal.native_id) == ("not_published", "2")
    assert sum(skipped.values()) == 1


def test_a_charger_that_its_operator_emulates_is_none() -> None:
    feed = get_feed("pt-evio")
    assert feed.station(location(id="REAL_350KW")).native_id == "REAL_350KW"
    with pytest.raises(NotCharging, match="a test device"):
        feed.station(location(id="EMULATED_350KW"))


@pytest.mark.parametrize(
    ("said", "volts", "amperes", "watts"),
    [(22, 400, 32, 22_000), (11, 400, 32, 11_000), (30, 400, 32, 30_000), (22, 230, 32, 22_000), (7.4, 230, 32, 7_400)],
)
def test_kilowatts_given_as_watts_are_mended_where_volts_and_amperes_prove_it(
    said: float, volts: int, amperes: int, watts: int
) -> None:
    assert power_of(max_electric_power=said, max_voltage=volts, max_amperage=amperes) == (
        watts,
        ("max_electric_power",),
    )


@pytest.mark.parametrize(
    "more", [{}, {"max_voltage": 400}, {"max_voltage": 230, "max_amperage": 6, "power_type": "AC_1_PHASE"}]
)
def test_kilowatts_that_nothing_proves_stay_as_said(more: dict[str, Any]) -> None:
    assert power_of(max_electric_power=22, **more) == (22, ())


@pytest.mark.parametrize(
    ("kind", "volts", "limit"),
    [
        ("DC", 400, 19),
        ("AC_1_PHASE", 400, 19),
        ("AC_2_PHASE", 400, 38),
        ("AC_3_PHASE", 400, 33),
        ("AC_3_PHASE", 230, 33),
    ],
)
def test_the_proof_counts_phases(kind: str, volts: int, limit: int) -> None:
    fits = power_of(max_electric_power=limit, power_type=kind, max_voltage=volts, max_amperage=32)
    beyond = power_of(max_electric_power=limit + 1, power_type=kind, max_voltage=volts, max_amperage=32)
    assert fits == (limit * 1000, ("max_electric_power",))
    assert beyond == (limit + 1, ())


def test_watts_are_kept_even_where_volts_and_amperes_say_otherwise() -> None:
    assert power_of(max_electric_power=22_000, max_voltage=220, max_amperage=32) == (22_000, ())


@pytest.mark.parametrize("nothing", [0, "0", "", None, -1, "viel"])
def test_power_that_is_not_told_is_unknown(nothing: object) -> None:
    assert power_of(max_electric_power=nothing) == (None, ())


def test_numbers_may_be_text() -> None:
    found = (
        read(evse(connector(max_voltage="230", max_amperage="32.0", max_electric_power="22000"))).evses[0].connectors[0]
    )
    assert (found.max_voltage, found.max_amperage, found.max_electric_power) == (230, 32, 22_000)


def test_lower_case_words_text_numbers_and_trailing_blanks_are_read() -> None:
    [station] = stations("nl-powergo")
    charging, removed, dc, unknown = station.evses
    assert charging.status == "CHARGING"
    ac = charging.connectors[0]
    assert (ac.standard, ac.format, ac.power_type, ac.max_voltage) == ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 230)
    assert removed.connectors[0].standard == "IEC_62196_T2"
    assert (dc.connectors[0].format, dc.connectors[0].max_voltage) == ("CABLE", 500)
    assert (unknown.connectors[0].standard, unknown.connectors[0].format) == (None, None)


def test_times_without_an_offset_are_utc() -> None:
    [station] = stations("nl-powergo")
    assert station.last_updated == datetime(2025, 6, 21, 11, 20, 39, 407906, tzinfo=UTC)
    assert station.evses[0].status_at == datetime(2025, 6, 21, 11, 20, 36, 504571, tzinfo=UTC)


def test_nulls_everywhere_are_unknown() -> None:
    [station] = stations("pl-ev24")
    assert (station.state, station.parking_type, station.facilities, station.suboperator) == (None, None, (), None)
    assert station.evses[0].connectors[0].format is None
    assert station.operator is not None
    assert station.operator.party_id is None


def test_a_country_is_passed_on_as_said() -> None:
    assert stations("pl-ev24")[0].country == "Polska"
    assert stations("pt-evio")[0].country is None


def test_cards_at_the_post_need_no_contract() -> None:
    assert stations("pl-ev24")[0].no_registration is True
    assert read(evse(capabilities=["RFID_READER"])).no_registration is None
    assert read(evse(capabilities=["CREDIT_CARD_PAYABLE"], status="REMOVED"), evse()).no_registration is None


def test_coordinates_may_be_numbers() -> None:
    [station] = stations("pt-evio")
    assert (station.latitude, station.longitude) == (41.15, -8.611111)


@pytest.mark.parametrize("broken", [None, {}, {"latitude": "x", "longitude": "3"}, {"latitude": 51.0}, "51,3"])
def test_coordinates_of_an_evse_stand_in_and_are_marked(broken: object) -> None:
    station = read(evse(), evse(uid="2", coordinates={"latitude": "51,5", "longitude": "3.5"}), coordinates=broken)
    assert (station.latitude, station.longitude, station.assumed) == (51.5, 3.5, ("coordinates",))


def test_a_location_nowhere_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read(coordinates={"latitude": "", "longitude": ""})
    assert (caught.value.rule, caught.value.field) == ("coordinates_missing", "coordinates")


def test_a_location_without_id_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read(id="")
    assert caught.value.rule == "id_missing"


@pytest.mark.parametrize("row", [[], "text", 5, None])
def test_a_row_that_is_no_object_is_refused(row: Any) -> None:
    with pytest.raises(Refused):
        Plain().station(row)
    assert Plain().native_id(row) is None


def test_removed_evses_stay_with_their_state() -> None:
    [station] = stations("es-gaia")
    assert [evse.status for evse in station.evses] == ["CHARGING", "REMOVED"]
    assert station.operational is None


def test_a_location_of_removed_evses_is_out_of_service() -> None:
    assert read(evse(status="REMOVED")).operational is False


def test_directions_are_a_list_of_texts_english_first() -> None:
    assert stations("es-gaia")[0].directions == "Next to the fountain"
    assert read(directions=[{"language": "nl", "text": " Bij de brug "}]).directions == "Bij de brug"
    assert read(directions="Bij de brug").directions == "Bij de brug"
    assert read(directions=[]).directions is None
    assert read(directions=[{"language": "en"}, "x"]).directions is None


def test_facilities_that_no_one_knows_are_left_out() -> None:
    assert stations("es-gaia")[0].facilities == ("PARKING_LOT", "BUS_STOP", "FUEL_STATION")


def test_regular_hours_are_read() -> None:
    hours = stations("es-gaia")[0].hours
    assert hours is not None
    assert [(p.weekday, p.begin, p.end) for p in hours.regular] == [(day, 480, 1200) for day in range(1, 8)]


def test_all_days_until_a_minute_to_midnight_is_round_the_clock() -> None:
    hours = stations("my-chargesini")[0].hours
    assert hours is not None
    assert hours.twentyfourseven


def test_a_standard_in_other_words_is_understood() -> None:
    ac, dc = stations("my-chargesini")[0].evses
    assert (ac.connectors[0].standard, dc.connectors[0].standard) == ("IEC_62196_T2", "GBT_DC")


def test_a_restriction_of_every_evse_tells_who_may_charge() -> None:
    assert stations("br-ezvolt")[0].access == "CUSTOMERS"
    assert read(evse(parking_restrictions=["TENANTS"])).access == "RESIDENTS"
    assert read(evse(parking_restrictions=["EMPLOYEES"])).access == "PRIVATE"
    assert read(evse(parking_restrictions=["CUSTOMERS"]), evse(uid="2")).access == "UNKNOWN"
    assert read(evse(parking_restrictions=["EV_ONLY"])).access == "UNKNOWN"


def test_chargesini_says_in_the_name_who_may_charge() -> None:
    found = {station.native_id: (station.access, station.assumed) for station in stations("my-chargesini")}
    assert found == {"1": ("PUBLIC", ()), "4": ("RESTRICTED", ()), "5": ("UNKNOWN", ())}


def test_a_removed_evse_has_no_say_in_who_may_charge() -> None:
    gone, there = evse(status="REMOVED"), evse(uid="2", parking_restrictions=["CUSTOMERS"])
    assert read(gone, there).access == "CUSTOMERS"


def test_access_that_only_the_law_tells_is_marked() -> None:
    station = Aggregator().station(location())
    assert (station.access, station.assumed) == ("PUBLIC", ("access",))
    restricted = Aggregator().station(location(evse(parking_restrictions=["CUSTOMERS"])))
    assert (restricted.access, restricted.assumed) == ("CUSTOMERS", ())


def test_ids_of_several_parties_are_told_apart() -> None:
    first, second = stations("nl-ndw", "locations.json.gz")
    assert (first.native_id, second.native_id) == ("NL*AAA*LOC1", "NL*BBB*LOC1")


def test_parking_places_of_2_3_0_tell_height_and_wheelchairs() -> None:
    first, second = stations("nl-ndw", "locations.json.gz")
    assert (first.max_height_cm, first.wheelchair) == (210, True)
    assert first.evses[0].parking_restrictions == ("DISABLED",)
    assert (second.max_height_cm, second.wheelchair, second.evses[0].parking_restrictions) == (None, None, ())


@pytest.mark.parametrize("height", [0, 2, None, "tall"])
def test_a_height_that_is_no_centimetres_is_unknown(height: object) -> None:
    assert read(parking_places=[{"id": "P1", "max_vehicle_height": height}]).max_height_cm is None


def test_a_place_for_motorcycles_alone_restricts_its_evse() -> None:
    place = {"id": "P1", "vehicle_types": ["MOTORCYCLE"], "restricted_to_type": "true"}
    used = evse(parking=[{"parking_id": "P1"}])
    assert read(used, parking_places=[place]).evses[0].parking_restrictions == ("MOTORCYCLES",)
    other = {"id": "P2", "vehicle_types": ["VAN"]}
    both = evse(parking=[{"parking_id": "P1"}, {"parking_id": "P2"}])
    assert read(both, parking_places=[place, other]).evses[0].parking_restrictions == ()


@pytest.mark.parametrize("places", ["P1", [None], [{"vehicle_types": "DISABLED"}], {}])
def test_odd_parking_places_say_nothing(places: object) -> None:
    station = read(evse(parking="P1"), parking_places=places)
    assert (station.max_height_cm, station.wheelchair) == (None, None)


def test_capabilities_of_connectors_are_kept_with_their_evse() -> None:
    assert stations("nl-ndw", "locations.json.gz")[0].evses[0].capabilities == (
        "RFID_READER",
        "ISO_15118_2_PLUG_AND_CHARGE",
    )


def test_the_3_0_draft_puts_cabinets_between() -> None:
    raw = location() | {"evses": None, "charging_pool": [{"id": "C1", "evses": [evse(uid="a")]}, {"evses": [evse()]}]}
    assert [evse.uid for evse in Plain().station(raw).evses] == ["a", "1"]


def test_an_evse_without_uid_is_named_by_its_evse_id_or_place() -> None:
    station = read(evse(uid=None, evse_id="BE*ABC*E1"), evse(uid=""))
    assert [evse.uid for evse in station.evses] == ["BE*ABC*E1", "2"]


def test_help_and_party_are_kept() -> None:
    station = stations("uk-chargy")[0]
    assert station.help_phone == "+441130000000"
    assert station.operator is not None
    assert station.operator.party_id == "GBAAA"


@pytest.mark.parametrize("operator", [None, {}, {"name": " "}, []])
def test_an_operator_without_name_is_unknown(operator: object) -> None:
    assert read(operator=operator).operator is None


def test_malformed_parts_never_break_a_row() -> None:
    station = read(
        evse(None, "x", capabilities="RFID_READER", parking_restrictions={"a": 1}, last_updated=5),  # type: ignore[arg-type]
        {"uid": 7, "connectors": "none", "status": ["AVAILABLE"]},
        "EVSE",  # type: ignore[arg-type]
        opening_times="always",
        energy_mix="green",
        facilities="HOTEL",
        last_updated="soon",
    )
    assert [(evse.uid, evse.status, evse.connectors) for evse in station.evses] == [
        ("1", "AVAILABLE", ()),
        ("7", None, ()),
    ]
    assert station.evses[0].capabilities == ("RFID_READER",)
    assert (station.facilities, station.renewable, station.last_updated) == (("HOTEL",), None, None)


def test_stuttgart_words_are_translated() -> None:
    [station] = stations("de-stuttgart", "locations_with_status.json")
    ac, dc = station.evses
    assert (ac.evse_id, ac.uid, ac.physical_reference) == ("DE*XYZ*E90001*001", "8000001", "07")
    plug = ac.connectors[0]
    assert (plug.max_voltage, plug.max_amperage, plug.max_electric_power, plug.assumed) == (400, 32, 22_000, ())
    assert dc.connectors[0].max_electric_power == 300_000
    assert (station.help_phone, station.directions) == ("+4971100000000", "Ecke Beispielweg")
    assert station.operator is not None
    assert station.operator.party_id == "DEXYZ"


def test_states_without_a_time_take_that_of_the_envelope() -> None:
    [station] = stations("de-stuttgart", "locations_with_status.json")
    told_at = datetime(2024, 10, 23, 11, 16, 9, tzinfo=UTC)
    assert [(evse.status, evse.status_at) for evse in station.evses] == [("CHARGING", told_at), ("AVAILABLE", told_at)]


def test_states_keep_their_own_time() -> None:
    station = stations("nl-fastned")[0]
    assert station.evses[0].status_at == datetime(2019, 4, 2, 9, 10, 11, tzinfo=UTC)


def test_states_alone_are_as_of_the_envelope() -> None:
    file = SourceFile(FIXTURES / "br-ezvolt" / "locations.json")
    told_at = datetime(2025, 6, 3, 5, 46, 30, 852000, tzinfo=UTC)
    found = [(s.key, s.status, s.observed_at) for s in get_feed("br-ezvolt").statuses(file)]
    assert found == [("1500", "OUTOFORDER", told_at), ("1501", "AVAILABLE", told_at)]


def test_states_of_a_bare_list_are_as_of_their_own_time() -> None:
    file = SourceFile(FIXTURES / "pt-evio" / "locations.json")
    [state] = get_feed("pt-evio").statuses(file)
    assert (state.key, state.observed_at) == ("61aa", datetime(2025, 6, 21, 9, 22, 28, 305000, tzinfo=UTC))


def test_a_state_that_no_one_knows_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "locations.json"
    path.write_text(json.dumps([location(evse(status="DANCING"), evse(uid="2", status="charging"))]))
    assert [(s.key, s.status) for s in Plain().statuses(SourceFile(path))] == [("2", "CHARGING")]
    assert read(evse(status="DANCING")).evses[0].status is None


def test_rows_keep_what_was_sent() -> None:
    found, _ = parse("de-stuttgart", "locations_with_status.json")
    assert isinstance(found[0], Parsed)
    assert isinstance(found[0].raw, dict)
    assert found[0].raw["evses"][0]["connectors"][0]["max_power"] == 22


@pytest.mark.parametrize("uid", ["br-ezvolt", "es-gaia", "nl-powergo", "pl-ev24", "pt-evio", "uk-gozero", "uk-mfg"])
def test_every_feed_reads_its_fixture(uid: str) -> None:
    assert len(stations(uid)) == 1
    assert not [row for row in parse(uid)[0] if isinstance(row, Refusal)]


def test_a_list_below_another_key_is_found() -> None:
    assert [station.name for station in stations("uk-geniepoint")] == ["Lock Side"]
