"""`StationQuery`: what is asked for, as a frozen value that knows neither a request nor a database."""

from dataclasses import dataclass, field
from enum import StrEnum

from stations.ocpi import Access


class Order(StrEnum):
    """How answers are sorted; ties are broken by public id."""

    DISTANCE = "distance"
    POWER = "power"
    NAME = "name"
    # Along the tile cells: neighbours follow each other. What is used when nothing else is asked for.
    PLACE = "place"


class Opening(StrEnum):
    """What may be asked of opening hours."""

    NOW = "now"
    ALWAYS = "24_7"


DEFAULT_ACCESS = (Access.PUBLIC, Access.UNKNOWN)
DEFAULT_LIMIT = 100
MAX_LIMIT = 500
MAX_RADIUS_KM = 500
# Characters of a search that somebody keeps, written as in an address.
MAX_QUERY = 2_000


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees; `west` > `east` crosses 180°."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class PlugFilter:
    """What one and the same plug must have: any of the OCPI standards, power in watts.

    Power bounds include their ends; a plug of unknown power passes neither bound.
    """

    standards: tuple[str, ...] = ()
    min_power: int | None = None
    max_power: int | None = None
    known_power: bool = False

    def __bool__(self) -> bool:
        return bool(self.standards or self.known_power or self.min_power is not None or self.max_power is not None)


@dataclass(frozen=True, slots=True)
class StationQuery:
    """A search for stations. Every field is a filter that holds together with the others."""

    box: Box | None = None
    point: Point | None = None
    radius_m: float | None = None
    # The name that was asked for; `point` is what it was resolved to.
    place: str = ""
    text: str = ""
    plug: PlugFilter = field(default_factory=PlugFilter)
    operators: tuple[str, ...] = ()
    exclude_operators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    access: tuple[str, ...] = DEFAULT_ACCESS
    open: Opening | None = None
    payment: tuple[str, ...] = ()
    amenities: tuple[str, ...] = ()
    available: bool = False
    hide_faulty: bool = False
    planned: bool = False
    min_evses: int | None = None
    order: Order = Order.PLACE
    limit: int = DEFAULT_LIMIT
    cursor: str = ""
