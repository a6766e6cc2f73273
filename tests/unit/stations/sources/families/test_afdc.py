"""The station list of the Alternative Fuels Data Center, read from every form it comes in."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from stations.records import Parsed, Refusal, StationRecord
from stations.sources.base import NotCharging, Refused, SourceFile
from stations.sources.feeds.us_afdc import Afdc

FIXTURES = Path(__file__).parents[4] / "fixtures" / "us-afdc"
FEED = Afdc()


def read(name: str) -> tuple[dict[str, StationRecord], list[Refusal], Counter[str]]:
    skipped: Counter[str] = Counter()
    found = list(FEED.parse(SourceFile(FIXTURES / name), skipped=lambda reason: skipped.update([reason])))
    stations = {item.station.native_id: item.station for item in found if isinstance(item, Parsed)}
    return stations, [item for item in found if isinstance(item, Refusal)], skipped


def station(**fields: Any) -> StationRecord:
    row = {"fuel_type_code": "ELEC", "id": 1, "latitude": 40.0, "longitude": -100.0, "access_code": "public", **fields}
    return FEED.station(row)


def plugs(record: StationRecord) -> list[list[str | None]]:
    return [[connector.standard for connector in evse.connectors] for evse in record.evses]


def test_csv_gives_stations_skips_other_fuels_and_refuses_what_has_no_position() -> None:
    stations, refusals, skipped = read("edition_2023.csv")
    assert list(stations) == ["900001", "900002", "900003"]
    assert skipped == {"fuel LPG": 1}
    assert [(refusal.rule, refusal.native_id) for refusal in refusals] == [("coordinates_missing", "900005")]


def test_csv_row_becomes_a_station_with_its_facts() -> None:
    garage = read("edition_2023.csv")[0]["900001"]
    assert (garage.name, garage.address, garage.city) == ("Harborlight Garage", "12 Quay Ln", "Bellmoor")
    assert (garage.state, garage.postal_code, garage.country) == ("WA", "98031", "USA")
    assert (garage.latitude, garage.longitude) == (47.60211, -122.33018)
    assert garage.operator and garage.operator.name == "ChargePoint Network"
    assert garage.operator.website == "http://www.chargepoint.example/"
    assert garage.hours and garage.hours.twentyfourseven
    assert (garage.parking_type, garage.price_text) == ("PARKING_GARAGE", "$2.00/Hr Parking Fee")
    assert (garage.opened_on, garage.confirmed_on) == (date(2019, 6, 2), date(2023, 3, 28))
    assert garage.last_updated == datetime(2023, 3, 28, 1, 17, 24, tzinfo=UTC)
    assert (garage.help_phone, garage.operational, garage.access) == ("800-555-0101", True, "PUBLIC")
    assert garage.source_url == "https://afdc.energy.gov/stations#/station/900001"


def test_counts_become_evses_and_plugs_of_one_level_share_them_with_a_mark() -> None:
    plaza = read("edition_2023.csv")[0]["900002"]
    assert plugs(plaza) == [["IEC_62196_T1"], *[["CHADEMO", "IEC_62196_T1_COMBO"]] * 4]
    assert [evse.assumed for evse in plaza.evses] == [(), *[("connectors",)] * 4]
    assert [evse.uid for evse in plaza.evses] == ["1", "2", "3", "4", "5"]


def test_power_that_is_not_told_is_not_guessed() -> None:
    plaza = read("edition_2023.csv")[0]["900002"]
    assert {connector.max_electric_power for evse in plaza.evses for connector in evse.connectors} == {None}


def test_columns_are_found_by_name_wherever_an_edition_has_them(tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    file.write_text("ID,Longitude,Latitude,New Column,Fuel Type Code\n5,-90.5,41.5,x,ELEC\n", encoding="utf-8")
    [row] = FEED.rows(SourceFile(file))
    record = FEED.station(row)
    assert (record.native_id, record.latitude, record.longitude, record.evses) == ("5", 41.5, -90.5, ())


def test_file_resaved_by_excel_keeps_dates_and_the_zero_of_its_zip_codes() -> None:
    stations, refusals, skipped = read("resaved_by_excel_2025.csv")
    library = stations["910001"]
    assert (library.postal_code, library.opened_on, library.confirmed_on) == (
        "02142",
        date(2025, 9, 12),
        date(2025, 11, 12),
    )
    assert stations["910002"].last_updated == datetime(2025, 11, 12, 2, 40, tzinfo=UTC)
    assert not refusals and skipped == {"fuel BD": 1}


def test_weekly_hours_and_words_beside_hours_are_read() -> None:
    stations = read("resaved_by_excel_2025.csv")[0]
    library = stations["910001"].hours
    assert library and [period.weekday for period in library.regular] == [1, 2, 3, 4, 5]
    mall = stations["910002"].hours
    assert mall and mall.twentyfourseven and mall.text and "adapter" in mall.text


def test_private_government_fleet_is_private_with_its_owner_and_household_sockets() -> None:
    yard = read("resaved_by_excel_2025.csv")[0]["910003"]
    assert (yard.access, yard.owner, yard.operator) == ("PRIVATE", "Department of Examples", None)
    assert plugs(yard) == [["x_NEMA_5_15"]] * 11
    assert yard.evses[0].connectors[0].format == "SOCKET"


def test_json_units_give_ports_with_the_power_of_each_plug() -> None:
    stations, refusals, skipped = read("api.json")
    supercharger = stations["920001"]
    assert plugs(supercharger) == [["SAE_J3400"]] * 4
    plug = supercharger.evses[0].connectors[0]
    assert (plug.max_electric_power, plug.power_type, plug.format) == (250_000, "DC", "CABLE")
    assert not refusals and skipped == {"fuel HY": 1}


def test_json_ports_that_no_unit_lists_are_filled_up_from_the_counts() -> None:
    coop = read("api.json")[0]["920002"]
    assert plugs(coop) == [
        ["CHADEMO", "IEC_62196_T1_COMBO"],
        ["IEC_62196_T1_COMBO"],
        ["IEC_62196_T1"],
        ["IEC_62196_T1"],
    ]
    assert [evse.assumed for evse in coop.evses] == [("connectors",), ("connectors",), (), ()]
    assert [evse.connectors[-1].max_electric_power for evse in coop.evses] == [62_500, 62_500, 7_200, None]
    assert set(coop.evses[0].capabilities) == {"CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE"}
    assert (coop.no_registration, coop.payment_text) == (True, "A CREDIT D Debit M V")


def test_network_ids_name_the_ports_only_where_it_is_clear_which_is_which() -> None:
    stations = read("api.json")[0]
    assert [evse.evse_id for evse in stations["920004"].evses] == ["US*CPI*E117059*1", "US*CPI*E117059*2"]
    assert [evse.physical_reference for evse in stations["920002"].evses] == [None] * 4


def test_canada_and_the_states_of_planned_and_unavailable_stations() -> None:
    stations = read("api.json")[0]
    depot, green = stations["920003"], stations["920004"]
    assert (depot.country, depot.postal_code, depot.operational) == ("CAN", "K1A 0B1", False)
    assert {evse.status for evse in depot.evses} == {"PLANNED"}
    assert plugs(depot)[0] == ["MCS", "IEC_62196_T1_COMBO"]
    assert ({evse.status for evse in green.evses}, green.operational) == ({"INOPERATIVE"}, False)
    assert green.owner == "Department of Examples"


@pytest.mark.parametrize("shape", [lambda row: f"[{row}]", lambda row: f'{{"alt_fuel_station": {row}}}'])
def test_bare_list_and_single_station_are_read_too(tmp_path: Path, shape: Callable[[str], str]) -> None:
    file = tmp_path / "answer.json"
    file.write_text(
        "\ufeff" + shape('{"id": 7, "fuel_type_code": "ELEC", "latitude": 1.5, "longitude": 2.5}'), encoding="utf-8"
    )
    assert [FEED.station(row).native_id for row in FEED.rows(SourceFile(file))] == ["7"]


def test_units_and_plugs_written_as_text_by_the_csv_form_of_the_api_are_read() -> None:
    units = '[{"port_count": 1, "charging_level": "2", "connectors": {"J1772": {"power_kw": 9.6, "port_count": 1}}}]'
    record = station(ev_charging_units=units, ev_connector_types="J1772", ev_level2_evse_num="1")
    assert record.evses[0].connectors[0].max_electric_power == 9_600


@pytest.mark.parametrize(
    ("counts", "codes", "expected"),
    [
        ({"2": 1, "dc": 1}, "CHADEMO J1772", [["IEC_62196_T1"], ["CHADEMO"]]),
        ({"1": 1, "2": 1}, "J1772 NEMA515", [["x_NEMA_5_15"], ["IEC_62196_T1"]]),
        ({"1": 1, "2": 1}, "J1772", [["IEC_62196_T1"], ["IEC_62196_T1"]]),
        ({"1": 1, "2": 1}, "J1772 NEMA1450", [["NEMA_14_50"], ["IEC_62196_T1"]]),
        ({"1": 1}, "NEMA1450", [["NEMA_14_50"]]),
        ({"2": 1, "dc": 1}, "J1772 TESLA", [["IEC_62196_T1"], ["SAE_J3400"]]),
        ({"2": 1}, "J1772 TESLA", [["IEC_62196_T1", "SAE_J3400"]]),
        ({"2": 2}, "", [[], []]),
        ({}, "J1772 CHADEMO", [["IEC_62196_T1", "CHADEMO"]]),
        ({"2": 10**9}, "J1772", [["IEC_62196_T1"]]),
    ],
)
def test_plugs_are_shared_out_over_the_levels(counts: dict[str, int], codes: str, expected: list[list[str]]) -> None:
    keys = {"1": "ev_level1_evse_num", "2": "ev_level2_evse_num", "dc": "ev_dc_fast_num"}
    fields = {keys[level]: count for level, count in counts.items()}
    assert plugs(station(ev_connector_types=codes, **fields)) == expected


@pytest.mark.parametrize(
    ("connectors", "ports", "expected"),
    [
        ({"J1772": {"power_kw": 7, "port_count": 1}, "TESLA": {"power_kw": 11, "port_count": 1}}, 2,
         [["IEC_62196_T1"], ["SAE_J3400"]]),
        ({"J1772": {"power_kw": 7, "port_count": 2}}, 2, [["IEC_62196_T1"], ["IEC_62196_T1"]]),
        ({"J1772": {"power_kw": None, "port_count": 0}}, 1, [[]]),
        ({"J1772": None}, None, [["IEC_62196_T1"]]),
        (["J1772", "TESLA"], 1, [["IEC_62196_T1", "SAE_J3400"]]),
        (None, 1, [[]]),
    ],
)  # fmt: skip
def test_ports_of_a_unit(connectors: Any, ports: int | None, expected: list[list[str]]) -> None:
    unit = {"port_count": ports, "charging_level": "2", "connectors": connectors}
    assert plugs(station(ev_charging_units=[unit, "not a unit"])) == expected


def test_record_without_id_or_fuel_is_refused() -> None:
    with pytest.raises(Refused, match="no ID"):
        station(id=None)
    with pytest.raises(Refused, match="no fuel type"):
        FEED.station({})
    with pytest.raises(NotCharging, match="fuel CNG"):
        station(fuel_type_code="CNG")


@pytest.mark.parametrize(
    "damage",
    [
        {"ev_charging_units": {"a": 1}},
        {"ev_charging_units": "[{"},
        {"ev_connector_types": 5},
        {"ev_network_ids": []},
        {"ev_level2_evse_num": "many"},
        {"cards_accepted": []},
        {"open_date": 20200101},
        {"federal_agency": "x"},
    ],
)
def test_damaged_fields_cost_no_more_than_themselves(damage: dict[str, Any]) -> None:
    assert station(**damage).native_id == "1"


def test_key_travels_in_a_header_and_every_charging_record_is_asked_for() -> None:
    request = FEED.request("secret")
    assert request and request.headers == {"X-Api-Key": "secret"}
    assert request.params["fuel_type"] == "ELEC" and request.params["limit"] == "all"
    assert "secret" not in request.url
