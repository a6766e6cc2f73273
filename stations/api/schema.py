"""What the OpenAPI document says of each operation."""

from typing import Any

STATIONS: dict[str, Any] = {}
NEARBY: dict[str, Any] = {}
STATION: dict[str, Any] = {}
TILE: dict[str, Any] = {}
TILE_JSON: dict[str, Any] = {}
OPERATORS: dict[str, Any] = {}
SOURCES: dict[str, Any] = {}
SUGGESTIONS: dict[str, Any] = {}
