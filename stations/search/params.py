"""Request parameters ⇄ `StationQuery`: the one parser behind pages, API, tiles and all that comes later."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from stations.ocpi import DOMESTIC, Access, ConnectorType, Facility
from stations.search import cursor, degrees
from stations.search.query import (
    DEFAULT_ACCESS,
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MAX_RADIUS_KM,
    Box,
    Opening,
    Order,
    PlugFilter,
    Point,
    StationQuery,
)
from stations.search.words import MAX_WORDS, words_of
from voltway.lib.problems import InvalidParameters, ParameterError

Values = Mapping[str, Sequence[str]]
# A place's point, or why there is none: None, or words for whoever asked.
Resolve = Callable[[str], Point | str | None]

ALIASES: dict[str, tuple[str, ...]] = {
    "ccs": (ConnectorType.IEC_62196_T1_COMBO, ConnectorType.IEC_62196_T2_COMBO),
    "chademo": (ConnectorType.CHADEMO,),
    "type1": (ConnectorType.IEC_62196_T1,),
    "type2": (ConnectorType.IEC_62196_T2,),
    "nacs": (ConnectorType.SAE_J3400,),
    "tesla": (ConnectorType.TESLA_S, ConnectorType.TESLA_R, ConnectorType.SAE_J3400),
    "domestic": (*sorted(DOMESTIC), "x_NEMA_5_15"),
}
PAYMENTS = ("contactless", "card", "no_registration")
REPEATABLE = frozenset({"connector", "operator", "exclude_operator", "source", "access", "payment", "amenity"})
SINGLE = frozenset(
    {"bbox", "lat", "lon", "radius_km", "place", "q", "min_power_kw", "max_power_kw", "known_power", "open",
     "available", "hide_faulty", "planned", "min_evses", "order", "limit", "cursor"}
)  # fmt: skip
PARAMETERS = REPEATABLE | SINGLE

MAX_TEXT = 200
MAX_REPEATS = 50
MAX_POWER_KW = 10_000
# Degrees are taken to six digits (0.1 m), as they are written into links, so that a link asks the same question.
_DEGREE_DIGITS = 6
_SLUG = re.compile(r"[a-z0-9_-]{1,80}")
_PRIVATE_STANDARD = re.compile(r"x_[A-Z0-9_]{1,38}")
_BY_LOWER_CASE = {value.lower(): value.value for value in ConnectorType}


def parse(
    values: Values, *, resolve: Resolve = lambda _: None, extra: Iterable[str] = (), default_limit: int = DEFAULT_LIMIT
) -> StationQuery:
    """The query that parameters ask for. `extra` names parameters that belong to somebody else.

    `resolve` finds a place by name. Raises InvalidParameters, which names every parameter at fault.
    """
    reader = _Reader(values, frozenset(extra))
    place = reader.text("place")
    point = reader.point() or reader.resolved(place, resolve)
    query = StationQuery(
        box=reader.box(),
        point=point,
        radius_m=reader.radius(point),
        place=place,
        text=reader.search_text(),
        plug=reader.plug(),
        operators=reader.slugs("operator"),
        exclude_operators=reader.slugs("exclude_operator"),
        sources=reader.slugs("source"),
        access=reader.choices("access", [value.value for value in Access], upper=True) or DEFAULT_ACCESS,
        open=Opening(chosen[0]) if (chosen := reader.choices("open", [value.value for value in Opening])) else None,
        payment=reader.choices("payment", PAYMENTS),
        amenities=reader.choices("amenity", [value.value for value in Facility], upper=True),
        available=reader.flag("available"),
        hide_faulty=reader.flag("hide_faulty"),
        planned=reader.flag("planned"),
        min_evses=reader.whole("min_evses", 1, 1000),
        order=reader.order(point),
        limit=reader.whole("limit", 1, MAX_LIMIT) or default_limit,
        cursor=reader.text("cursor", cursor.MAX_LENGTH),
    )
    reader.check()
    return query


class _Reader:
    """Reads parameters one by one and collects what is wrong with them."""

    def __init__(self, values: Values, extra: frozenset[str]) -> None:
        self.values = values
        self.errors: list[ParameterError] = []
        for name in values:
            if name not in PARAMETERS and name not in extra:
                self.fault(name[:80], "no such parameter")
            elif name in SINGLE and len(values[name]) > 1:
                self.fault(name, "may be given once")
            elif len(values[name]) > MAX_REPEATS:
                self.fault(name, f"may be given {MAX_REPEATS} times at most")

    def fault(self, parameter: str, rule: str) -> None:
        # One value is read more than once, and its first fault is the cause of those that follow.
        if all(error.parameter != parameter for error in self.errors):
            self.errors.append(ParameterError(parameter, rule))

    def check(self) -> None:
        if self.errors:
            raise InvalidParameters("One or more parameters can't be used.", errors=self.errors)

    def text(self, name: str, longest: int = MAX_TEXT) -> str:
        """A value of one line; "" when it is not given or faulty."""
        value = (self.values.get(name) or [""])[-1].strip()
        if rule := fault_of(value, longest):
            self.fault(name, rule)
            return ""
        return value

    def search_text(self) -> str:
        value = self.text("q")
        words = words_of(value)
        if value and not words:
            self.fault("q", "holds no letter or digit to search for")
        if len(words) > MAX_WORDS:
            self.fault("q", f"holds more than {MAX_WORDS} words")
        return value

    def number(self, name: str, low: float, high: float) -> float | None:
        """A decimal number within bounds; None when it is not given or faulty."""
        value = self.text(name)
        if not value:
            return None
        return self._bounded(name, value, low, high)

    def _bounded(self, name: str, value: str, low: float, high: float) -> float | None:
        if not degrees.NUMBER.fullmatch(value):
            self.fault(name, f"must be a decimal number between {low:g} and {high:g}")
            return None
        number = float(value)
        if not low <= number <= high:
            self.fault(name, f"must lie between {low:g} and {high:g}")
            return None
        return number

    def whole(self, name: str, low: int, high: int) -> int | None:
        number = self.number(name, low, high)
        if number is not None and not number.is_integer():
            self.fault(name, "must be a whole number")
            return None
        return None if number is None else int(number)

    def point(self) -> Point | None:
        if degrees.are_exchanged(self.text("lat"), self.text("lon")):
            self.fault("lat", degrees.EXCHANGED_POINT)
            return None
        latitude, longitude = self.number("lat", -90, 90), self.number("lon", -180, 180)
        for name, other in (("lat", "lon"), ("lon", "lat")):
            if self.text(other) and not self.text(name):
                self.fault(name, f"is needed together with {other}")
        if latitude is None or longitude is None:
            return None
        if latitude == longitude == 0:
            self.fault("lat", degrees.NULL_ISLAND)
        return self._rounded(latitude, longitude)

    def resolved(self, place: str, resolve: Resolve) -> Point | None:
        """Where a place is, when nothing else says it."""
        if not place or self.text("lat") or self.text("lon"):
            return None
        found = resolve(place)
        if isinstance(found, Point):
            return self._rounded(found.latitude, found.longitude)
        self.fault("place", found or "no place of this name is known; try a larger town, or lat and lon")
        return None

    def _rounded(self, latitude: float, longitude: float) -> Point:
        return Point(round(latitude, _DEGREE_DIGITS), round(longitude, _DEGREE_DIGITS))

    def radius(self, point: Point | None) -> float | None:
        radius = self.number("radius_km", 0.001, MAX_RADIUS_KM)
        if radius is not None and point is None and not (self.text("lat") or self.text("place")):
            self.fault("radius_km", "needs lat and lon, or place")
        return None if radius is None else float(round(radius * 1000))

    def box(self) -> Box | None:
        value = self.text("bbox")
        if not value:
            return None
        parts = value.split(",")
        if len(parts) != 4:
            self.fault("bbox", "must be west,south,east,north in degrees")
            return None
        # Each pair is longitude, latitude: with a latitude first, what stands as one is no latitude.
        if any(degrees.are_exchanged(parts[k + 1].strip(), parts[k].strip()) for k in (0, 2)):
            self.fault("bbox", degrees.EXCHANGED_BOX)
            return None
        limits = (180, 90, 180, 90)
        sides = [self._bounded("bbox", part.strip(), -limit, limit) for part, limit in zip(parts, limits, strict=True)]
        if any(side is None for side in sides):
            return None
        box = Box(*(round(side, _DEGREE_DIGITS) for side in sides if side is not None))
        if rule := degrees.fault_of_box(box):
            self.fault("bbox", rule)
        return box

    def plug(self) -> PlugFilter:
        low = self.number("min_power_kw", 0, MAX_POWER_KW)
        high = self.number("max_power_kw", 0, MAX_POWER_KW)
        if low is not None and high is not None and low > high:
            self.fault("min_power_kw", "is above max_power_kw")
        return PlugFilter(
            standards=self.standards(),
            min_power=None if low is None else round(low * 1000),
            max_power=None if high is None else round(high * 1000),
            known_power=self.flag("known_power"),
        )

    def standards(self) -> tuple[str, ...]:
        found: list[str] = []
        for value in self._given("connector"):
            if value.lower() in ALIASES:
                found.extend(ALIASES[value.lower()])
            elif value.lower() in _BY_LOWER_CASE:
                found.append(_BY_LOWER_CASE[value.lower()])
            elif _PRIVATE_STANDARD.fullmatch(value):
                found.append(value)
            else:
                self.fault(
                    "connector", f"{value[:40]!r} is no OCPI connector standard and none of {', '.join(ALIASES)}"
                )
        return tuple(sorted({str(value) for value in found}))

    def flag(self, name: str) -> bool:
        value = self.text(name).lower()
        if value not in ("", "0", "1", "false", "true"):
            self.fault(name, "must be 1 or 0")
        return value in ("1", "true")

    def choices(self, name: str, allowed: Iterable[str], *, upper: bool = False) -> tuple[str, ...]:
        known = list(allowed)
        given = [value.upper() if upper else value for value in self._given(name)]
        for value in given:
            if value not in known:
                self.fault(name, f"{value[:40]!r} is none of {', '.join(known)}")
        return tuple(value for value in known if value in given)

    def slugs(self, name: str) -> tuple[str, ...]:
        given = self._given(name)
        for value in given:
            if not _SLUG.fullmatch(value):
                self.fault(
                    name, f"{value[:40]!r} is not the short name of one; see /api/v2/operators/ and /api/v2/sources/"
                )
        return tuple(sorted(set(given)))

    def order(self, point: Point | None) -> Order:
        value = self.text("order")
        if value == Order.DISTANCE and point is None and not (self.text("lat") or self.text("place")):
            self.fault("order", "distance needs lat and lon, or place")
        if value and value not in (Order.DISTANCE, Order.POWER, Order.NAME, Order.PLACE):
            self.fault("order", "must be distance, power or name")
            return Order.PLACE
        return Order(value) if value else (Order.DISTANCE if point else Order.PLACE)

    def _given(self, name: str) -> list[str]:
        """The values of a repeatable parameter; commas separate values too; empty ones say nothing."""
        return [part.strip() for value in self.values.get(name, ()) for part in value.split(",") if part.strip()]


def fault_of(value: str, longest: int = MAX_TEXT) -> str:
    """The rule that a text of one line breaks; "" when it is one."""
    if len(value) > longest:
        return f"is longer than {longest} characters"
    if "\ufffd" in value:
        return "is not valid UTF-8"
    return "" if value.isprintable() else "holds characters that can't be printed"


def to_pairs(query: StationQuery) -> list[tuple[str, str]]:
    """The parameters that ask for this query, in a fixed order, defaults left out: for links and cache keys."""
    plug, usual_order = query.plug, Order.DISTANCE if query.point else Order.PLACE
    values: list[tuple[str, object]] = [
        *_area(query),
        ("place", query.place),
        ("q", query.text),
        ("connector", short_standards(plug.standards)),
        ("min_power_kw", _thousands(plug.min_power)),
        ("max_power_kw", _thousands(plug.max_power)),
        ("known_power", plug.known_power),
        ("operator", query.operators),
        ("exclude_operator", query.exclude_operators),
        ("source", query.sources),
        ("access", _unless(query.access, DEFAULT_ACCESS)),
        ("open", query.open),
        ("payment", query.payment),
        ("amenity", query.amenities),
        ("available", query.available),
        ("hide_faulty", query.hide_faulty),
        ("planned", query.planned),
        ("min_evses", query.min_evses),
        ("order", _unless(query.order, usual_order)),
        ("limit", _unless(query.limit, DEFAULT_LIMIT)),
        ("cursor", query.cursor),
    ]
    return [(name, text) for name, value in values for text in _texts(value)]


def _area(query: StationQuery) -> Iterable[tuple[str, object]]:
    if box := query.box:
        yield "bbox", ",".join(map(_short, (box.west, box.south, box.east, box.north)))
    if query.point:
        yield "lat", _short(query.point.latitude)
        yield "lon", _short(query.point.longitude)
    yield "radius_km", _thousands(query.radius_m)


def _texts(value: object) -> Iterable[str]:
    """A value as it stands in an address: not at all where it says nothing, several times where it is several."""
    if isinstance(value, (list, tuple)):
        return map(str, value)
    return ["1" if value is True else str(value)] if value else []


def _unless(value: object, usual: object) -> object:
    return None if value == usual else value


def short_standards(standards: tuple[str, ...]) -> list[str]:
    """Standards in as few words as the parameters allow: aliases where all of theirs are there."""
    left, words = set(standards), []
    for alias in sorted(ALIASES, key=lambda name: -len(ALIASES[name])):
        members = {str(value) for value in ALIASES[alias]}
        if members <= left:
            words.append(alias)
            left -= members
    return sorted(words) + sorted(left)


def _short(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".") or "0"


def _thousands(value: float | None) -> str:
    """Watts as kilowatts, metres as kilometres."""
    return "" if value is None else _short(value / 1000)
