"""The operations of OCPI 2.2.1, as far as the standard leaves something to say."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from stations.api.schema import examples, parameters
from stations.api.schema.operations import JSON, Operation, answer

_TIME = "2026-11-01T06:00:00Z"
_CONNECTOR = {
    "id": "1",
    "standard": "IEC_62196_T1_COMBO",
    "format": "CABLE",
    "power_type": "DC",
    "max_voltage": 920,
    "max_amperage": 500,
    "max_electric_power": 350_000,
    "last_updated": _TIME,
}
_EVSE = {
    "uid": "1",
    "evse_id": "US*VLT*E4711*1",
    "status": "UNKNOWN",
    "connectors": [_CONNECTOR],
    "last_updated": _TIME,
}
_LOCATION = {
    "country_code": "US",
    "party_id": "ZZZ",
    "id": examples.STATION["id"],
    "publish": True,
    "name": "Harbor Street Garage",
    "coordinates": {"latitude": "42.360120", "longitude": "-71.054230"},
    "evses": [_EVSE],
    "time_zone": "America/New_York",
    "last_updated": _TIME,
}


def _enveloped(data: Any) -> dict[str, Any]:
    return {"data": data, "status_code": 1000, "status_message": "Success", "timestamp": _TIME}


def _error(code: int, words: str) -> dict[str, Any]:
    return {"status_code": code, "status_message": words, "timestamp": _TIME}


_ERRORS: dict[Any, OpenApiResponse] = {
    304: OpenApiResponse(None, "What `If-None-Match` names is still right."),
    (400, JSON): answer(
        "OcpiError",
        "Parameters that can't be used.",
        _error(2001, "date_from must be a time such as 2026-11-23T12:00:00Z"),
    ),
    (503, JSON): answer(
        "OcpiError",
        "The database is away; `Retry-After` says for how long.",
        _error(3000, "The database does not answer."),
    ),
}
_NOT_FOUND: dict[Any, OpenApiResponse] = {
    (404, JSON): answer(
        "OcpiError", "There is none, or it may not be passed on.", _error(2003, "There is no such location.")
    )
}


def _id(name: str, words: str) -> OpenApiParameter:
    return OpenApiParameter(name, {"type": "string", "maxLength": 36}, OpenApiParameter.PATH, description=words)


def _read(name: str, what: str, example: Any, parts: list[OpenApiParameter]) -> Operation:
    return {
        "operation_id": name,
        "summary": f"Read {what} (OCPI 2.2.1)",
        "description": "As OCPI 2.2.1 has it; what is not known is left out.",
        "tags": ["OCPI"],
        "parameters": [parameters.PUBLIC_ID, *parts],
        "responses": {
            (200, JSON): answer("OcpiAnswer", f"{what.capitalize()}.", _enveloped(example)),
            **_ERRORS,
            **_NOT_FOUND,
        },
    }


_EVSE_UID = _id("evse_uid", "The EVSE's `uid`.")
OCPI_LOCATIONS: Operation = {
    "operation_id": "listLocations",
    "summary": "List locations (OCPI 2.2.1)",
    "description": (
        "Every station whose licence lets it be passed on, as an OCPI Location; one that is gone has REMOVED EVSEs. "
        "`X-Total-Count` says how many there are, `X-Left-Out` how many may not be passed on. Follow the `Link` "
        "header: it stays right while stations change."
    ),
    "tags": ["OCPI"],
    "parameters": parameters.OCPI,
    "responses": {(200, JSON): answer("OcpiAnswer", "A page of locations.", _enveloped([_LOCATION])), **_ERRORS},
}
OCPI_LOCATION = _read("readLocation", "a location", _LOCATION, [])
OCPI_EVSE = _read("readLocationEvse", "an EVSE", _EVSE, [_EVSE_UID])
OCPI_CONNECTOR = _read(
    "readLocationConnector", "a connector", _CONNECTOR, [_EVSE_UID, _id("connector_id", "The connector's `id`.")]
)
