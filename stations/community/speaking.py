"""Who speaks for the operator of a station, and where they are written to."""

from typing import Any, Final

import msgspec
from django.db.models import QuerySet

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
    senders = _records(station).values_list("source__sender", flat=True)
    return user.pk in senders or any(user.holds(address) for address in addresses_of(station))


def addresses_of(station: str) -> list[str]:
    """The operator's addresses in the records of the station itself."""
    found = (_decode(bytes(facts)).operator for facts in _records(station).values_list("facts", flat=True))
    return [operator.email for operator in found if operator and operator.email]


def _records(station: str) -> QuerySet[SourceRecord]:
    return SourceRecord.objects.filter(station__public_id=station, vanished_at__isnull=True).order_by("pk")
