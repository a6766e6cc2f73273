"""What the page of a station says, and that it says what is not known."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from stations.records import OperatorRecord
from stations.web import station_facts
from stations.web.station_facts import Fact
from tests.fakes.documents import CCS_150, NOW, TYPE2_22, document, evse


def facts_of(facts: list[Fact]) -> dict[str, list[str]]:
    return {fact.label: [str(value) for value in fact.values] for fact in facts}


def test_unknown_facts_have_no_value() -> None:
    station = document(access="UNKNOWN", operator=None, evses=(), parking_type=None, facilities=())
    assert set(map(tuple, facts_of(station_facts.using(station)).values())) == {()}
    assert set(map(tuple, facts_of(station_facts.place(station)).values())) == {()}


@pytest.mark.parametrize(
    ("changes", "label", "values"),
    [
        ({"access": "CUSTOMERS"}, "Who may charge", ["Customers only"]),
        ({"price_text": "0.49 EUR/kWh"}, "Price", ["0.49 EUR/kWh"]),
        ({"free_of_charge": True}, "Price", ["Free of charge"]),
        ({"free_of_charge": False}, "Price", ["Not free; the source gives no price"]),
        ({"no_registration": True, "payment_text": "coins"}, "Payment and start", ["No registration needed", "coins"]),
        ({"no_registration": False}, "Payment and start", ["Registration needed"]),
        ({"help_phone": "+49 30 1"}, "Help line", ["+49 30 1"]),
        ({"suboperator": "A", "owner": "A"}, "Also involved", ["A"]),
        (
            {"evses": (evse("1", capabilities=("RFID_READER", "UNLOCK_CAPABLE")),)},
            "Payment and start",
            ["Charging card (RFID)"],
        ),
    ],
)
def test_using_it(changes: dict[str, Any], label: str, values: list[str]) -> None:
    station = document(**{"evses": (), **changes})
    assert facts_of(station_facts.using(station))[label] == values


@pytest.mark.parametrize(
    ("changes", "label", "values"),
    [
        ({"parking_type": "UNDERGROUND_GARAGE"}, "Parking", ["Underground garage"]),
        ({"max_height_cm": 205}, "Highest vehicle", ["2.05 m"]),
        ({"wheelchair": True}, "Wheelchair", ["Yes"]),
        ({"wheelchair": False}, "Wheelchair", ["No"]),
        ({"renewable": True}, "Renewable energy", ["Yes"]),
        ({"facilities": ("WIFI", "CAFE")}, "Nearby", ["Café", "Wi-Fi"]),
        ({"directions": "behind the barn"}, "Directions", ["behind the barn"]),
        ({"opened_on": date(2024, 2, 29)}, "In service since", ["Feb. 29, 2024"]),
    ],
)
def test_the_place(changes: dict[str, Any], label: str, values: list[str]) -> None:
    assert facts_of(station_facts.place(document(**changes)))[label] == values


@pytest.mark.parametrize(
    ("website", "url"), [("https://x.example/a", "https://x.example/a"), ("javascript:alert(1)", ""), ("x.example", "")]
)
def test_only_web_addresses_become_links(website: str, url: str) -> None:
    station = document(operator=OperatorRecord("X", website), website=website)
    urls = {fact.label: fact.url for fact in [*station_facts.using(station), *station_facts.place(station)]}
    assert (urls["Operator"], urls["Website"]) == (url, url)


@pytest.mark.parametrize(("number", "url"), [("+49 (30) 12-34", "tel:+49301234"), ("ask inside", ""), ("12", "")])
def test_help_line_can_be_called(number: str, url: str) -> None:
    facts = station_facts.using(document(help_phone=number))
    assert next(fact.url for fact in facts if fact.label == "Help line") == url


def test_assumed_facts_are_marked() -> None:
    facts = station_facts.using(document(assumed=("access",)))
    assert {fact.label for fact in facts if fact.assumed} == {"Who may charge"}


def test_every_plug_of_a_point_is_told_in_full() -> None:
    [point] = station_facts.points(document(evses=(evse("1", CCS_150, TYPE2_22, evse_id="DE*ABC*E1"),)), NOW)
    assert (point.name, point.evse_id) == ("Point 1", "DE*ABC*E1")
    ccs, type2 = point.plugs
    assert (str(ccs.label), str(ccs.format), str(ccs.current)) == ("CCS 2", "Cable attached", "DC")
    assert (ccs.power, ccs.electrics) == ("150 kW", "920 V, 400 A")
    assert (type2.power, type2.electrics) == ("22 kW", "230 V, 32 A")


def test_what_a_plug_does_not_tell_is_left_out() -> None:
    bare = replace(TYPE2_22, standard=None, format=None, power_type=None, max_voltage=None, max_electric_power=None)
    [plug] = station_facts.points(document(evses=(evse("1", bare),)), NOW)[0].plugs
    assert (str(plug.label), plug.format, plug.current, plug.power) == ("Plug not known", "", "", "power not known")
    assert plug.electrics == "32 A"


def test_derived_power_is_marked() -> None:
    derived = replace(TYPE2_22, assumed=("max_electric_power",))
    station = document(evses=(evse("1", derived),))
    assert station_facts.points(station, NOW)[0].plugs[0].assumed
    assert station_facts.has_assumed(station)
    assert not station_facts.has_assumed(document(evses=(evse("1", TYPE2_22),)))


@pytest.mark.parametrize(("reference", "name"), [("7", "Point 7"), ("left", "left"), (None, "Point 1")])
def test_point_is_called_what_stands_on_it(reference: str | None, name: str) -> None:
    station = document(evses=(evse("1", physical_reference=reference),))
    assert station_facts.points(station, NOW)[0].name == name


def test_removed_points_are_not_shown() -> None:
    station = document(evses=(evse("1", status="REMOVED"), evse("2", status="OUTOFORDER")))
    [point] = station_facts.points(station, NOW)
    assert (str(point.state), point.kind) == ("Out of order", "faulty")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("AVAILABLE", "free"),
        ("CHARGING", "busy"),
        ("RESERVED", "busy"),
        ("INOPERATIVE", "faulty"),
        ("UNKNOWN", "unknown"),
    ],
)
def test_state_of_a_point_has_a_kind_and_an_age(status: str, kind: str) -> None:
    station = document(evses=(evse("1", TYPE2_22),))
    station["evses"][0] |= {"status": status, "status_updated": "2026-05-13T09:57:00Z"}
    [point] = station_facts.points(station, NOW)
    assert (point.kind, point.age) == (kind, "3 min ago")


def test_stale_state_is_told_as_history() -> None:
    station = document(evses=(evse("1", TYPE2_22),))
    station["evses"][0] |= {"status": "UNKNOWN", "last_known_status": "AVAILABLE"}
    [point] = station_facts.points(station, NOW)
    assert (str(point.state), str(point.before)) == ("Not known", "Free")


def test_source_is_named_with_its_terms() -> None:
    [origin] = station_facts.origins(document(source_url="https://x.example/1"))
    assert (origin.name, origin.licence, origin.licence_url) == ("Register", "CC BY 4.0", "https://licence.example/")
    assert (origin.native_id, origin.seen, origin.open) == ("s1", "May 12, 2026", True)


def test_dates_are_told_in_words() -> None:
    station = document(last_updated=datetime(2026, 4, 1, tzinfo=UTC), confirmed_on=date(2026, 3, 31))
    assert list(facts_of(station_facts.dates(station)).values()) == [["April 1, 2026"], ["March 31, 2026"]]
