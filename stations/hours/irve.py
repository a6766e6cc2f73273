"""`horaires` of the French IRVE schema: OpenStreetMap's language by the rules, French words in practice."""

from functools import lru_cache

from stations.hours import osm, spoken
from stations.hours.model import NotUnderstoodError, OpeningHours, worded
from stations.hours.times import said


def from_irve(text: object, *, country: str = "FR") -> OpeningHours | None:
    line = said(text)
    return None if line is None else _hours(line, country)


@lru_cache(maxsize=4096)
def _hours(line: str, country: str) -> OpeningHours | None:
    try:
        return osm.read(line, country=country)
    except NotUnderstoodError:
        pass
    try:
        return spoken.read(line)
    except NotUnderstoodError:
        return worded(line)
