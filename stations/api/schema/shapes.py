"""The shapes of answers as JSON Schema, by the names that the OpenAPI document gives them.

Tests hold every real answer against them: a field that is not described here fails.
"""

from typing import Any

from stations.api.schema.export_shapes import EXPORT_GONE, EXPORT_SHAPES
from stations.models import Edit
from stations.ocpi import (
    Access,
    Capability,
    ConnectorFormat,
    Facility,
    ParkingRestriction,
    ParkingType,
    PowerType,
    Status,
)

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def _text(description: str = "") -> Schema:
    return {"type": "string"} | ({"description": description} if description else {})


def _maybe(description: str = "") -> Schema:
    return _or_null(_text(description))


def _enum(values: Any, description: str = "") -> Schema:
    return {**_text(description), "enum": [str(value) for value in values]}


def _whole(description: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": description}


def _known(description: str) -> Schema:
    return {"type": ["boolean", "null"], "description": f"{description} Null: not known."}


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items} | ({"description": description} if description else {})


def _moment(description: str) -> Schema:
    return _or_null({"type": "string", "format": "date-time", "description": f"{description} UTC."})


def _object(properties: dict[str, Schema], description: str = "", optional: tuple[str, ...] = ()) -> Schema:
    shape: Schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
    return shape | ({"description": description} if description else {})


_ASSUMED = _list(_text(), "Names of fields that were assumed or derived, such as power from volts and amperes.")
_LATITUDE = {"type": "number", "minimum": -90, "maximum": 90, "description": "Degrees, WGS 84."}
_LONGITUDE = {"type": "number", "minimum": -180, "maximum": 180, "description": "Degrees, WGS 84."}

SUSPECTED = _object(
    {
        "since": {"type": "string", "format": "date-time"},
        "reports": {"type": "integer", "minimum": 1, "description": "Drivers who are independent of each other."},
        "latest_at": {"type": "string", "format": "date-time", "description": "When the latest of them told so."},
        "until": {"type": "string", "format": "date-time", "description": "When it ends unless another one tells so."},
    },
    "Several drivers found it broken lately. Null: nobody, too few, or somebody could charge since.",
)
CONNECTOR = _object(
    {
        "id": _text(),
        "standard": _maybe("OCPI connector type, or `x_…` where OCPI has none."),
        "format": _or_null(_enum(ConnectorFormat, "CABLE: there is one. SOCKET: bring your own.")),
        "power_type": _or_null(_enum(PowerType)),
        "max_voltage": _or_null(_whole("V")),
        "max_amperage": _or_null(_whole("A")),
        "max_electric_power": _or_null(_whole("W. Null: not known.")),
        "assumed": _ASSUMED,
        "suspected": _or_null(SUSPECTED),
    },
    "One plug or socket.",
)

EVSE = _object(
    {
        "uid": _text("The source's own id within the station."),
        "evse_id": _maybe("eMI3 id, as printed on the device."),
        "status": _or_null(
            _enum(Status, "Live state while it is fresh, or what a register says for good. Null: no live data.")
        ),
        "status_updated": _moment("When the live state was observed."),
        "last_known_status": _or_null(_enum(Status, "The live state before it went stale; history.")),
        "capabilities": _list(_enum(Capability)),
        "parking_restrictions": _list(_enum(ParkingRestriction)),
        "floor_level": _maybe(),
        "physical_reference": _maybe("What is written on the device."),
        "assumed": _ASSUMED,
        "connectors": _list(ref("Connector")),
    },
    "What charges one vehicle at a time.",
)

_PERIOD = _object(
    {
        "weekday": {"type": "integer", "minimum": 1, "maximum": 7, "description": "1 is Monday."},
        "period_begin": _text("Local time, hh:mm."),
        "period_end": _text("Local time, hh:mm; 23:59 is the end of the day."),
    }
)
_EXCEPTION = _object(
    {
        "period_begin": {"type": "string", "format": "date-time"},
        "period_end": {"type": "string", "format": "date-time"},
    }
)
HOURS = _object(
    {
        "twentyfourseven": _known("Open round the clock."),
        "regular_hours": {**_list(_PERIOD), "type": ["array", "null"]},
        "exceptional_openings": _list(_EXCEPTION),
        "exceptional_closings": _list(_EXCEPTION),
        "osm": _maybe("An OpenStreetMap `opening_hours` expression that periods can't hold."),
        "text": _maybe("The source's wording, where it could not be read or adds something."),
    },
    "OCPI `Hours`.",
)

TERMS = _object(
    {
        "uid": _text("Of the source."),
        "name": _text(),
        "licence": _maybe(),
        "licence_url": _maybe(),
        "open": _known("Whether the record may be passed on."),
        "attribution": _text("To be shown beside the data."),
        "url": _maybe("The record at its source, or the source."),
        "native_id": _text("The source's own id of the station."),
        "last_seen": {"type": "string", "format": "date-time"},
        "corrections": _list(ref("Correction")),
    },
    "Where a record comes from, and its terms. The first is the record's own; of drivers who corrected some of its "
    "fields there is a second, with `corrections`.",
    optional=("corrections",),
)
CORRECTION = _object(
    {
        "field": _enum(Edit.Field, "What drivers corrected."),
        "evse": _maybe("Uid of the EVSE whose plugs they corrected."),
        "at": {"type": "string", "format": "date-time", "description": "When a moderator accepted it."},
        "source_says": {"description": "What the source says instead; null where it says nothing."},
    },
    "A field as drivers know it.",
)

AVAILABILITY = _object(
    {
        "free": _or_null(_whole("Null when nothing fresh is known.")),
        "occupied": _or_null(_whole("Charging, reserved or blocked.")),
        "faulty": _or_null(_whole("Inoperative or out of order.")),
        "unknown": _whole("EVSEs without a fresh state."),
        "total": _whole("EVSEs in service."),
        "source": _text("Uid of the source that tells the states."),
        "updated": _moment("The latest observation."),
    },
    "Live states of the station's EVSEs.",
)

STATION = _object(
    {
        "id": _text("Permanent public id."),
        "url": _text("Path of the station's page."),
        "name": _maybe(),
        "address": _maybe(),
        "city": _maybe(),
        "postal_code": _maybe(),
        "state": _maybe(),
        "country": _maybe("ISO 3166-1 alpha-3."),
        "coordinates": _object({"latitude": _LATITUDE, "longitude": _LONGITUDE}),
        "time_zone": _maybe("IANA name."),
        "access": _enum(Access, "Who may charge here."),
        "operator": _or_null(ref("StationOperator")),
        "suboperator": _maybe(),
        "owner": _maybe(),
        "parking_type": _or_null(_enum(ParkingType)),
        "facilities": _list(_enum(Facility)),
        "opening_times": _or_null(ref("Hours")),
        "price_text": _maybe("The price as the source words it."),
        "free_of_charge": _known("Charging costs nothing."),
        "no_registration": _known("A driver can pay on the spot without a contract."),
        "payment_text": _maybe(),
        "directions": _maybe(),
        "notes": _maybe(),
        "help_phone": _maybe(),
        "website": _maybe(),
        "wheelchair": _known("Reachable with a wheelchair."),
        "max_height_cm": _or_null(_whole("Clearance in cm.")),
        "renewable": _known("Energy is renewable."),
        "charging_when_closed": _known("Charging goes on while the place is closed."),
        "operational": _known("The register counts it as in service; no live state."),
        "opened_on": _or_null({"type": "string", "format": "date"}),
        "confirmed_on": _or_null({"type": "string", "format": "date"}),
        "last_updated": _moment("When the source last changed the record."),
        "vanished_at": _moment("When the source stopped listing it."),
        "max_electric_power": _or_null(_whole("W of its strongest plug.")),
        "live_data": {"type": "boolean", "description": "Whether its source tells live states."},
        "group": _maybe("Shared by stations of several sources that name the same EVSE."),
        "assumed": _ASSUMED,
        "evses": _list(ref("Evse")),
        "sources": _list(ref("Terms")),
        "availability": _or_null(ref("Availability")),
        "distance_m": _whole("Metres from the point that was asked about; only then."),
    },
    "A place with its EVSEs: an OCPI Location and what drivers need beside it. Null is “not known”.",
    optional=("distance_m",),
)

# With `fields`, any of them may be missing.
STATION_PART = {**STATION, "required": [], "description": "The fields of a station that `fields` names."}
REMOVED = _object(
    {
        "id": _text("Of a station that is gone: take it out of your copy."),
        "deleted": {"type": "boolean", "const": True},
        "last_updated": {"type": "string", "format": "date-time", "description": "When it went. UTC."},
    },
    "A station that its source lists no more, or that was removed with it.",
)

STATION_OPERATOR = _object(
    {
        "slug": _maybe("What `operator` takes."),
        "name": _text(),
        "website": _maybe(),
        "phone": _maybe(),
        "party_id": _maybe("eMI3 operator id."),
    }
)

PLACE = _object(
    {"name": _text(), "latitude": _LATITUDE, "longitude": _LONGITUDE}, "The place that a name was taken for."
)
_NEXT = _or_null({"type": "string", "format": "uri", "description": "Address of the following page."})

_HINT = _text("Only where nothing was found: why, as far as it can be told; such as latitude and longitude exchanged.")


def _listed(name: str, **more: Schema) -> Schema:
    return _object({"data": _list(ref(name)), "next": _NEXT, **more}, optional=tuple(more))


CHANGES = _object(
    {
        "data": _list({"anyOf": [ref("Station"), ref("StationPart"), ref("RemovedStation")]}),
        "next": _NEXT,
        "sync": _or_null(
            {
                "type": "string",
                "format": "uri",
                "description": "Only at the end: the address by which to go on later, as often as you like.",
            }
        ),
    },
    "What has changed, in the order of the changes.",
)

FEATURE = _object(
    {
        "type": {"type": "string", "const": "Feature"},
        "id": _text(),
        "geometry": _object(
            {
                "type": {"type": "string", "const": "Point"},
                "coordinates": {**_list({"type": "number"}, "Longitude, latitude."), "minItems": 2, "maxItems": 2},
            }
        ),
        "properties": {"anyOf": [ref("Station"), ref("StationPart")]},
    },
    "GeoJSON (RFC 7946).",
)

OPERATOR = _object(
    {
        "slug": _text("What `operator` takes."),
        "name": _text(),
        "website": _maybe(),
        "phone": _maybe(),
        "party_id": _maybe(),
        "stations": _whole("Stations that have not vanished."),
    }
)

SOURCE = _object(
    {
        "uid": _text("What `source` takes."),
        "name": _text(),
        "publisher": _text(),
        "url": _text(),
        "licence": _text(),
        "licence_url": _maybe(),
        "open": _known("Whether records may be passed on; one may have terms of its own."),
        "attribution": _text(),
        "countries": _list(_text(), "ISO 3166-1 alpha-3; empty: the world."),
        "live_data": {"type": "boolean"},
        "demo": {"type": "boolean", "description": "Invented stations."},
        "stations": _whole("Stations that have not vanished."),
        "last_success": _moment("When an import last went well."),
    }
)

SUGGESTION = _object(
    {
        "kind": _enum(("place", "operator", "station")),
        "label": _text(),
        "detail": _maybe("Address and town of a station."),
        "latitude": _or_null(_LATITUDE),
        "longitude": _or_null(_LONGITUDE),
        "slug": _maybe("Of an operator."),
        "id": _maybe("Of a station."),
        "url": _maybe("Path of a station's page."),
    }
)

TILE_JSON = _object(
    {
        "tilejson": _text(),
        "name": _text(),
        "tiles": _list(_text("Address with {z}, {x} and {y}.")),
        "minzoom": _whole("0"),
        "maxzoom": _whole("Higher zooms are made from this one's tiles."),
        "attribution": _text("HTML"),
        "vector_layers": _list(
            _object({"id": _text(), "fields": {"type": "object", "additionalProperties": {"type": "string"}}})
        ),
    },
    "TileJSON 3.0.",
)

_PROBLEM = {
    "type": {"type": "string", "format": "uri-reference"},
    "title": _text(),
    "status": {"type": "integer"},
    "detail": _text(),
    "instance": _text("Path of the request."),
    "errors": _list(_object({"parameter": _text(), "rule": _text("The rule that it broke.")})),
}
_MORE = {
    "scope": _text("The scope that the key lacks."),
    "most": _whole("What the plan gives."),
    "request_id": _text("By which a fault of ours is found in the logs."),
}
PROBLEM = _object(
    {**_PROBLEM, **_MORE}, "Problem details (RFC 9457).", optional=("detail", "instance", "errors", *_MORE)
)
GONE = _object(
    {**_PROBLEM, "station": ref("Station"), "alternatives": _list(ref("Station"), "The nearest ones still there.")},
    "What was last known of a station that is gone.",
    optional=("detail", "instance", "errors"),
)

THERE_ALREADY = _object(
    {
        **_PROBLEM,
        "stations": _list(
            _object(
                {
                    "id": _text(),
                    "url": _text(),
                    "name": _maybe(),
                    "address": _maybe(),
                    "operator": _maybe(),
                    "distance_m": _whole("From what was sent."),
                }
            ),
            "What stands there, the nearest first.",
        ),
    },
    "Stations that may be the one that is to be added.",
    optional=("detail", "instance", "errors"),
)
CHANGES_GONE = _object(
    {**_PROBLEM, "start": {"type": "string", "format": "uri", "description": "Where a new copy begins."}},
    "What was removed since is not known any more.",
    optional=("detail", "instance", "errors"),
)

STATION_V1 = _object(
    {
        "id": _text("Permanent public id, the same as in version 2."),
        "title": _text("Name, else operator, else address."),
        "address": _maybe("Street, postal code and town."),
        "latitude": _LATITUDE,
        "longitude": _LONGITUDE,
        "connector_type": _maybe("OCPI connector types, with `, ` between them."),
        "power_kw": _or_null({"type": "number", "minimum": 0, "description": "Of the strongest plug, in kW."}),
        "status": _enum(("available", "occupied", "maintenance", "unknown")),
        "price": _maybe("As the source words it."),
        "hours": _maybe("24/7, or the hours of the week."),
        "last_updated": _moment("When the source last changed the record."),
    },
    "A station as the first VoltWay had it.",
)

_OCPI_STATUS = {
    "status_code": {"type": "integer", "description": "1000: success. 2xxx: the request is at fault. 3xxx: we are."},
    "status_message": _text(),
    "timestamp": {"type": "string", "format": "date-time"},
}

_EXPORT_GONE = _object(
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
    "FeatureCollection": _object(
        {
            "type": {"type": "string", "const": "FeatureCollection"},
            "features": _list(ref("Feature")),
            "next": _NEXT,
            "place": ref("Place"),
            "hint": _HINT,
        },
        optional=("place", "hint"),
    ),
    "Gone": GONE,
    "Hours": HOURS,
    "OcpiAnswer": _object(
        {
            "data": {
                "anyOf": [_list({"type": "object", "additionalProperties": True}), {"type": "object"}],
                "description": "A Location, EVSE or Connector of OCPI 2.2.1, or a list of Locations.",
            },
            **_OCPI_STATUS,
        }
    ),
    "OcpiError": _object(_OCPI_STATUS),
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
    "StationListV1": _list(ref("StationV1")),
    "StationOperator": STATION_OPERATOR,
    "StationPart": STATION_PART,
    "StationPartList": _listed("StationPart", place=ref("Place"), hint=_HINT),
    "StationV1": STATION_V1,
    "Suggestion": SUGGESTION,
    "SuggestionList": _listed("Suggestion"),
    "SuggestionListV1": _list(_text()),
    "Correction": CORRECTION,
    "Terms": TERMS,
    "ThereAlready": THERE_ALREADY,
    "TileJson": TILE_JSON,
}
