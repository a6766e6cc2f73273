"""OICP: EVSEs brought together to stations, and the fillers and forms of the Swiss register."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stations.records import ConnectorRecord, Parsed, Refusal, StationRecord
from stations.sources.base import NotCharging, Refused, SourceFile
from stations.sources.families import oicp_words
from stations.sources.families.oicp import OicpFeed
from stations.sources.registry import get_feed

FOLDER = Path(__file__).parents[4] / "fixtures" / "ch-bfe"
ABC = "CH*ABC:46.85000,9.53000"


def row(**more: Any) -> dict[str, Any]:
    return {
        "OperatorID": "CH*ABC",
        "OperatorName": "MÜHLESTROM",
        "EvseID": "CH*ABCE1*1",
        "GeoCoordinates": {"Google": "46.85 9.53"},
        "Plugs": ["Type 2 Outlet"],
    } | more


def read(*rows: dict[str, Any], **more: Any) -> StationRecord:
    return OicpFeed().station(list(rows) or [row(**more)])


def plugs(kinds: list[str], *facilities: dict[str, Any]) -> tuple[ConnectorRecord, ...]:
    return read(Plugs=kinds, ChargingFacilities=list(facilities)).evses[0].connectors


def parse() -> tuple[list[Parsed | Refusal], Counter[str]]:
    skipped: Counter[str] = Counter()
    file = SourceFile(FOLDER / "static.json")
    return list(get_feed("ch-bfe").parse(file, skipped=lambda reason: skipped.update([reason]))), skipped


def stations() -> dict[str, StationRecord]:
    return {found.station.native_id: found.station for found in parse()[0] if isinstance(found, Parsed)}


def test_evses_of_one_operator_at_one_place_are_one_station_wherever_they_stand() -> None:
    assert [evse.uid for evse in stations()[ABC].evses] == ["CH*ABCE001*01*1", "CH*ABCE001*02*1"]


def test_another_operator_at_the_same_place_is_another_station() -> None:
    assert [evse.uid for evse in stations()["CH*BERGLADEN:46.85000,9.53000"].evses] == ["+41*031*1*1"]


def test_raw_rows_hold_the_operator_that_stands_behind_them_in_the_file() -> None:
    found = parse()[0][0]
    assert isinstance(found.raw, list)
    assert [(raw["OperatorID"], raw["OperatorName"], raw["EvseID"]) for raw in found.raw] == [
        ("CH*ABC", "MÜHLESTROM", "CH*ABCE001*01*1"),
        ("CH*ABC", "MÜHLESTROM", "CH*ABCE001*02*1"),
    ]


def test_a_station_has_the_facts_of_its_evses() -> None:
    station = stations()[ABC]
    assert (station.name, station.address, station.city) == ("Mill Square", "Mühleplatz 5", "Chur")
    assert (station.postal_code, station.country, station.access) == ("7000", "CHE", "PUBLIC")
    assert (station.parking_type, station.help_phone, station.renewable) == ("PARKING_GARAGE", "+41810000000", True)
    assert station.last_updated == datetime(2024, 3, 12, 13, 44, 52, tzinfo=UTC)
    assert station.operator is not None
    assert (station.operator.name, station.operator.party_id) == ("MÜHLESTROM", "CHABC")
    assert station.hours is not None
    assert station.hours.twentyfourseven


def test_an_operator_id_of_another_form_is_no_party() -> None:
    operator = stations()["CH*BERGLADEN:46.85000,9.53000"].operator
    assert operator is not None
    assert (operator.name, operator.party_id) == ("BERGLADEN", None)


def test_a_test_station_is_no_charging_place() -> None:
    assert parse()[1] == {"a test station": 1}


def test_a_test_evse_among_others_is_left_out() -> None:
    station = read(row(), row(EvseID="CH*ABCE1*2", Accessibility="Test Station"))
    assert [evse.uid for evse in station.evses] == ["CH*ABCE1*1"]


def test_an_evse_nowhere_is_refused_alone() -> None:
    [refusal] = [found for found in parse()[0] if isinstance(found, Refusal)]
    assert (refusal.rule, refusal.native_id) == ("coordinates_missing", "CH*ABC:CH*ABCE010*01*1")


@pytest.mark.parametrize("filler", ["0", ".", "-", "x", " 0 ", "", None])
def test_fillers_of_an_address_are_unknown(filler: str | None) -> None:
    address = {"Street": "Gasse", "HouseNum": filler, "PostalCode": filler, "Floor": filler, "City": filler}
    station = read(Address=address)
    assert (station.address, station.postal_code, station.city) == ("Gasse", None, None)
    assert station.evses[0].floor_level is None


def test_floor_and_parking_spot_belong_to_the_evse() -> None:
    evse = read(Address={"Floor": "-2", "ParkingSpot": "P7"}).evses[0]
    assert (evse.floor_level, evse.physical_reference) == ("-2", "P7")


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ([{"lang": "de", "value": "Platz"}, {"lang": "en", "value": "Square"}], "Square"),
        ([{"lang": "it", "value": "Piazza"}, {"lang": "de", "value": "Platz"}], "Platz"),
        ([{"lang": "rm", "value": "Plaz"}], "Plaz"),
        ({"lang": "de", "value": "Platz"}, "Platz"),
        ({"de": "Platz", "fr": "Place"}, "Platz"),
        ("Platz", "Platz"),
        ([{"lang": "en", "value": " "}], None),
        ([], None),
        (None, None),
        (["Platz"], None),
    ],
)
def test_names_come_as_list_dictionary_or_text(names: Any, name: str | None) -> None:
    assert read(ChargingStationNames=names).name == name


def test_the_name_that_most_evses_have_is_the_stations() -> None:
    names = ["A", "B", "B"]
    rows = [row(EvseID=f"CH*ABCE1*{i}", ChargingStationNames=name) for i, name in enumerate(names)]
    assert read(*rows).name == "B"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"Google": "46.85 9.53"}, (46.85, 9.53)),
        ({"Google": "46.85, 9.53"}, (46.85, 9.53)),
        ({"DecimalDegree": {"Latitude": "46.85", "Longitude": "9.53"}}, (46.85, 9.53)),
        ({"Google": None, "DecimalDegree": {"Latitude": 46.85, "Longitude": 9.53}}, (46.85, 9.53)),
    ],
)
def test_coordinates_come_as_text_or_degrees(given: Any, place: tuple[float, float]) -> None:
    station = read(GeoCoordinates=given)
    assert (station.latitude, station.longitude) == place


@pytest.mark.parametrize(
    "given", [None, {}, "46 9", {"Google": "None None"}, {"Google": "46.85"}, {"DecimalDegree": 5}]
)
def test_coordinates_that_cannot_be_read_are_refused(given: Any) -> None:
    with pytest.raises(Refused) as caught:
        read(GeoCoordinates=given)
    assert caught.value.rule == "coordinates_missing"


@pytest.mark.parametrize("flag", [True, "true", "TRUE"])
def test_booleans_may_be_text(flag: object) -> None:
    station = read(RenewableEnergy=flag, IsOpen24Hours=flag)
    assert station.renewable is True
    assert station.hours is not None
    assert station.hours.twentyfourseven


def test_evses_that_differ_leave_the_station_without_a_fact() -> None:
    mixed = read(
        row(RenewableEnergy=True, AccessibilityLocation="OnStreet"),
        row(EvseID="2", RenewableEnergy=False, AccessibilityLocation="ParkingLot"),
    )
    assert (mixed.renewable, mixed.parking_type) == (None, None)


def test_hours_that_differ_are_those_of_most_and_marked() -> None:
    day = [{"on": "Monday", "Period": [{"begin": "08:00", "end": "18:00"}]}]
    station = read(row(OpeningTimes=day), row(EvseID="2", OpeningTimes=day), row(EvseID="3", IsOpen24Hours=True))
    assert station.hours is not None
    assert [(period.begin, period.end) for period in station.hours.regular] == [(480, 1080)]
    assert station.assumed == ("opening_times",)


def test_hours_over_midnight_are_read_from_two_periods() -> None:
    hours = stations()["CH*ABC:46.90000,9.60000"].hours
    assert hours is not None
    assert [(period.weekday, period.begin, period.end) for period in hours.regular] == [(1, 0, 420), (1, 1020, 1440)]


@pytest.mark.parametrize(("said", "access"), oicp_words.ACCESS.items())
def test_accessibility_tells_who_may_charge(said: str, access: str) -> None:
    assert read(Accessibility=said).access == access


def test_the_widest_access_of_a_station_counts() -> None:
    public, restricted = (
        row(Accessibility="Free publicly accessible"),
        row(EvseID="2", Accessibility="Restricted access"),
    )
    assert read(public, restricted).access == "PUBLIC"
    assert read(restricted, row(EvseID="3")).access == "RESTRICTED"


def test_paying_access_is_no_price_of_charging() -> None:
    assert read(Accessibility="Paying publicly accessible").free_of_charge is None
    assert read(Accessibility="Free publicly accessible").free_of_charge is None


@pytest.mark.parametrize(("said", "meant"), oicp_words.PARKING.items())
def test_the_kind_of_place_is_translated(said: str, meant: str) -> None:
    assert read(AccessibilityLocation=said).parking_type == meant


@pytest.mark.parametrize(
    ("options", "modes", "without_contract", "free"),
    [
        (["Direct", "Contract"], ["REMOTE"], True, False),
        (["Contract"], ["REMOTE"], False, False),
        (["No Payment"], [], None, True),
        (["No Payment", "Contract"], [], None, None),
        (None, ["Direct Payment"], True, None),
        (None, ["No Authentication Required"], True, None),
        ("Direct", [], True, False),
        (None, None, None, None),
    ],
)
def test_ways_to_pay_tell_whether_a_contract_is_needed(
    options: Any, modes: Any, without_contract: bool | None, free: bool | None
) -> None:
    station = read(PaymentOptions=options, AuthenticationModes=modes)
    assert (station.no_registration, station.free_of_charge) == (without_contract, free)


@pytest.mark.parametrize(("mode", "capability"), oicp_words.AUTHENTICATION.items())
def test_ways_to_authenticate_are_capabilities(mode: str, capability: str) -> None:
    assert read(AuthenticationModes=[mode, "Unheard of"]).evses[0].capabilities == (capability,)


def test_reservation_is_a_service() -> None:
    assert read(ValueAddedServices=["Reservation", "None"]).evses[0].capabilities == ("RESERVABLE",)


@pytest.mark.parametrize(("plug", "meant"), oicp_words.PLUGS.items())
def test_every_plug_has_a_standard_and_a_format(plug: str, meant: tuple[str, str | None]) -> None:
    [connector] = plugs([plug])
    assert (connector.standard, connector.format) == meant
    assert connector.assumed == (("standard",) if plug == "Type 3 Outlet" else ())


@pytest.mark.parametrize(
    ("amperes", "standard"),
    [
        (16, "IEC_60309_2_three_16"),
        (32, "IEC_60309_2_three_32"),
        (63, "IEC_60309_2_three_64"),
        (64, "IEC_60309_2_three_64"),
        (20, "x_OICP_IEC_60309_Three_Phase"),
    ],
)
def test_a_red_socket_has_the_size_of_its_amperes(amperes: int, standard: str) -> None:
    assert plugs(["IEC 60309 Three Phase"], {"Amperage": amperes})[0].standard == standard


def test_a_plug_that_no_one_knows_is_kept_apart() -> None:
    assert plugs(["Plug of Atlantis"])[0].standard == "x_OICP_Plug_of_Atlantis"


@pytest.mark.parametrize(
    ("said", "watts"),
    [(22.0, 22_000), ("22", 22_000), ("3,7", 3_700), (0, None), ("", None), (None, None), ("?", None)],
)
def test_power_is_kilowatts_as_number_or_text_or_absent(said: object, watts: int | None) -> None:
    assert plugs(["Type 2 Outlet"], {"power": said})[0].max_electric_power == watts


@pytest.mark.parametrize(("said", "meant"), oicp_words.POWER_TYPES.items())
def test_the_kind_of_current_is_ocpis(said: str, meant: str) -> None:
    assert plugs(["Type 2 Outlet"], {"powertype": said})[0].power_type == meant


AC = {"power": 22, "powertype": "AC_3_PHASE"}
DC = {"power": 50, "powertype": "DC"}
CCS, CHADEMO, TYPE_2 = "CCS Combo 2 Plug (Cable Attached)", "CHAdeMO", "Type 2 Outlet"


@pytest.mark.parametrize(
    ("kinds", "facilities", "watts"),
    [
        ([CCS, CHADEMO, TYPE_2], [DC, AC], [50_000, 50_000, 22_000]),
        ([TYPE_2, CCS], [AC, DC], [22_000, 50_000]),
        ([CCS, TYPE_2], [AC, DC], [50_000, 22_000]),
        ([CCS, TYPE_2], [DC], [50_000, None]),
        ([CCS, CHADEMO], [DC, {"power": 60, "powertype": "DC"}], [50_000, 60_000]),
        ([CCS, CHADEMO, TYPE_2], [DC, {"power": 60, "powertype": "DC"}], [None, None, None]),
        ([TYPE_2], [DC], [50_000]),
        ([TYPE_2, CCS], [{"power": 22}], [22_000, 22_000]),
        ([TYPE_2], [], [None]),
    ],
)
def test_a_facility_goes_to_the_plugs_of_its_current(
    kinds: list[str], facilities: list[dict[str, Any]], watts: list[int | None]
) -> None:
    assert [connector.max_electric_power for connector in plugs(kinds, *facilities)] == watts


def test_a_deleted_evse_is_removed() -> None:
    assert read(deltaType="delete").evses[0].status == "REMOVED"
    assert read(deltaType="update").evses[0].status is None


@pytest.mark.parametrize("raw", [{}, "x", None])
def test_a_row_that_is_no_group_is_refused(raw: Any) -> None:
    with pytest.raises(Refused):
        OicpFeed().station(raw)
    assert OicpFeed().native_id(raw) is None


def test_only_test_stations_are_no_place() -> None:
    with pytest.raises(NotCharging):
        read(Accessibility="Test Station")


def test_malformed_fields_never_break_a_row() -> None:
    station = read(
        Address="Gasse 5", Plugs="CHAdeMO", ChargingFacilities=["50 kW"], OpeningTimes="Monday", PaymentOptions=5
    )
    assert station.evses[0].connectors[0].standard == "CHADEMO"
    assert (station.address, station.hours) == (None, None)


def test_states_are_translated_and_unheard_words_left_out() -> None:
    found = [(state.key, state.status) for state in get_feed("ch-bfe").statuses(SourceFile(FOLDER / "statuses.json"))]
    assert found == [
        ("CH*ABCE001*01*1", "AVAILABLE"),
        ("CH*ABCE001*02*1", "CHARGING"),
        ("CH*ABCE002*01*1", "UNKNOWN"),
    ]


def test_an_operator_of_unknowns_only_has_no_live_data() -> None:
    keys = [state.key for state in get_feed("ch-bfe").statuses(SourceFile(FOLDER / "statuses.json"))]
    assert "+41*031*1*1" not in keys


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Available", "AVAILABLE"),
        ("Occupied", "CHARGING"),
        ("Reserved", "RESERVED"),
        ("OutOfService", "OUTOFORDER"),
        ("Unknown", "UNKNOWN"),
        ("EvseNotFound", "UNKNOWN"),
    ],
)
def test_every_state_has_its_ocpi_word(said: str, meant: str) -> None:
    assert oicp_words.STATUSES[said] == meant


def test_states_have_an_address_of_their_own() -> None:
    request = get_feed("ch-bfe").status_request(None)
    assert request is not None
    assert request.url.endswith("/status/oicp/ch.bfe.ladestellen-elektromobilitaet.json")
