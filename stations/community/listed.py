"""The station that something is told of."""

from stations.documents import catalogue
from stations.models import Station
from voltway.lib.problems import Gone, NotFound


def listed(public_id: str) -> Station:
    """Raises NotFound, or Gone for one that has vanished."""
    there = Station.objects.filter(public_id=public_id).first()
    if there is None or there.source_id in catalogue.current().hidden:
        raise NotFound("There is no station with this id: 12 characters, lower-case letters and digits 2 to 7.")
    if there.vanished_at:
        raise Gone("Its source no longer lists this station.")
    return there
