"""Who speaks for the operator of a station."""

from typing import Any, Final

import msgspec

from stations.models import SourceRecord
from stations.records import StationRecord

_decode: Final = msgspec.msgpack.Decoder(StationRecord).decode


def speaks_for(station: str, user: Any) -> bool:
    """Whoever sends the station with a key of theirs, or has shown that the operator's address in its record is theirs.

    The record's own address, not what any source says of an operator of that name: nobody gets a voice at the stations
    of another source by naming its operator in their own.
    """
    if user is None or not user.is_authenticated:
        return False
    rows = SourceRecord.objects.filter(station__public_id=station, vanished_at__isnull=True)
    return any(
        sender == user.pk or _is_addressed(_decode(bytes(facts)), user)
        for sender, facts in rows.values_list("source__sender", "facts")
    )


def _is_addressed(record: StationRecord, user: Any) -> bool:
    address = record.operator.email if record.operator else None
    return bool(address and user.holds(address))
