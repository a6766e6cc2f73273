"""What the checks are given."""

from dataclasses import dataclass
from datetime import datetime

from stations.records import StationRecord


@dataclass(frozen=True, slots=True)
class Seen:
    """A station as its source tells it after cleaning, before anybody's corrections.

    `states` are when each live state of an EVSE was observed; empty where the source tells none.
    """

    record: StationRecord
    now: datetime
    states: tuple[datetime, ...] = ()
