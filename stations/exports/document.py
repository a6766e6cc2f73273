"""A station's document as typed structs: what flat columns are made of, read several times faster than dictionaries."""

from typing import Generic, TypeVar

from msgspec import Raw, Struct


class Coordinates(Struct, gc=False):
    latitude: float
    longitude: float


class Operator(Struct, gc=False):
    slug: str | None
    name: str | None


class Plug(Struct, gc=False):
    """Of a connector, what tells plugs apart."""

    standard: str | None
    max_electric_power: int | None


class Point(Struct, gc=False):
    """Of an EVSE, what a line of text can hold."""

    status: str | None
    connectors: list[Plug]


class Connector(Plug, gc=False):
    id: str
    format: str | None
    power_type: str | None
    max_voltage: int | None
    max_amperage: int | None
    assumed: list[str]


class Evse(Struct, gc=False):
    uid: str
    evse_id: str | None
    status: str | None
    status_updated: str | None
    capabilities: list[str]
    parking_restrictions: list[str]
    floor_level: str | None
    physical_reference: str | None
    assumed: list[str]
    connectors: list[Connector]


E = TypeVar("E", Point, Evse)


class Terms(Struct, gc=False, frozen=True):
    """Where a record comes from. `open` is None where nobody says whether it may be passed on."""

    uid: str
    name: str
    licence: str | None
    licence_url: str | None
    open: bool | None
    attribution: str
    url: str | None
    native_id: str
    last_seen: str


class Availability(Struct, gc=False):
    free: int | None
    occupied: int | None
    faulty: int | None
    unknown: int | None
    updated: str | None


class Station(Struct, Generic[E], gc=False):
    """The document that lists and details send, without what no column needs; EVSEs as fully as they are wanted."""

    id: str
    url: str
    name: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    state: str | None
    country: str | None
    coordinates: Coordinates
    time_zone: str | None
    access: str
    operator: Operator | None
    suboperator: str | None
    owner: str | None
    parking_type: str | None
    facilities: list[str]
    opening_times: Raw
    price_text: str | None
    free_of_charge: bool | None
    no_registration: bool | None
    payment_text: str | None
    directions: str | None
    notes: str | None
    help_phone: str | None
    website: str | None
    wheelchair: bool | None
    max_height_cm: int | None
    renewable: bool | None
    charging_when_closed: bool | None
    operational: bool | None
    opened_on: str | None
    confirmed_on: str | None
    last_updated: str | None
    max_electric_power: int | None
    live_data: bool
    group: str | None
    assumed: list[str]
    evses: list[E]
    sources: list[Terms]
    availability: Availability | None


class Origin(Struct, gc=False):
    """Of a document, only where its record comes from."""

    sources: list[Terms]
