"""The parameters of a search of which an export is made: all of them but those of a page."""

from collections.abc import Iterable, Sequence

from stations.search.params import to_pairs
from stations.search.query import StationQuery

OF_PAGES = ("order", "limit", "cursor")


def pairs_of(query: StationQuery) -> list[tuple[str, str]]:
    """Names and values, as an address would have them."""
    return [pair for pair in to_pairs(query) if pair[0] not in OF_PAGES]


def grouped(pairs: Iterable[Sequence[str]]) -> dict[str, str | list[str]]:
    """The same by name, as a body of JSON has them: a list where there are several values."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
