"""Every text that a page or the API shows: mended, without markup or controls, within its length, None where empty."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from stations.hours.model import MAX_TEXT, OpeningHours
from stations.records import EvseRecord, LicenceRecord, OperatorRecord, StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.contacts import MAX_EMAIL, MAX_PHONE, MAX_URL, read_email, read_phone, read_url
from stations.sources.cleaning.mending import Mended, with_evses
from stations.sources.cleaning.texts import Mend, Reader, are_fine, text_reader

__all__ = ["LENGTHS", "Mend", "clean"]

Record = TypeVar("Record", StationRecord, EvseRecord)

# Characters that each field may have; what is stored in columns fits them (tests/contracts).
LENGTHS: Final = {
    "name": 200,
    "address": 200,
    "city": 100,
    "postal_code": 20,
    "state": 60,
    "suboperator": 200,
    "owner": 200,
    "price_text": 500,
    "payment_text": 500,
    "directions": 2000,
    "notes": 2000,
    "help_phone": MAX_PHONE,
    "website": MAX_URL,
    "source_url": MAX_URL,
    "operator.name": 200,
    "operator.website": MAX_URL,
    "operator.phone": MAX_PHONE,
    "operator.email": MAX_EMAIL,
    "operator.party_id": 10,
    "licence.name": 200,
    "licence.url": MAX_URL,
    "licence.attribution": 500,
    "evse.floor_level": 20,
    "evse.physical_reference": 100,
    "hours.text": MAX_TEXT,
}
_CONTACTS: Final[dict[str, Reader]] = {
    "help_phone": read_phone,
    "website": read_url,
    "source_url": read_url,
    "operator.website": read_url,
    "operator.phone": read_phone,
    "operator.email": read_email,
    "licence.url": read_url,
}
_PLACES: Final = ("city", "state")
# Floor 0, post 0 and a price of 0 are facts.
_ZERO_IS_A_FACT: Final = ("evse.floor_level", "evse.physical_reference", "price_text")


def _reader(field: str) -> Reader:
    if field in _CONTACTS:
        return _CONTACTS[field]
    return text_reader(LENGTHS[field], place=field in _PLACES, zero=field in _ZERO_IS_A_FACT)


class _Fields:
    """The text fields of one kind of record."""

    def __init__(self, prefix: str = "") -> None:
        owned = [field for field in LENGTHS if field.rpartition(".")[0] == prefix]
        self.names = tuple(field.rpartition(".")[2] for field in owned)
        self.readers = tuple(_reader(field) for field in owned)
        self.values = attrgetter(*self.names)

    def changes(self, record: msgspec.Struct) -> tuple[dict[str, str | None], list[Mend]]:
        """New values of the fields that need one, and what was done."""
        changes: dict[str, str | None] = {}
        kinds: list[Mend] = []
        for name, read, value in zip(self.names, self.readers, self.values(record), strict=True):
            if value is not None and (verdict := read(value)):
                changes[name] = verdict.text
                kinds += verdict.kinds
        return changes, kinds


_STATION, _OPERATOR, _LICENCE, _EVSE = _Fields(), _Fields("operator"), _Fields("licence"), _Fields("evse")
_read_hours: Final = _reader("hours.text")


# The texts that are neither numbers to ring nor addresses to follow, and the shortest place of most of them.
_prose: Final = attrgetter(*(name for name in _STATION.names if name not in _CONTACTS))
_SHORT_PLACE: Final = 200


class _Outcome(NamedTuple):
    """What becomes of a part of a station that many stations share."""

    part: Any
    kinds: tuple[Mend, ...]


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    if not _is_fine(record):
        changes, kinds = _STATION.changes(record)
        record = _mended(record, changes, kinds, mended)
    record = _parts(record, mended)
    for evse in record.evses:
        if not _is_fine_place(evse.floor_level, evse.physical_reference):
            return with_evses(record, lambda evse: _evse(evse, mended))
    return record


def _is_fine(record: StationRecord) -> bool:
    """Whether none of the station's own texts needs its reader; this tells it of most stations at once."""
    for value, read in ((record.help_phone, read_phone), (record.website, read_url), (record.source_url, read_url)):
        if value is not None and read(value) is not None:
            return False
    texts = [text for text in _prose(record) if text is not None]
    if not texts:
        return True
    return sum(map(len, texts)) <= _SHORT_PLACE and _fits_short_places(record) and are_fine(texts)


def _fits_short_places(record: StationRecord) -> bool:
    post, city, state = record.postal_code, record.city, record.state
    return (
        (post is None or len(post) <= LENGTHS["postal_code"])
        and (city is None or len(city) <= LENGTHS["city"])
        and (state is None or len(state) <= LENGTHS["state"])
    )


def _mended(record: Record, changes: Mapping[str, Any], kinds: Iterable[Mend], mended: Mended) -> Record:
    for kind in kinds:
        mended(kind)
    return replace(record, **changes) if changes else record


def _parts(record: StationRecord, mended: Mended) -> StationRecord:
    """The station with its operator, licence and hours looked at."""
    operator, licence, hours = record.operator, record.licence, record.hours
    outcomes: dict[str, _Outcome | None] = {}
    if operator is not None:
        outcomes["operator"] = _operator(operator)
    if licence is not None:
        outcomes["licence"] = _licence(licence)
    if hours is not None and hours.text is not None:
        outcomes["hours"] = _hours(hours)
    for field, outcome in outcomes.items():
        if outcome is not None:
            record = _mended(record, {field: outcome.part}, outcome.kinds, mended)
    return record


@lru_cache(maxsize=4096)
def _operator(operator: OperatorRecord) -> _Outcome | None:
    """None where it is fine. An operator without a name is none."""
    changes, kinds = _OPERATOR.changes(operator)
    if not changes:
        return None
    if changes.get("name", operator.name) is None:
        return _Outcome(None, tuple(kinds))
    return _Outcome(replace(operator, **changes), tuple(kinds))


@lru_cache(maxsize=4096)
def _licence(licence: LicenceRecord) -> _Outcome | None:
    changes, kinds = _LICENCE.changes(licence)
    return _Outcome(replace(licence, **changes), tuple(kinds)) if changes else None


def _hours(hours: OpeningHours) -> _Outcome | None:
    verdict = _read_hours(hours.text or "")
    if verdict is None:
        return None
    without = replace(hours, text=verdict.text)
    return _Outcome(without if without != OpeningHours() else None, verdict.kinds)


@lru_cache(maxsize=4096)
def _is_fine_place(floor_level: str | None, physical_reference: str | None) -> bool:
    changes, _ = _EVSE.changes(EvseRecord("", floor_level=floor_level, physical_reference=physical_reference))
    return not changes


def _evse(evse: EvseRecord, mended: Mended) -> EvseRecord:
    changes, kinds = _EVSE.changes(evse)
    return _mended(evse, changes, kinds, mended)
