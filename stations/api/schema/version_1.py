"""The operations on stations of version 1. Those on exports stand beside version 2's."""

from typing import Any

from stations.api.schema import examples, parameters
from stations.api.schema.operations import ALWAYS, JSON, PROBLEM, Operation, answer, problem

_COMMON: dict[str, Any] = {"tags": ["version 1"], "deprecated": True}
_ROWS: dict[Any, Any] = {(200, JSON): answer("StationListV1", "Rows.", [examples.STATION_V1]), **ALWAYS}
_GONE = {
    "type": "/problems/gone",
    "title": "This is no longer here",
    "status": 410,
    "detail": "Its source no longer lists this station.",
    "instance": f"/api/v1/stations/{examples.STATION['id']}",
}

STATIONS_V1: Operation = {
    **_COMMON,
    "operation_id": "listStationsV1",
    "summary": "Search for stations (version 1)",
    "description": "Flat rows, nearest first where a point is given. What lies behind 1,000 rows has version 2.",
    "parameters": parameters.V1_SEARCH,
    "responses": _ROWS,
}
SEARCH_V1: Operation = {
    **_COMMON,
    "operation_id": "searchStationsV1",
    "summary": "Search for stations by words (version 1)",
    "description": "Stations that have words which begin so, as flat rows.",
    "parameters": parameters.V1_WORDS,
    "responses": _ROWS,
}
STATION_V1: Operation = {
    **_COMMON,
    "operation_id": "readStationV1",
    "summary": "Read one station (version 1)",
    "description": "The flat row of one station.",
    "parameters": [parameters.PUBLIC_ID],
    "responses": {
        (200, JSON): answer("StationV1", "The row.", examples.STATION_V1),
        (404, PROBLEM): problem("There never was a station with this id.", examples.NOT_FOUND),
        (410, PROBLEM): problem("The station has vanished.", _GONE),
        **ALWAYS,
    },
}
SUGGESTIONS_V1: Operation = {
    **_COMMON,
    "operation_id": "suggestV1",
    "summary": "Complete what somebody types (version 1)",
    "description": "Names of places, operators and stations with words that begin so.",
    "parameters": [parameters.V1_PREFIX],
    "responses": {(200, JSON): answer("SuggestionListV1", "Names.", ["Boston, MA, United States"]), **ALWAYS},
}
