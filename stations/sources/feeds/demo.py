"""The demo world's two sources: networks without and with live states. Invented, and labelled so on every page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar, cast

from stations.records import Raw, StationRecord
from stations.sources.base import Feed, Licence, SourceFile
from stations.sources.invented.networks import LIVE_NETWORKS, NETWORKS, Network
from stations.sources.invented.world import sites, station


class Demo(Feed):
    """Networks that tell no live states."""

    uid = "demo"
    title = "VoltWay demo world"
    publisher = "VoltWay"
    homepage = "/data/"
    licence = Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", open=True)
    attribution = "Invented stations for trying VoltWay out; none of them exists"
    demo = True
    networks: ClassVar[tuple[Network, ...]] = NETWORKS
    share = 0.85

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """Made on the spot: the file is not looked at."""
        yield from sites(self.networks, self.share, self.uid)

    def station(self, raw: Raw) -> StationRecord:
        return station(cast(dict[str, Any], raw), self.networks, live=self.live)


class DemoLive(Demo):
    """A network that tells live states, as they were when the demo was loaded."""

    uid = "demo-live"
    title = "VoltWay demo world, live"
    live = True
    networks = LIVE_NETWORKS
    share = 0.15
    # Nobody refreshes a demo: its states stay as they are for a day.
    status_ttl = timedelta(days=1)
