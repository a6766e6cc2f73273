"""A clean station, EVSE and connector to start from, and the types of the fixtures that change them."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, StationRecord
from stations.sources.base import Feed, Licence

CONNECTOR = ConnectorRecord("1", "IEC_62196_T2", "SOCKET", "AC_3_PHASE", 230, 32, 22_000)
EVSE = EvseRecord(
    "e1", (CONNECTOR,), "DE*ABC*E0001", "AVAILABLE", capabilities=("RFID_READER",), parking_restrictions=("EV_ONLY",)
)
STATION = StationRecord(
    native_id="s1",
    latitude=52.5163,
    longitude=13.3777,
    evses=(EVSE,),
    name="Ladepark Tor",
    address="Pariser Platz 1",
    city="Berlin",
    postal_code="10117",
    country="DEU",
    time_zone="Europe/Berlin",
    access="PUBLIC",
    operator=OperatorRecord("Stromwerk", "https://stromwerk.example/", "+49 30 123456"),
    facilities=("HOTEL",),
    parking_type="ON_STREET",
)


class Worldwide(Feed):
    """A source of all countries."""

    uid = "xx-worldwide"
    title = "Register"
    publisher = "Somebody"
    homepage = "https://register.example.org/"
    licence = Licence("CC BY 4.0", open=True)
    attribution = "Somebody"


class Register(Worldwide):
    """A source of one country."""

    uid = "xx-register"
    countries = ("DEU",)


BuildStation = Callable[..., StationRecord]
BuildEvse = Callable[..., EvseRecord]
BuildConnector = Callable[..., ConnectorRecord]


class Cleaned(NamedTuple):
    """What a cleaning step made of a record, and what it told."""

    record: StationRecord
    kinds: list[str]


class Run(Protocol):
    """Runs one cleaning step, by its file's name, on a record."""

    def __call__(self, step: str, record: StationRecord, feed: Feed = ...) -> Cleaned: ...


Facts = dict[str, Any]
