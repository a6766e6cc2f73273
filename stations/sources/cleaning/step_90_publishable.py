"""The last look: what its source can't name by an id can't be kept, and what has been removed is no place to charge."""

from enum import StrEnum
from typing import Final

from stations.ocpi import Status
from stations.records import StationRecord
from stations.sources.base import Feed, Refused, Removed
from stations.sources.cleaning.mending import Mended

MAX_NATIVE_ID: Final = 200
REMOVED: Final = "removed"


class Refusal(StrEnum):
    """Why this step refuses a record."""

    ID_MISSING = "native_id_missing"
    ID_UNUSABLE = "native_id_unusable"


def clean(record: StationRecord, feed: Feed, mended: Mended) -> StationRecord:
    """Raises Removed where every EVSE has been removed."""
    native_id, evses = record.native_id, record.evses
    if not native_id or native_id.isspace():
        raise Refused(Refusal.ID_MISSING, "id", "the source gives no id")
    if len(native_id) > MAX_NATIVE_ID or not native_id.isprintable():
        raise Refused(Refusal.ID_UNUSABLE, "id", f"too long or not printable: {native_id[:60]!r}")
    if evses and evses[0].status == Status.REMOVED and all(evse.status == Status.REMOVED for evse in evses):
        raise Removed(REMOVED)
    return record
