"""The flat columns of a station: what CSV has, and Parquet beside its nested EVSEs. docs/exports.md lists them."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a column's cells are. Dates and moments come as the API writes them."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"
    DATE = "date"
    MOMENT = "time"


class Column(NamedTuple):
    """`stations.exports.cells` gives its cells."""

    name: str
    kind: Kind = Kind.TEXT


# In the order of the file.
COLUMNS = (
    Column("id"),
    Column("url"),
    Column("name"),
    Column("address"),
    Column("city"),
    Column("postal_code"),
    Column("state"),
    Column("country"),
    Column("latitude", Kind.NUMBER),
    Column("longitude", Kind.NUMBER),
    Column("time_zone"),
    Column("operator"),
    Column("operator_slug"),
    Column("suboperator"),
    Column("owner"),
    Column("access"),
    Column("open_24_7", Kind.FLAG),
    Column("opening_times"),
    Column("charging_when_closed", Kind.FLAG),
    Column("parking_type"),
    Column("facilities"),
    Column("price_text"),
    Column("free_of_charge", Kind.FLAG),
    Column("no_registration", Kind.FLAG),
    Column("payment_text"),
    Column("directions"),
    Column("notes"),
    Column("help_phone"),
    Column("website"),
    Column("wheelchair", Kind.FLAG),
    Column("max_height_cm", Kind.WHOLE),
    Column("renewable", Kind.FLAG),
    Column("max_electric_power", Kind.WHOLE),
    Column("evse_count", Kind.WHOLE),
    Column("planned_evse_count", Kind.WHOLE),
    Column("standards"),
    Column("plugs"),
    Column("operational", Kind.FLAG),
    Column("live_data", Kind.FLAG),
    Column("free_evses", Kind.WHOLE),
    Column("occupied_evses", Kind.WHOLE),
    Column("faulty_evses", Kind.WHOLE),
    Column("unknown_evses", Kind.WHOLE),
    Column("status_updated", Kind.MOMENT),
    Column("opened_on", Kind.DATE),
    Column("confirmed_on", Kind.DATE),
    Column("last_updated", Kind.MOMENT),
    Column("group"),
    Column("assumed"),
    Column("source"),
    Column("source_name"),
    Column("native_id"),
    Column("source_url"),
    Column("licence"),
    Column("licence_url"),
    Column("attribution"),
    Column("last_seen", Kind.MOMENT),
)
