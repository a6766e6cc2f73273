"""What the OpenAPI document says of each operation: parameters, answers, examples and errors."""

from stations.api.schema.operations import (
    NEARBY,
    OPERATORS,
    SOURCES,
    STATION,
    STATIONS,
    SUGGESTIONS,
    TILE,
    TILE_JSON,
)

__all__ = ["NEARBY", "OPERATORS", "SOURCES", "STATION", "STATIONS", "SUGGESTIONS", "TILE", "TILE_JSON"]
