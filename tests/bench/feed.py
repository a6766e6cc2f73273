"""The source of the benches."""

from stations.sources.base import Licence
from stations.sources.families.ocpi import OcpiFeed
from stations.sources.registry import all_feeds


class BenchFeed(OcpiFeed):
    """An OCPI register without live states."""

    uid = "bench"
    title = "Bench"
    publisher = "VoltWay"
    homepage = "https://voltway.example/"
    licence = Licence("CC0 1.0", open=True)
    attribution = "Invented"
    live = False


def register() -> BenchFeed:
    """Make the bench's source known to this process."""
    feed = BenchFeed()
    all_feeds()[feed.uid] = feed
    return feed
