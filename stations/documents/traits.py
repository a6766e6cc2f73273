"""The `traits` word: what a station has, one bit each, so that filters on it need neither joins nor text."""

from collections.abc import Iterable

from stations.ocpi import Capability, Facility
from stations.records import EvseRecord, StationRecord

FACILITY_BITS = {facility: 1 << position for position, facility in enumerate(Facility)}
CONTACTLESS = 1 << 20
CARD = 1 << 21
NO_REGISTRATION = 1 << 22
OPEN_24_7 = 1 << 23
# The station's source tells live states of it.
LIVE = 1 << 24
# It has planned EVSEs; without ACTIVE it has no others.
PLANNED = 1 << 25
ACTIVE = 1 << 26
# Every EVSE in service is out of order as far as its register says.
OUT_OF_SERVICE = 1 << 27
# Its licence lets nobody pass it on, or nobody knows.
CLOSED_LICENCE = 1 << 28
# Its source does not bring it any more.
VANISHED = 1 << 29

PAYMENT_BITS = {"contactless": CONTACTLESS, "card": CARD, "no_registration": NO_REGISTRATION}
_CARDS = {Capability.CREDIT_CARD_PAYABLE, Capability.DEBIT_CARD_PAYABLE, Capability.PED_TERMINAL}
FAULTY = frozenset({"INOPERATIVE", "OUTOFORDER"})


def traits_of(record: StationRecord, *, live: bool, open_licence: bool | None) -> int:
    """The word of a record. `live`: its source tells states; `open_licence`: its records may be passed on."""
    bits = sum(FACILITY_BITS.get(value, 0) for value in set(record.facilities))  # type: ignore[call-overload]
    bits |= _payment(record) | _service(record)
    if record.hours and record.hours.twentyfourseven:
        bits |= OPEN_24_7
    if live:
        bits |= LIVE
    if not open_licence:
        bits |= CLOSED_LICENCE
    return bits


def _payment(record: StationRecord) -> int:
    # What could once be paid at an EVSE that is gone helps nobody.
    present = (evse for evse in record.evses if evse.status != "REMOVED")
    capabilities = {capability for evse in present for capability in evse.capabilities}
    bits = NO_REGISTRATION if record.no_registration else 0
    if Capability.CONTACTLESS_CARD_SUPPORT in capabilities:
        bits |= CONTACTLESS
    if capabilities & _CARDS:
        bits |= CARD
    return bits


def _service(record: StationRecord) -> int:
    states = {evse.status for evse in record.evses if evse.status != "REMOVED"}
    bits = PLANNED if "PLANNED" in states else 0
    in_service = states - {"PLANNED"}
    if in_service or not record.evses:
        bits |= ACTIVE
        if record.operational is False or (in_service and in_service <= FAULTY):
            bits |= OUT_OF_SERVICE
    return bits


def in_service(evses: Iterable[EvseRecord]) -> list[EvseRecord]:
    """The EVSEs that a search may match: neither removed nor only planned."""
    return [evse for evse in evses if evse.status not in ("REMOVED", "PLANNED")]
