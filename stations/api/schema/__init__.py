"""What the OpenAPI document says of each operation: parameters, answers, examples and errors."""

from stations.api.schema.exports import (
    EXPORT,
    EXPORT_CANCEL,
    EXPORT_DATA_V1,
    EXPORT_FILE,
    EXPORT_REQUEST,
    EXPORT_STATUS_V1,
)
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

__all__ = [
    "BULK",
    "EXPORT",
    "EXPORT_CANCEL",
    "EXPORT_DATA_V1",
    "EXPORT_FILE",
    "EXPORT_REQUEST",
    "EXPORT_STATUS_V1",
    "NEARBY",
    "OPERATORS",
    "SOURCES",
    "STATION",
    "STATIONS",
    "SUGGESTIONS",
    "TILE",
    "TILE_JSON",
]
