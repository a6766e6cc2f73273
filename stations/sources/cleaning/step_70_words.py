"""Words of closed sets: what is no OCPI value is left out and counted, what is said twice is said once."""

from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec.structs import replace

from stations.ocpi import Access, Capability, Facility, ParkingRestriction, ParkingType, Status
from stations.records import EvseRecord, StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended, with_evses


class Mend(StrEnum):
    """What this step does to a record."""

    ACCESS = "access_unknown_word"
    CAPABILITY = "capability_unknown_word"
    DUPLICATE = "word_said_twice"
    FACILITY = "facility_unknown_word"
    PARKING_TYPE = "parking_type_unknown_word"
    RESTRICTION = "restriction_unknown_word"
    STATUS = "status_unknown_word"


_ACCESSES: Final = frozenset(Access)
_CAPABILITIES: Final[frozenset[str]] = frozenset(Capability)
_FACILITIES: Final[frozenset[str]] = frozenset(Facility)
_PARKING_TYPES: Final = frozenset(ParkingType)
_RESTRICTIONS: Final[frozenset[str]] = frozenset(ParkingRestriction)
_STATUSES: Final = frozenset(Status)


class _Kept(NamedTuple):
    """The words that remain, and how many were left out as unknown and as said before."""

    words: tuple[str, ...]
    unknown: int
    twice: int


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    record = _station(record, mended)
    for evse in record.evses:
        if not _is_fine(evse.status, evse.capabilities, evse.parking_restrictions):
            return with_evses(record, lambda evse: _evse(evse, mended))
    return record


def _station(record: StationRecord, mended: Mended) -> StationRecord:
    if record.access not in _ACCESSES:
        mended(Mend.ACCESS)
        record = replace(record, access=Access.UNKNOWN.value)
    if record.parking_type is not None and record.parking_type not in _PARKING_TYPES:
        mended(Mend.PARKING_TYPE)
        record = replace(record, parking_type=None)
    facilities = _known(record.facilities, _FACILITIES, Mend.FACILITY, mended)
    return record if facilities is record.facilities else replace(record, facilities=facilities)


@lru_cache(maxsize=4096)
def _is_fine(status: str | None, capabilities: tuple[str, ...], restrictions: tuple[str, ...]) -> bool:
    if status is not None and status not in _STATUSES:
        return False
    return _kept(capabilities, _CAPABILITIES) is None and _kept(restrictions, _RESTRICTIONS) is None


def _evse(evse: EvseRecord, mended: Mended) -> EvseRecord:
    if _is_fine(evse.status, evse.capabilities, evse.parking_restrictions):
        return evse
    if evse.status is not None and evse.status not in _STATUSES:
        mended(Mend.STATUS)
        evse = replace(evse, status=_status(evse.status))
    return replace(
        evse,
        capabilities=_known(evse.capabilities, _CAPABILITIES, Mend.CAPABILITY, mended),
        parking_restrictions=_known(evse.parking_restrictions, _RESTRICTIONS, Mend.RESTRICTION, mended),
    )


def _status(said: str) -> str:
    word = said.strip().upper()
    return word if word in _STATUSES else Status.UNKNOWN.value


def _known(words: tuple[str, ...], known: frozenset[str], kind: Mend, mended: Mended) -> tuple[str, ...]:
    kept = _kept(words, known) if words else None
    if kept is None:
        return words
    for _ in range(kept.unknown):
        mended(kind)
    for _ in range(kept.twice):
        mended(Mend.DUPLICATE)
    return kept.words


@lru_cache(maxsize=4096)
def _kept(words: tuple[str, ...], known: frozenset[str]) -> _Kept | None:
    """None where all words are known and none is said twice."""
    written = [word if word in known else "_".join(word.upper().replace("-", " ").split()) for word in words]
    kept = tuple(dict.fromkeys(word for word in written if word in known))
    if kept == words:
        return None
    unknown = sum(word not in known for word in written)
    return _Kept(kept, unknown, len(words) - unknown - len(kept))
