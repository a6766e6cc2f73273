"""EVSEs and connectors that can be told apart: ids in their printed form, every uid once.

What a source says twice of one EVSE becomes one; two EVSEs or connectors that share a uid by mistake get their own.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import Final, TypeVar

from msgspec.structs import replace

from stations.records import ConnectorRecord, EvseRecord, StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning.mending import Mended
from stations.sources.cleaning.step_50_text import LENGTHS
from stations.sources.cleaning.texts import text_reader
from voltway.lib.text import clean_text


class Mend(StrEnum):
    """What this step does to a record."""

    ID_SPELLING = "evse_id_spelling"
    ID_INVALID = "evse_id_invalid"
    UID = "uid_unusable"
    EVSES_MERGED = "evses_merged"
    EVSE_RENAMED = "evse_uid_shared"
    CONNECTORS_MERGED = "connectors_merged"
    CONNECTOR_RENAMED = "connector_uid_shared"


# eMI3: country, operator, E for EVSE, its number; the stars may be left out.
_EVSE_ID: Final = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}")
_OTHER_SEPARATORS: Final = re.compile(r"[-_./\s*]+")
MAX_UID: Final = 100
_read_reference: Final = text_reader(LENGTHS["evse.physical_reference"], zero=True)
_DIGEST_BYTES: Final = 8
_COMMON_UIDS: Final = frozenset(map(str, range(10)))

Part = TypeVar("Part", EvseRecord, ConnectorRecord)


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    evses = record.evses
    if _are_unique(evses) and all([_is_fine(evse) for evse in evses]):  # noqa: C419 — a list is quicker for a few
        return record
    named = [_evse(evse, place, mended) for place, evse in enumerate(evses, 1)]
    return replace(record, evses=_once(named, mended))


def _are_unique(parts: Sequence[Part]) -> bool:
    return len(parts) < 2 or len({part.uid for part in parts}) == len(parts)


def _is_fine(evse: EvseRecord) -> bool:
    if not _is_usable(evse.uid) or not (evse.evse_id is None or _EVSE_ID.fullmatch(evse.evse_id)):
        return False
    for connector in evse.connectors:
        if connector.uid not in _COMMON_UIDS and not _is_usable(connector.uid):
            return False
    return _are_unique(evse.connectors)


def _is_usable(uid: str) -> bool:
    return 0 < len(uid) <= MAX_UID and uid.isprintable() and uid[0] != " " and uid[-1] != " "


def _evse(evse: EvseRecord, place: int, mended: Mended) -> EvseRecord:
    evse = _identified(evse, mended)
    if not _is_usable(evse.uid):
        mended(Mend.UID)
        evse = replace(evse, uid=_usable(evse.uid) or evse.evse_id or str(place))
    return _with_connectors(evse, mended)


def _usable(uid: str) -> str:
    """The same uid for the same text, for ever; empty where nothing is left of it."""
    bare = clean_text(uid, len(uid))
    if len(bare) <= MAX_UID:
        return bare
    digest = blake2b(bare.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return f"{bare[: MAX_UID - len(digest) - 1].rstrip()}~{digest}"


def _identified(evse: EvseRecord, mended: Mended) -> EvseRecord:
    """Its id as printed, in capitals; what has not the form of one is kept as the reference on the device."""
    said = evse.evse_id
    if said is None or _EVSE_ID.fullmatch(said):
        return evse
    written = _OTHER_SEPARATORS.sub("*", said.strip().upper())
    if _EVSE_ID.fullmatch(written):
        mended(Mend.ID_SPELLING)
        return replace(evse, evse_id=written)
    mended(Mend.ID_INVALID)
    verdict = _read_reference(said)
    reference = said if verdict is None else verdict.text
    return replace(evse, evse_id=None, physical_reference=evse.physical_reference or reference)


def _with_connectors(evse: EvseRecord, mended: Mended) -> EvseRecord:
    connectors = tuple(_connector(connector, place, mended) for place, connector in enumerate(evse.connectors, 1))
    if not _are_unique(connectors):
        connectors = _connectors_once(connectors, mended)
    return evse if connectors == evse.connectors else replace(evse, connectors=connectors)


def _connector(connector: ConnectorRecord, place: int, mended: Mended) -> ConnectorRecord:
    if _is_usable(connector.uid):
        return connector
    mended(Mend.UID)
    return replace(connector, uid=_usable(connector.uid) or str(place))


def _connectors_once(connectors: Sequence[ConnectorRecord], mended: Mended) -> tuple[ConnectorRecord, ...]:
    distinct = tuple(dict.fromkeys(connectors))
    for _ in range(len(connectors) - len(distinct)):
        mended(Mend.CONNECTORS_MERGED)
    return _renamed(distinct, Mend.CONNECTOR_RENAMED, mended)


def _once(evses: Sequence[EvseRecord], mended: Mended) -> tuple[EvseRecord, ...]:
    """Every EVSE once. Those that share a uid are one unless their ids say otherwise."""
    kept: list[EvseRecord] = []
    for evse in evses:
        twin = next((i for i, other in enumerate(kept) if _are_one(evse, other)), None)
        if twin is None:
            kept.append(evse)
        else:
            mended(Mend.EVSES_MERGED)
            kept[twin] = _merged(kept[twin], evse, mended)
    return _renamed(kept, Mend.EVSE_RENAMED, mended)


def _are_one(one: EvseRecord, other: EvseRecord) -> bool:
    return one.uid == other.uid and (one.evse_id == other.evse_id or None in (one.evse_id, other.evse_id))


def _merged(one: EvseRecord, other: EvseRecord, mended: Mended) -> EvseRecord:
    """Both accounts of an EVSE in one; where they differ, the later state and the first of the other facts."""
    later = other if _is_later(other, one) else one
    connectors = (*one.connectors, *other.connectors)
    return replace(
        one,
        connectors=_connectors_once(connectors, mended) if not _are_unique(connectors) else connectors,
        evse_id=one.evse_id or other.evse_id,
        status=later.status,
        status_at=later.status_at,
        capabilities=tuple(dict.fromkeys(one.capabilities + other.capabilities)),
        parking_restrictions=tuple(dict.fromkeys(one.parking_restrictions + other.parking_restrictions)),
        floor_level=one.floor_level or other.floor_level,
        physical_reference=one.physical_reference or other.physical_reference,
    )


def _is_later(one: EvseRecord, other: EvseRecord) -> bool:
    if one.status is None:
        return False
    if other.status is None or other.status_at is None:
        return other.status is None
    return one.status_at is not None and one.status_at > other.status_at


def _renamed(parts: Sequence[Part], kind: Mend, mended: Mended) -> tuple[Part, ...]:
    """The second and later bearers of a uid get a number, in their order."""
    taken = {part.uid for part in parts}
    seen: set[str] = set()
    renamed: list[Part] = []
    for part in parts:
        if part.uid in seen:
            mended(kind)
            part = replace(part, uid=_free(part.uid, taken))
        seen.add(part.uid)
        taken.add(part.uid)
        renamed.append(part)
    return tuple(renamed)


def _free(uid: str, taken: set[str]) -> str:
    number = 2
    while (candidate := f"{uid[: MAX_UID - 5]}~{number}") in taken:
        number += 1
    return candidate
