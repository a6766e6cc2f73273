"""A station as a row."""

from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import replace as with_facts

from stations.hours.model import OpeningHours, spanning, weekly
from stations.records import OperatorRecord
from stations.web import cards
from stations.web.opening import Schedule
from stations.web.units import Units
from tests.fakes.documents import CCS_150, NOW, TERMS, TYPE2_22, document, evse, states

READER = cards.Reader(units=Units.KM, now=NOW)


def card_of(schedule: Schedule | None = None, **changes: Any) -> cards.Card:
    return cards.card(document(**changes), READER, schedule, [])


def test_row_says_what_a_driver_compares() -> None:
    card = card_of(evses=(evse("1", CCS_150),), distance_m=1_240, price_text="0.59 EUR/kWh")
    assert (card.title, card.place, card.operator) == ("Ladepark Tor", "Pariser Platz 1, 10117 Berlin", "Stromwerk")
    assert (card.distance, card.power, card.power_class, card.price) == ("1.2 km", "150 kW", 5, "0.59 EUR/kWh")
    assert card.at == "52.516300,13.377700"


def test_distance_is_left_out_where_nothing_was_measured() -> None:
    assert card_of().distance == ""


@pytest.mark.parametrize(
    ("changes", "title", "place"),
    [
        ({"name": None}, "Pariser Platz 1", "10117 Berlin"),
        ({"name": None, "address": None}, "Stromwerk", "10117 Berlin"),
        ({"name": None, "address": None, "operator": None}, "Berlin", "10117 Berlin"),
        ({"name": "Tor, Pariser Platz 1"}, "Tor, Pariser Platz 1", "10117 Berlin"),
        (
            {"name": None, "address": None, "operator": None, "city": None, "postal_code": None},
            "Charging station",
            "",
        ),
    ],
)
def test_title_is_the_best_there_is(changes: dict[str, Any], title: str, place: str) -> None:
    card = card_of(**changes)
    assert (card.title, card.place) == (title, place)


@pytest.mark.parametrize(
    ("access", "badge"),
    [("PUBLIC", ""), ("CUSTOMERS", "Customers only"), ("PRIVATE", "Private"), ("UNKNOWN", "")],
)
def test_restricted_access_is_a_badge(access: str, badge: str) -> None:
    card = card_of(access=access)
    assert (str(card.access), card.access_unknown) == (badge, access == "UNKNOWN")


@pytest.mark.parametrize(
    ("changes", "price"),
    [
        ({"price_text": "Free, parking 2/h", "free_of_charge": True}, "Free, parking 2/h"),
        ({"free_of_charge": True}, "Free of charge"),
        ({"free_of_charge": False}, ""),
        ({}, ""),
    ],
)
def test_price_is_the_sources_wording(changes: dict[str, Any], price: str) -> None:
    assert card_of(**changes).price == price


@pytest.mark.parametrize(
    ("changes", "service"),
    [
        ({}, ""),
        ({"operational": False}, "Not in service"),
        ({"evses": (evse("1", TYPE2_22, status="OUTOFORDER"),)}, "Not in service"),
        ({"evses": (evse("1", TYPE2_22, status="OUTOFORDER"), evse("2", TYPE2_22))}, ""),
        ({"evses": (evse("1", TYPE2_22, status="PLANNED"),)}, "Planned"),
        ({"evses": ()}, ""),
    ],
)
def test_out_of_service_is_a_warning(changes: dict[str, Any], service: str) -> None:
    assert str(card_of(**changes).service) == service


@pytest.mark.parametrize(("is_open", "closed"), [(True, False), (False, True), (None, True)])
def test_closed_and_unknown_licences_are_marked(is_open: bool | None, closed: bool) -> None:
    assert card_of(terms=replace(TERMS, open=is_open)).closed_licence is closed


def test_open_or_closed_is_told_in_the_stations_own_time() -> None:
    hours = weekly([period for day in range(1, 8) for period in spanning(day, 8 * 60, 12 * 60 + 40)])
    berlin, lisbon = (card_of(Schedule(hours, zone)).opening for zone in ("Europe/Berlin", "Europe/Lisbon"))
    assert (berlin.state, berlin.words) == ("open", "Open · closes in 40 min")
    assert (lisbon.state, lisbon.words) == ("open", "Open · closes 12:40")


def test_hours_in_words_only_are_quoted() -> None:
    opening = card_of(hours=OpeningHours(text="when the shop is open")).opening
    assert opening.state == "unknown"
    assert "when the shop is open" in opening.words


def test_only_the_first_plugs_are_named() -> None:
    many = tuple(evse(str(n), with_facts(TYPE2_22, max_electric_power=n * 1000)) for n in range(1, 7))
    card = card_of(evses=many)
    assert (len(card.plugs), card.more_plugs) == (4, 2)


def test_stations_that_share_an_evse_become_one_row() -> None:
    first, second = document(group="g"), {**document(group="g"), "id": "other"}
    alone = {**document(), "id": "alone"}
    twins = {"g": [(first["id"], cards.Twin("/a/", "Register")), ("other", cards.Twin("/b/", "Network"))]}
    rows = cards.cards([first, second, alone, {**alone, "id": "alone too"}], READER, schedules={}, twins=twins)
    assert [row.id for row in rows] == [first["id"], "alone", "alone too"]
    assert rows[0].twins == [cards.Twin("/b/", "Network")]


@pytest.mark.parametrize(
    "better",
    [
        {"availability": states()},
        {"terms": replace(TERMS, open=True), "availability": None},
        {"evses": (evse("1", TYPE2_22), evse("2", TYPE2_22)), "terms": replace(TERMS, open=False)},
    ],
)
def test_group_is_told_by_the_station_that_says_most(better: dict[str, Any]) -> None:
    plain = document(group="g", terms=replace(TERMS, open=False), evses=(evse("1", TYPE2_22),))
    told = {**document(group="g", **better), "id": "better"}
    for order in ([plain, told], [told, plain]):
        assert [row.id for row in cards.cards(order, READER, schedules={}, twins={})] == ["better"]


def test_operator_without_a_station_name_is_the_title() -> None:
    card = card_of(name=None, address=None, operator=OperatorRecord("Netz & Söhne"))
    assert card.title == "Netz & Söhne"
