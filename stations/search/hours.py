"""Which schedules are open at a moment: asked once a minute for each distinct schedule, not for each station."""

from datetime import datetime
from functools import lru_cache

import msgspec

from stations.hours.clock import is_open
from stations.hours.model import OpeningHours
from stations.models import Schedule

_decode = msgspec.msgpack.Decoder(OpeningHours).decode


def schedules_open_at(now: datetime, data_version: int) -> tuple[int, ...]:
    """Ids of the schedules known to be open in the minute of `now`."""
    return _open_in_minute(now.replace(second=0, microsecond=0), data_version)


@lru_cache(maxsize=4)
def _open_in_minute(minute: datetime, data_version: int) -> tuple[int, ...]:
    return tuple(key for key, hours, zone in _schedules(data_version) if is_open(hours, minute, zone or None))


@lru_cache(maxsize=2)
def _schedules(data_version: int) -> list[tuple[int, OpeningHours, str]]:
    rows = Schedule.objects.values_list("pk", "hours", "time_zone")
    return [(key, _decode(bytes(hours)), zone) for key, hours, zone in rows]
