"""`horaires` of the French IRVE schema: OpenStreetMap's language by the rules, French words in practice."""

from stations.hours import osm, spoken
from stations.hours.model import NotUnderstoodError, OpeningHours, worded
from stations.hours.times import said


def from_irve(text: object, *, country: str = "FR") -> OpeningHours | None:
    """Hours of a `horaires` field; None where it says nothing, its text alone where it isn't understood."""
    line = said(text)
    if line is None:
        return None
    try:
        return osm.read(line, country=country)
    except NotUnderstoodError:
        pass
    try:
        return spoken.read(line)
    except NotUnderstoodError:
        return worded(line)
