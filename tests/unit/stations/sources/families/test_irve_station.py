"""The charging points of one place as a station."""

from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest

from stations.records import StationRecord
from stations.sources.families.irve_points import Point
from stations.sources.families.irve_station import build_station, distinct_points
from stations.sources.families.irve_words import CCS, CHADEMO, DOMESTIC, TYPE_2
from stations.sources.families.plug_power import Plug

HERE = (43.4, -0.5)
AC, DC = (TYPE_2,), (CCS,)


def point(uid: str | None = None, **facts: Any) -> Point:
    return Point(**{"position": HERE, "uid": uid, "plugs": AC, "power_w": 22_000, **facts})


def station(*points: Point) -> StationRecord:
    return build_station("FRVLTP01", points, HERE)


def uids(*points: Point) -> list[str]:
    return [evse.uid for evse in station(*points).evses]


def told(publication: str, plugs: tuple[Plug, ...], times: int, declared: int) -> list[Point]:
    return [point(plugs=plugs, publication=(publication,), declared=declared) for _ in range(times)]


def test_a_point_told_twice_is_one_evse_of_the_latest_edition() -> None:
    old = point("A", power_w=7_400, updated_on=date(2024, 1, 1))
    new = point("A", updated_on=date(2026, 1, 1))
    (evse,) = station(old, new).evses
    assert evse.connectors[0].max_electric_power == 22_000


def test_what_an_older_edition_of_a_point_says_is_forgotten() -> None:
    old = point("A", free=True, access="RESTRICTED", notes="En travaux", in_service=True, updated_on=date(2024, 1, 1))
    record = station(old, point("A", free=False, updated_on=date(2026, 1, 1)))
    assert (record.free_of_charge, record.access, record.notes, record.operational) == (False, "PUBLIC", None, None)


def test_letters_that_the_latest_edition_lost_come_from_an_older_one() -> None:
    old = point("A", name="Château Neuf", free=True, updated_on=date(2024, 1, 1))
    record = station(old, point("A", name="Ch\ufffdteau Neuf", free=False, updated_on=date(2026, 1, 1)))
    assert (record.name, record.free_of_charge) == ("Château Neuf", False)


def test_two_rows_of_one_day_each_name_some_of_the_plugs() -> None:
    (evse,) = station(point("A", plugs=(TYPE_2,)), point("A", plugs=(DOMESTIC,))).evses
    assert [connector.uid for connector in evse.connectors] == ["t2", "ef"]


def test_two_rows_of_one_day_with_two_powers_are_not_mixed() -> None:
    rows = point("A", plugs=AC), point("A", plugs=DC, power_w=150_000)
    assert len(distinct_points(rows)[0].plugs) == 1


def test_points_without_ids_are_named_by_plug_and_power() -> None:
    assert uids(*told("a", AC, 2, 3), point(plugs=DC, power_w=187_500)) == ["ccs-187.5-1", "t2-22-1", "t2-22-2"]


def test_names_of_points_do_not_change_when_others_come() -> None:
    before = set(uids(*told("a", DC, 2, 2)))
    assert before < set(uids(*told("a", DC, 2, 3), *told("a", AC, 1, 3)))


def test_a_publication_that_is_complete_makes_others_repetitions() -> None:
    assert len(uids(*told("a", DC, 4, 4), *told("b", DC, 4, 4))) == 4


def test_the_publication_with_most_points_of_a_kind_is_believed() -> None:
    assert len(uids(*told("a", DC, 16, 16), *told("b", DC, 9, 9))) == 16


def test_kinds_of_plugs_that_only_one_publication_tells_are_kept() -> None:
    assert uids(*told("a", DC, 2, 2), *told("b", AC, 2, 2)) == ["ccs-22-1", "ccs-22-2", "t2-22-1", "t2-22-2"]


def test_publications_that_each_tell_a_part_are_put_together() -> None:
    assert len(uids(*told("a", AC, 2, 4), *told("b", AC, 2, 4))) == 4


def test_one_publication_is_never_cut_whatever_it_declares() -> None:
    assert len(uids(*told("a", AC, 6, 1))) == 6


def test_the_order_of_the_rows_decides_nothing() -> None:
    rows = [
        point("A", name="Halle 1", price_text="1 €"),
        point("B", name="Halle 2", price_text="2 €", updated_on=date(2026, 1, 1)),
        point(None, plugs=DC, publication=("x",)),
        point(None, plugs=DC, power_w=50_000, publication=("y",)),
    ]
    assert len({repr(station(*order)) for order in permutations(rows)}) == 1


def test_power_is_shared_out_among_the_plugs_of_a_point() -> None:
    (evse,) = station(point("A", plugs=(CCS, CHADEMO, TYPE_2, DOMESTIC), power_w=150_000)).evses
    found = {connector.uid: connector for connector in evse.connectors}
    powers = {uid: connector.max_electric_power for uid, connector in found.items()}
    assert powers == {"ccs": 150_000, "chademo": 150_000, "t2": 43_000, "ef": 3_700}
    assert "max_electric_power" not in found["ccs"].assumed


def test_a_power_without_a_plug_is_kept() -> None:
    (evse,) = station(point("A", plugs=(), power_w=150_000)).evses
    assert [(found.standard, found.max_electric_power) for found in evse.connectors] == [(None, 150_000)]


def test_a_point_of_which_nothing_is_known_has_no_connectors() -> None:
    assert station(point("A", plugs=(), power_w=None)).evses[0].connectors == ()


@pytest.mark.parametrize(
    ("told_by_points", "access", "assumed"),
    [
        (["RESTRICTED", "PUBLIC"], "PUBLIC", ()),
        (["RESTRICTED", "CUSTOMERS"], "CUSTOMERS", ()),
        (["RESTRICTED", None], "RESTRICTED", ()),
        ([None, None], "PUBLIC", ("access",)),
    ],
)
def test_a_station_is_as_open_as_its_most_open_point(
    told_by_points: list[str | None], access: str, assumed: tuple[str, ...]
) -> None:
    record = station(*(point(str(n), access=word) for n, word in enumerate(told_by_points)))
    assert (record.access, record.assumed) == (access, assumed)


def test_the_kind_of_parking_is_marked() -> None:
    record = station(point("A", parking="ON_STREET", access="PUBLIC"))
    assert (record.parking_type, record.assumed) == ("ON_STREET", ("parking_type",))


@pytest.mark.parametrize(
    ("words", "free"),
    [([True, True], True), ([False, None], False), ([True, False], None), ([None], None)],
)
def test_a_station_is_free_where_all_that_speak_of_it_say_so(words: list[bool | None], free: bool | None) -> None:
    assert station(*(point(str(n), free=word) for n, word in enumerate(words))).free_of_charge is free


@pytest.mark.parametrize(
    ("free", "pay_per_use", "found"),
    [(False, True, True), (False, False, False), (None, None, None), (True, False, None), (True, True, True)],
)
def test_no_registration_where_each_use_can_be_paid(
    free: bool | None, pay_per_use: bool | None, found: bool | None
) -> None:
    assert station(point("A", free=free, pay_per_use=pay_per_use)).no_registration is found


def test_prices_of_the_points_are_listed_once_each() -> None:
    prices = ("0,29 €", "0,39 €", "0,29 €", None)
    record = station(*(point(str(n), price_text=price) for n, price in enumerate(prices)))
    assert record.price_text == "0,29 €; 0,39 €"


def test_the_lowest_clearance_counts() -> None:
    assert station(point("A", max_height_cm=220), point("B", max_height_cm=190)).max_height_cm == 190


def test_bays_are_marked_on_their_evse() -> None:
    first, second = station(point("A", for_disabled=True), point("B", for_two_wheelers=True)).evses
    assert (first.parking_restrictions, second.parking_restrictions) == (("DISABLED",), ("MOTORCYCLES",))


def test_what_is_out_of_service_is_out_of_order() -> None:
    record = station(point("A", in_service=False), point("B", in_service=True))
    assert [evse.status for evse in record.evses] == ["OUTOFORDER", None]
    assert record.operational is True


@pytest.mark.parametrize(("words", "operational"), [([False], False), ([None], None), ([True, None], True)])
def test_whether_a_station_is_in_service(words: list[bool | None], operational: bool | None) -> None:
    assert station(*(point(str(n), in_service=word) for n, word in enumerate(words))).operational is operational


def test_the_operator_the_sign_and_the_owner() -> None:
    record = station(point("A", operator="Voltéa", brand="Réseau Azur", owner="Ville", evse_id="FR*VLT*E1", phone="05"))
    assert record.operator is not None
    assert (record.operator.name, record.operator.party_id, record.operator.phone) == ("Voltéa", "FRVLT", "05")
    assert (record.suboperator, record.owner, record.help_phone) == ("Réseau Azur", "Ville", "05")


def test_a_sign_with_the_operators_name_is_no_second_operator() -> None:
    assert station(point("A", operator="Voltéa", brand="VOLTÉA")).suboperator is None


@pytest.mark.parametrize(
    ("facts", "name"),
    [({"brand": "Azur"}, "Azur"), ({"owner": "Ville"}, "Ville"), ({"operator": "V", "brand": "B"}, "V")],
)
def test_who_stands_for_the_operator(facts: dict[str, str], name: str) -> None:
    record = station(point("A", **facts))
    assert record.operator is not None and record.operator.name == name


def test_nobody_is_no_operator() -> None:
    assert station(point("A")).operator is None


def test_evse_ids_of_two_parties_name_none() -> None:
    record = station(point("A", operator="V", evse_id="FR*VLT*E1"), point("B", operator="V", evse_id="FR*ABC*E1"))
    assert record.operator is not None and record.operator.party_id is None


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["Halle", "Halle"], "Halle"),
        (["Parking du Port - Place 1", "Parking du Port - Place 44"], "Parking du Port - Place"),
        (["Camping Légende", "Camping Le\u0301gende"], "Camping Légende"),
        (["Darty Brest", "Allego - Darty Brest", "Allego - Darty Brest"], "Allego - Darty Brest"),
        (["CARHAIX", "CARHAIX-PLOUGUER", "CARHAIX"], "CARHAIX"),
        ([], None),
    ],
)
def test_the_name_of_points_with_several(names: list[str], name: str | None) -> None:
    assert station(*(point(str(n), name=text) for n, text in enumerate(names or [None]))).name == name


def test_an_edition_whose_letters_are_lost_gives_way_to_another() -> None:
    lost = point("A", name="Ch\ufffdteau Neuf", address="Rue du Ch\ufffdteau", updated_on=date(2026, 1, 1))
    whole = point("B", name="Château Neuf", address="Rue du Château", updated_on=date(2024, 1, 1))
    assert station(lost, whole).address == "Rue du Château"


def test_street_code_and_town_are_of_one_point() -> None:
    poor, rich = point("A", address="Gare"), point("B", address="1 rue A", postal_code="64321", city="Clairval")
    record = station(poor, rich)
    assert (record.address, record.postal_code, record.city) == ("1 rue A", "64321", "Clairval")


def test_days_of_a_station() -> None:
    record = station(
        point("A", opened_on=date(2023, 5, 1), updated_on=date(2026, 1, 1)),
        point("B", opened_on=date(2021, 5, 1), updated_on=date(2025, 1, 1)),
    )
    assert (record.opened_on, record.last_updated) == (date(2021, 5, 1), datetime(2026, 1, 1, tzinfo=UTC))


def test_hours_are_what_most_points_say() -> None:
    record = station(point("A", hours="24/7"), point("B", hours="Mo-Fr 08:00-18:00"), point("C", hours="24/7"))
    assert record.hours is not None and record.hours.twentyfourseven
