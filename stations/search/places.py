"""From the name of a place to its position.

An online geocoder is asked first where one is set, then the offline gazetteer, then the towns that stations lie in.
"""

from stations.search import gazetteer, geocoder, towns
from stations.search.gazetteer import Place

__all__ = ["Place", "resolve", "similar", "suggest"]

similar = gazetteer.similar
suggest = gazetteer.suggest


def resolve(name: str) -> Place | None:
    """The place that a name stands for; None when nobody knows it."""
    if not gazetteer.folded(name):
        return None
    return geocoder.resolve(name) or _town(name)


def _town(name: str) -> Place | None:
    """A town of exactly this name, of the gazetteer or of our stations; else the largest that begins so."""
    begins_so = gazetteer.resolve(name)
    if begins_so and gazetteer.is_called(begins_so, name):
        return begins_so
    return towns.resolve(name) or begins_so
