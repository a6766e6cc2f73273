"""How complete the facts are: which fields a source tells, which were derived from others, which nobody knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from stations.ocpi import Access
from stations.records import ConnectorRecord, EvseRecord, StationRecord


class Level(StrEnum):
    """What a field is of, by the names of the sums."""

    STATION = "stations"
    EVSE = "evses"
    CONNECTOR = "connectors"


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the API's; `there` says whether a part has it, `assumed` names it where it was derived."""

    name: str
    level: Level
    title: Any
    there: Callable[[Any], bool]
    assumed: str = ""


def _station(name: str, title: Any, there: Callable[[StationRecord], bool], assumed: str = "") -> Field:
    return Field(name, Level.STATION, title, there, assumed)


def _plug(name: str, title: Any, there: Callable[[ConnectorRecord], bool]) -> Field:
    return Field(name, Level.CONNECTOR, title, there, name)


def _contact(record: StationRecord) -> bool:
    operator = record.operator
    return bool(record.help_phone or (operator and (operator.phone or operator.email or operator.website)))


def _evse_id(evse: EvseRecord) -> bool:
    return evse.evse_id is not None


_ALL: Final = (
    _station("name", _("Name"), lambda record: bool(record.name)),
    _station("address", _("Address"), lambda record: bool(record.address)),
    _station("postal_code", _("Postal code"), lambda record: bool(record.postal_code)),
    _station("city", _("Town"), lambda record: bool(record.city)),
    _station("country", _("Country"), lambda record: bool(record.country), "country"),
    _station("operator", _("Operator"), lambda record: record.operator is not None),
    _station("contact", _("Telephone, mail or web address of the operator"), _contact),
    _station("access", _("Who may charge"), lambda record: record.access != Access.UNKNOWN),
    _station(
        "opening_times",
        _("Opening hours"),
        lambda record: record.hours is not None and record.hours.has_schedule,
        "hours",
    ),
    _station("price_text", _("Price"), lambda record: bool(record.price_text) or record.free_of_charge is not None),
    _station("last_updated", _("When it was last updated"), lambda record: record.last_updated is not None),
    _station("evses", _("Charging points"), lambda record: bool(record.evses)),
    Field("evse_id", Level.EVSE, _("EVSE id"), _evse_id),
    _plug("standard", _("Kind of plug"), lambda plug: plug.standard is not None),
    _plug("format", _("Socket or cable"), lambda plug: plug.format is not None),
    _plug("power_type", _("Kind of current"), lambda plug: plug.power_type is not None),
    _plug("max_electric_power", _("Power"), lambda plug: plug.max_electric_power is not None),
)
FIELDS: Final[Mapping[str, Field]] = {field.name: field for field in _ALL}
BY_LEVEL: Final = {level: tuple(field for field in _ALL if field.level is level) for level in Level}
