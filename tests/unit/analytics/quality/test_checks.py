"""Each class of fault is found where it is, and not where a station is only unusual."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from analytics.quality.checks import checks, faults
from analytics.quality.seen import Seen
from stations.hours.model import OpeningHours
from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, StationRecord

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def seen(states: tuple[datetime, ...] = (), **facts: Any) -> Seen:
    """A clean station in Berlin, but for some facts."""
    usual: dict[str, Any] = {"latitude": 52.520007, "longitude": 13.404954, "country": "DEU"}
    return Seen(StationRecord("a", **{**usual, **facts}), NOW, states)


def plug(standard: str = "IEC_62196_T2", watts: int = 22_000, **facts: Any) -> dict[str, Any]:
    connector = ConnectorRecord("1", standard, max_electric_power=watts, **facts)
    return {"evses": (EvseRecord("1", (connector,)),)}


def evse_id(text: str, country: str = "DEU") -> dict[str, Any]:
    return {"evses": (EvseRecord("1", evse_id=text),), "country": country}


def operator(name: str, phone: str | None = None) -> dict[str, Any]:
    return {"operator": OperatorRecord(name, phone=phone)}


VOLTS: dict[str, Any] = {"max_voltage": 230, "max_amperage": 16}
# By class of fault: what a station says, and the value that is at fault.
FOUND: list[tuple[str, dict[str, Any], str]] = [
    ("address_poor", {"address": "Wicklow", "city": "Wicklow"}, "Wicklow"),
    ("address_poor", {"address": "975"}, "975"),
    ("address_poor", {"address": "Bayern", "state": "Bayern"}, "Bayern"),
    ("date_impossible", {"last_updated": NOW + timedelta(days=3)}, "2026-11-26"),
    ("date_impossible", {"confirmed_on": date(1970, 1, 1)}, "1970-01-01"),
    ("date_impossible", {"opened_on": date(1901, 1, 1)}, "1901-01-01"),
    ("evse_id_country", evse_id("RAPIDE*SUPERCHARGER"), "RAPIDE*SUPERCHARGER"),
    ("evse_id_country", evse_id("XQ*ABC*E1"), "XQ*ABC*E1"),
    ("hours_unreadable", {"hours": OpeningHours(text="Ask at the bar")}, "Ask at the bar"),
    ("operator_placeholder", operator("(Business Owner at Location)"), "(Business Owner at Location)"),
    ("operator_placeholder", operator("Privatperson"), "Privatperson"),
    ("operator_placeholder", operator("123"), "123"),
    ("phone_malformed", {"help_phone": "00000000"}, "00000000"),
    ("phone_malformed", operator("Strom AG", "12"), "12"),
    ("position_beyond_border", {"latitude": 49.231883, "longitude": 6.414253}, "DEU: 49.231883, 6.414253"),
    ("position_coarse", {"latitude": 52.52, "longitude": 13.405}, "52.52, 13.405"),
    ("postal_code_malformed", {"postal_code": "1234"}, "DEU 1234"),
    ("postal_code_malformed", {"postal_code": "US"}, "DEU US"),
    ("power_contradicts", plug(power_type="AC_3_PHASE", **VOLTS), "22000 W; 230 V, 16 A, AC_3_PHASE"),
    ("power_unlikely", plug("CHADEMO", 300_000), "CHADEMO: 300000 W"),
    ("power_unlikely", plug("IEC_62196_T2_COMBO", 3_700), "IEC_62196_T2_COMBO: 3700 W"),
    ("power_unlikely", plug(power_type="AC_1_PHASE"), "IEC_62196_T2: 22000 W"),
    ("price_absurd", {"price_text": "59 EUR per kWh"}, "59 EUR per kWh"),
    ("price_absurd", {"price_text": "0,002 €/kWh"}, "0,002 €/kWh"),
    ("price_unreadable", {"price_text": "see www.prices4u.example/24"}, "see www.prices4u.example/24"),
    ("record_of_test", {"name": "LH-Test 2"}, "LH-Test 2"),
    ("record_of_test", {"name": "DO NOT USE"}, "DO NOT USE"),
    ("status_stuck", {"states": (NOW - timedelta(days=31),)}, "2026-10-23"),
]
# What may stand there.
FINE: list[tuple[str, dict[str, Any]]] = [
    ("address_poor", {"address": "Wicklow 3", "city": "Wicklow"}),
    ("address_poor", {"address": "Bachelor's Walk", "city": "Wicklow"}),
    ("address_poor", {}),
    ("date_impossible", {"last_updated": NOW, "confirmed_on": date(2012, 5, 1)}),
    ("date_impossible", {"opened_on": date(2027, 5, 1), "operational": False}),
    ("evse_id_country", evse_id("NL*FAN*E1")),
    ("evse_id_country", evse_id("FR*ABC*E1", "REU")),
    ("evse_id_country", {"evses": (EvseRecord("1"),)}),
    ("hours_unreadable", {"hours": OpeningHours(twentyfourseven=True, text="Ask at the bar")}),
    ("operator_placeholder", operator("Private Owners' Charging Ltd")),
    ("phone_malformed", {"help_phone": "800-204-4800, 509-826-3822"}),
    ("phone_malformed", {"help_phone": "(800) RV-2-ELKO (782-3556)"}),
    ("phone_malformed", {"help_phone": "1-800-CHARGE-ME ext. 12345678"}),
    ("phone_malformed", operator("Strom AG", "112")),
    ("position_beyond_border", {"latitude": 49.231883, "longitude": 6.414253, "assumed": ("country",)}),
    # Two kilometres into France: borders are drawn coarsely.
    ("position_beyond_border", {"latitude": 49.19, "longitude": 6.89}),
    ("position_coarse", {"latitude": 52.52, "longitude": 13.404954}),
    ("postal_code_malformed", {"postal_code": "D-12345"}),
    ("postal_code_malformed", {"postal_code": "12345-6789", "country": "USA"}),
    ("postal_code_malformed", {"postal_code": "EH142ER", "country": "GBR"}),
    ("postal_code_malformed", {"postal_code": "1234ab", "country": "NLD"}),
    ("postal_code_malformed", {"postal_code": "L1J 6J2", "country": "CAN"}),
    ("power_contradicts", plug(watts=11_000, power_type="AC_3_PHASE", **VOLTS)),
    ("power_contradicts", plug(power_type="AC_3_PHASE", assumed=("max_electric_power",), **VOLTS)),
    ("power_contradicts", plug()),
    ("power_unlikely", plug("CHADEMO", 50_000)),
    ("power_unlikely", plug("IEC_62196_T2_COMBO", 400_000)),
    ("power_unlikely", plug(power_type="AC_3_PHASE")),
    ("price_absurd", {"price_text": "$.25 per kWh", "country": "USA"}),
    ("price_absurd", {"price_text": "25p per kWh, 4 EUR a session"}),
    ("price_absurd", {"price_text": "15 CZK/kWh", "country": "CZE"}),
    ("price_absurd", {"price_text": "0 €/kWh"}),
    ("price_unreadable", {"price_text": "Free for guests"}),
    ("price_unreadable", {"price_text": "Gratuit"}),
    ("price_unreadable", {"price_text": "Ask at the desk", "free_of_charge": True}),
    ("record_of_test", {"name": "Test Valley Borough Council"}),
    ("record_of_test", {"name": "Crash Test Street 4", "address": "Testorfer Weg"}),
    ("status_stuck", {"states": (NOW - timedelta(days=300), NOW - timedelta(days=29))}),
    ("status_stuck", {}),
]


@pytest.mark.parametrize(("name", "facts", "value"), FOUND)
def test_a_fault_is_found_with_its_value_and_is_no_other(name: str, facts: dict[str, Any], value: str) -> None:
    assert faults(seen(**facts)) == {name: value}


@pytest.mark.parametrize(("name", "facts"), FINE)
def test_what_is_only_unusual_is_no_fault(name: str, facts: dict[str, Any]) -> None:
    assert name not in faults(seen(**facts))


def test_every_check_is_tried_both_ways_and_says_what_it_is() -> None:
    assert {name for name, *_ in FOUND} == {name for name, _ in FINE} == set(checks())
    assert all(check.title and check.about for check in checks().values())


def test_a_clean_station_has_no_fault() -> None:
    assert faults(seen()) == {}
