"""The shapes of answers as JSON Schema, by the names that the OpenAPI document gives them.

Tests hold every real answer against them: a field that is not described here fails.
"""

from stations.api.schema.export_shapes import EXPORT_GONE, EXPORT_SHAPES
from stations.api.schema.station_shapes import (
    AVAILABILITY,
    CONNECTOR,
    CORRECTION,
    EVSE,
    HOURS,
    LATITUDE,
    LONGITUDE,
    PLACE,
    REMOVED,
    STATION,
    STATION_OPERATOR,
    STATION_PART,
    TERMS,
)
from stations.api.schema.words import Schema, enum, known, list_of, maybe, moment, object_of, or_null, ref, text, whole

_NEXT = or_null({"type": "string", "format": "uri", "description": "Address of the following page."})

_HINT = text("Only where nothing was found: why, as far as it can be told; such as latitude and longitude exchanged.")


def _listed(name: str, **more: Schema) -> Schema:
    return object_of({"data": list_of(ref(name)), "next": _NEXT, **more}, optional=tuple(more))


CHANGES = object_of(
    {
        "data": list_of({"anyOf": [ref("Station"), ref("StationPart"), ref("RemovedStation")]}),
        "next": _NEXT,
        "sync": or_null(
            {
                "type": "string",
                "format": "uri",
                "description": "Only at the end: the address by which to go on later, as often as you like.",
            }
        ),
    },
    "What has changed, in the order of the changes.",
)

FEATURE = object_of(
    {
        "type": {"type": "string", "const": "Feature"},
        "id": text(),
        "geometry": object_of(
            {
                "type": {"type": "string", "const": "Point"},
                "coordinates": {**list_of({"type": "number"}, "Longitude, latitude."), "minItems": 2, "maxItems": 2},
            }
        ),
        "properties": {"anyOf": [ref("Station"), ref("StationPart")]},
    },
    "GeoJSON (RFC 7946).",
)

OPERATOR = object_of(
    {
        "slug": text("What `operator` takes."),
        "name": text(),
        "website": maybe(),
        "phone": maybe(),
        "party_id": maybe(),
        "stations": whole("Stations that have not vanished."),
    }
)

SOURCE = object_of(
    {
        "uid": text("What `source` takes."),
        "name": text(),
        "publisher": text(),
        "url": text(),
        "licence": text(),
        "licence_url": maybe(),
        "open": known("Whether records may be passed on; one may have terms of its own."),
        "attribution": text(),
        "countries": list_of(text(), "ISO 3166-1 alpha-3; empty: the world."),
        "live_data": {"type": "boolean"},
        "demo": {"type": "boolean", "description": "Invented stations."},
        "stations": whole("Stations that have not vanished."),
        "last_success": moment("When an import last went well."),
    }
)

SUGGESTION = object_of(
    {
        "kind": enum(("place", "operator", "station")),
        "label": text(),
        "detail": maybe("Address and town of a station."),
        "latitude": or_null(LATITUDE),
        "longitude": or_null(LONGITUDE),
        "slug": maybe("Of an operator."),
        "id": maybe("Of a station."),
        "url": maybe("Path of a station's page."),
    }
)

TILE_JSON = object_of(
    {
        "tilejson": text(),
        "name": text(),
        "tiles": list_of(text("Address with {z}, {x} and {y}.")),
        "minzoom": whole("0"),
        "maxzoom": whole("Higher zooms are made from this one's tiles."),
        "attribution": text("HTML"),
        "vector_layers": list_of(
            object_of({"id": text(), "fields": {"type": "object", "additionalProperties": {"type": "string"}}})
        ),
    },
    "TileJSON 3.0.",
)

_PROBLEM = {
    "type": {"type": "string", "format": "uri-reference"},
    "title": text(),
    "status": {"type": "integer"},
    "detail": text(),
    "instance": text("Path of the request."),
    "errors": list_of(object_of({"parameter": text(), "rule": text("The rule that it broke.")})),
}
_MORE = {
    "scope": text("The scope that the key lacks."),
    "most": whole("What the plan gives."),
    "request_id": text("By which a fault of ours is found in the logs."),
}
PROBLEM = object_of(
    {**_PROBLEM, **_MORE}, "Problem details (RFC 9457).", optional=("detail", "instance", "errors", *_MORE)
)
GONE = object_of(
    {**_PROBLEM, "station": ref("Station"), "alternatives": list_of(ref("Station"), "The nearest ones still there.")},
    "What was last known of a station that is gone.",
    optional=("detail", "instance", "errors"),
)

THERE_ALREADY = object_of(
    {
        **_PROBLEM,
        "stations": list_of(
            object_of(
                {
                    "id": text(),
                    "url": text(),
                    "name": maybe(),
                    "address": maybe(),
                    "operator": maybe(),
                    "distance_m": whole("From what was sent."),
                }
            ),
            "What stands there, the nearest first.",
        ),
    },
    "Stations that may be the one that is to be added.",
    optional=("detail", "instance", "errors"),
)
CHANGES_GONE = object_of(
    {**_PROBLEM, "start": {"type": "string", "format": "uri", "description": "Where a new copy begins."}},
    "What was removed since is not known any more.",
    optional=("detail", "instance", "errors"),
)

STATION_V1 = object_of(
    {
        "id": text("Permanent public id, the same as in version 2."),
        "title": text("Name, else operator, else address."),
        "address": maybe("Street, postal code and town."),
        "latitude": LATITUDE,
        "longitude": LONGITUDE,
        "connector_type": maybe("OCPI connector types, with `, ` between them."),
        "power_kw": or_null({"type": "number", "minimum": 0, "description": "Of the strongest plug, in kW."}),
        "status": enum(("available", "occupied", "maintenance", "unknown")),
        "price": maybe("As the source words it."),
        "hours": maybe("24/7, or the hours of the week."),
        "last_updated": moment("When the source last changed the record."),
    },
    "A station as the first VoltWay had it.",
)

_OCPI_STATUS = {
    "status_code": {"type": "integer", "description": "1000: success. 2xxx: the request is at fault. 3xxx: we are."},
    "status_message": text(),
    "timestamp": {"type": "string", "format": "date-time"},
}

_EXPORT_GONE = object_of(
    {**_PROBLEM, **EXPORT_GONE},
    "A link that has expired, or a file that is deleted.",
    optional=("detail", "instance", "errors", *EXPORT_GONE),
)
SHAPES: dict[str, Schema] = {
    "Availability": AVAILABILITY,
    "ChangesGone": CHANGES_GONE,
    "Connector": CONNECTOR,
    "Evse": EVSE,
    **EXPORT_SHAPES,
    "ExportGone": _EXPORT_GONE,
    "Feature": FEATURE,
    "FeatureCollection": object_of(
        {
            "type": {"type": "string", "const": "FeatureCollection"},
            "features": list_of(ref("Feature")),
            "next": _NEXT,
            "place": ref("Place"),
            "hint": _HINT,
        },
        optional=("place", "hint"),
    ),
    "Gone": GONE,
    "Hours": HOURS,
    "OcpiAnswer": object_of(
        {
            "data": {
                "anyOf": [list_of({"type": "object", "additionalProperties": True}), {"type": "object"}],
                "description": "A Location, EVSE or Connector of OCPI 2.2.1, or a list of Locations.",
            },
            **_OCPI_STATUS,
        }
    ),
    "OcpiError": object_of(_OCPI_STATUS),
    "Operator": OPERATOR,
    "OperatorList": _listed("Operator"),
    "Place": PLACE,
    "Problem": PROBLEM,
    "RemovedStation": REMOVED,
    "Source": SOURCE,
    "SourceList": _listed("Source"),
    "Station": STATION,
    "StationAnswer": {"anyOf": [ref("Station"), ref("StationPart")]},
    "StationChanges": CHANGES,
    "StationList": _listed("Station", place=ref("Place"), hint=_HINT),
    "StationListAnswer": {"anyOf": [ref("StationList"), ref("StationPartList"), ref("StationChanges")]},
    "StationListV1": list_of(ref("StationV1")),
    "StationOperator": STATION_OPERATOR,
    "StationPart": STATION_PART,
    "StationPartList": _listed("StationPart", place=ref("Place"), hint=_HINT),
    "StationV1": STATION_V1,
    "Suggestion": SUGGESTION,
    "SuggestionList": _listed("Suggestion"),
    "SuggestionListV1": list_of(text()),
    "Correction": CORRECTION,
    "Terms": TERMS,
    "ThereAlready": THERE_ALREADY,
    "TileJson": TILE_JSON,
}
