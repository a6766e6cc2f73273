"""What is kept of a happening: of a place its tenth of a degree, of a search its filters' names, of nobody who."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from analytics.durations import bucket_of
from analytics.events.buffer import Line
from analytics.models import MAX_SUBJECT, Kind
from voltway.lib.happenings import Answered, Deed, Done, Happening, Meta, Searched

# Of routes, those that programs ask; our own pages ask some of them, too.
_API: Final = ("api-", "ocpi-")
NO_PLACE: Final = "-"
_KINDS: Final = {Deed.VIEWED: Kind.VIEWED, Deed.STARRED: Kind.STARRED, Deed.EXPORTED: Kind.EXPORTED}


def lines_of(happening: Happening, meta: Meta | None, *, now: datetime) -> Iterator[Line]:
    """What is counted. Nothing of whoever asks not to be followed, unless it is of no person (`Answered`)."""
    at = now.astimezone(UTC)
    day, hour = at.date(), at.hour
    if isinstance(happening, Answered):
        if happening.view.startswith(_API):
            outcome, bucket = f"{happening.status // 100}xx", bucket_of(happening.seconds)
            yield Line(day, hour, Kind.API, happening.view[:MAX_SUBJECT], outcome, bucket)
    elif meta is not None and wants_privacy(meta):
        return
    elif isinstance(happening, Done):
        yield Line(day, hour, _KINDS[happening.deed], happening.subject[:MAX_SUBJECT])
    else:
        yield Line(day, hour, Kind.SEARCHED, _area(happening), "found" if happening.found else "nothing")
        for name in sorted(happening.filters):
            yield Line(day, hour, Kind.FILTERED, name[:MAX_SUBJECT])


def wants_privacy(meta: Meta) -> bool:
    """Whether a request has Do-Not-Track or Global Privacy Control on."""
    return meta.get("HTTP_DNT") == "1" or meta.get("HTTP_SEC_GPC") == "1"


def _area(search: Searched) -> str:
    if search.at is None:
        return NO_PLACE
    # Adding 0 makes 0.0 of -0.0.
    latitude, longitude = (round(degrees, 1) + 0.0 for degrees in search.at)
    return f"{latitude:.1f},{longitude:.1f}"
