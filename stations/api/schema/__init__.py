"""What the OpenAPI document says of each operation: parameters, answers, examples and errors."""

from stations.api.schema.exports import (
    EXPORT,
    EXPORT_CANCEL,
    EXPORT_DATA_V1,
    EXPORT_FILE,
    EXPORT_REQUEST,
    EXPORT_STATUS_V1,
)
from stations.api.schema.findings import CHECK_IN, CHECK_INS, FAULT_REPORT, FAULT_REPORTS
from stations.api.schema.ocpi import OCPI_CONNECTOR, OCPI_EVSE, OCPI_LOCATION, OCPI_LOCATIONS
from stations.api.schema.operations import (
    BULK,
    NEARBY,
    OPERATORS,
    SOURCES,
    STATION,
    STATIONS,
    SUGGESTIONS,
    TILE,
    TILE_JSON,
)
from stations.api.schema.version_1 import SEARCH_V1, STATION_V1, STATIONS_V1, SUGGESTIONS_V1

__all__ = [
    "BULK",
    "CHECK_IN",
    "CHECK_INS",
    "EXPORT",
    "EXPORT_CANCEL",
    "EXPORT_DATA_V1",
    "EXPORT_FILE",
    "EXPORT_REQUEST",
    "EXPORT_STATUS_V1",
    "FAULT_REPORT",
    "FAULT_REPORTS",
    "NEARBY",
    "OCPI_CONNECTOR",
    "OCPI_EVSE",
    "OCPI_LOCATION",
    "OCPI_LOCATIONS",
    "OPERATORS",
    "SEARCH_V1",
    "SOURCES",
    "STATION",
    "STATIONS",
    "STATIONS_V1",
    "STATION_V1",
    "SUGGESTIONS",
    "SUGGESTIONS_V1",
    "TILE",
    "TILE_JSON",
]
