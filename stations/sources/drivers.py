"""Stations that drivers added: a source of their own, of rows that a moderator accepted."""

from stations.documents import drivers
from stations.models import Source
from stations.sources.base import Feed, Licence


class DriversFeed(Feed):
    """What drivers found that no source has."""

    uid = drivers.UID
    title = drivers.NAME
    publisher = drivers.NAME
    homepage = ""
    licence = Licence(drivers.LICENCE, drivers.LICENCE_URL, open=True)
    attribution = drivers.NAME
    # Each accepted suggestion brings one station.
    whole = False


FEED = DriversFeed()


def drivers_feed() -> dict[str, Feed]:
    """The source by its uid, once drivers have added something."""
    return {FEED.uid: FEED} if Source.objects.filter(uid=FEED.uid).exists() else {}
