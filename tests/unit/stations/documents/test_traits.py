"""The `traits` word holds what a station has, one bit each, and nothing that is not known."""

from functools import reduce

import pytest
from msgspec.structs import replace

from stations.documents import traits
from stations.documents.traits import traits_of
from stations.hours.model import OpeningHours
from stations.ocpi import Facility
from stations.records import EvseRecord
from tests.fakes.records import CONNECTOR, STATION


def evse(status: str | None = None, *capabilities: str) -> EvseRecord:
    return EvseRecord("1", (CONNECTOR,), status=status, capabilities=capabilities)


def bits(*evses: EvseRecord, live: bool = False, open_licence: bool | None = True, **facts: object) -> int:
    record = replace(STATION, **{"evses": evses or (evse(),), "facilities": (), **facts})
    return traits_of(record, live=live, open_licence=open_licence)


def test_every_facility_has_a_bit_of_its_own() -> None:
    found = [bits(facilities=(str(facility),)) & ~traits.ACTIVE for facility in Facility]
    assert [one.bit_count() for one in found] == [1] * len(Facility)
    assert len(set(found)) == len(Facility)


def test_no_two_marks_share_a_bit() -> None:
    marks = [
        value
        for name, value in vars(traits).items()
        if name.isupper() and isinstance(value, int) and not name.startswith("_")
    ]
    assert len(marks) == 10
    together = [*marks, *traits.FACILITY_BITS.values()]
    assert sum(together) == sum(set(together)) == reduce(int.__or__, together)


@pytest.mark.parametrize(
    ("capability", "mark"),
    [
        ("CONTACTLESS_CARD_SUPPORT", traits.CONTACTLESS),
        ("CREDIT_CARD_PAYABLE", traits.CARD),
        ("DEBIT_CARD_PAYABLE", traits.CARD),
        ("PED_TERMINAL", traits.CARD),
        ("RFID_READER", 0),
        ("REMOTE_START_STOP_CAPABLE", 0),
    ],
)
def test_ways_to_pay_are_told_by_capabilities(capability: str, mark: int) -> None:
    assert bits(evse(None, capability)) == traits.ACTIVE | mark


@pytest.mark.parametrize(("said", "mark"), [(True, traits.NO_REGISTRATION), (False, 0), (None, 0)])
def test_registration_counts_only_where_it_is_known(said: bool | None, mark: int) -> None:
    assert bits(no_registration=said) & traits.NO_REGISTRATION == mark


@pytest.mark.parametrize(
    ("hours", "mark"),
    [(None, 0), (OpeningHours(twentyfourseven=True), traits.OPEN_24_7), (OpeningHours(text="always"), 0)],
)
def test_always_open_is_what_the_hours_say(hours: OpeningHours | None, mark: int) -> None:
    assert bits(hours=hours) & traits.OPEN_24_7 == mark


@pytest.mark.parametrize(
    ("statuses", "operational", "marks"),
    [
        ([None], None, traits.ACTIVE),
        (["PLANNED"], None, traits.PLANNED),
        (["PLANNED", None], None, traits.PLANNED | traits.ACTIVE),
        (["REMOVED"], None, 0),
        (["OUTOFORDER", "INOPERATIVE"], None, traits.ACTIVE | traits.OUT_OF_SERVICE),
        (["OUTOFORDER", "PLANNED"], None, traits.ACTIVE | traits.PLANNED | traits.OUT_OF_SERVICE),
        (["OUTOFORDER", None], None, traits.ACTIVE),
        (["OUTOFORDER", "REMOVED"], None, traits.ACTIVE | traits.OUT_OF_SERVICE),
        ([None], False, traits.ACTIVE | traits.OUT_OF_SERVICE),
        ([None], True, traits.ACTIVE),
        (["PLANNED"], False, traits.PLANNED),
    ],
)
def test_service_is_that_of_the_evses(statuses: list[str | None], operational: bool | None, marks: int) -> None:
    assert bits(*map(evse, statuses), operational=operational) == marks


def test_a_station_without_known_evses_is_in_service() -> None:
    assert bits(evses=()) == traits.ACTIVE
    assert bits(evses=(), operational=False) == traits.ACTIVE | traits.OUT_OF_SERVICE


@pytest.mark.parametrize(
    ("open_licence", "mark"), [(True, 0), (False, traits.CLOSED_LICENCE), (None, traits.CLOSED_LICENCE)]
)
def test_a_licence_that_nobody_knows_is_closed(open_licence: bool | None, mark: int) -> None:
    assert bits(open_licence=open_licence) & traits.CLOSED_LICENCE == mark


def test_live_states_are_marked() -> None:
    assert bits(live=True) == traits.ACTIVE | traits.LIVE
