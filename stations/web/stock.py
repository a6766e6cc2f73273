"""How many stations of each source are shown."""

from collections.abc import Mapping

from stations.documents import catalogue
from stations.search import tallies


def by_source() -> Mapping[int | None, int]:
    """Source's key → stations, counted once for each version of the data by the index that searches read."""
    return tallies.by_source(catalogue.current().data_version)
