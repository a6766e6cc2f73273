"""The shape of a station, of all that it is made of, and of one that is gone."""

from stations.api.schema.words import enum, known, list_of, maybe, moment, object_of, or_null, ref, text, whole
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

_ASSUMED = list_of(text(), "Names of fields that were assumed or derived, such as power from volts and amperes.")
LATITUDE = {"type": "number", "minimum": -90, "maximum": 90, "description": "Degrees, WGS 84."}
LONGITUDE = {"type": "number", "minimum": -180, "maximum": 180, "description": "Degrees, WGS 84."}

SUSPECTED = object_of(
    {
        "since": {"type": "string", "format": "date-time"},
        "reports": {"type": "integer", "minimum": 1, "description": "Drivers who are independent of each other."},
        "latest_at": {"type": "string", "format": "date-time", "description": "When the latest of them told so."},
        "until": {"type": "string", "format": "date-time", "description": "When it ends unless another one tells so."},
    },
    "Several drivers found it broken lately. Null: nobody, too few, or somebody could charge since.",
)
CONNECTOR = object_of(
    {
        "id": text(),
        "standard": maybe("OCPI connector type, or `x_…` where OCPI has none."),
        "format": or_null(enum(ConnectorFormat, "CABLE: there is one. SOCKET: bring your own.")),
        "power_type": or_null(enum(PowerType)),
        "max_voltage": or_null(whole("V")),
        "max_amperage": or_null(whole("A")),
        "max_electric_power": or_null(whole("W. Null: not known.")),
        "assumed": _ASSUMED,
        "suspected": or_null(SUSPECTED),
    },
    "One plug or socket.",
)

EVSE = object_of(
    {
        "uid": text("The source's own id within the station."),
        "evse_id": maybe("eMI3 id, as printed on the device."),
        "status": or_null(
            enum(Status, "Live state while it is fresh, or what a register says for good. Null: no live data.")
        ),
        "status_updated": moment("When the live state was observed."),
        "last_known_status": or_null(enum(Status, "The live state before it went stale; history.")),
        "capabilities": list_of(enum(Capability)),
        "parking_restrictions": list_of(enum(ParkingRestriction)),
        "floor_level": maybe(),
        "physical_reference": maybe("What is written on the device."),
        "assumed": _ASSUMED,
        "connectors": list_of(ref("Connector")),
    },
    "What charges one vehicle at a time.",
)

_PERIOD = object_of(
    {
        "weekday": {"type": "integer", "minimum": 1, "maximum": 7, "description": "1 is Monday."},
        "period_begin": text("Local time, hh:mm."),
        "period_end": text("Local time, hh:mm; 23:59 is the end of the day."),
    }
)
_EXCEPTION = object_of(
    {
        "period_begin": {"type": "string", "format": "date-time"},
        "period_end": {"type": "string", "format": "date-time"},
    }
)
HOURS = object_of(
    {
        "twentyfourseven": known("Open round the clock."),
        "regular_hours": {**list_of(_PERIOD), "type": ["array", "null"]},
        "exceptional_openings": list_of(_EXCEPTION),
        "exceptional_closings": list_of(_EXCEPTION),
        "osm": maybe("An OpenStreetMap `opening_hours` expression that periods can't hold."),
        "text": maybe("The source's wording, where it could not be read or adds something."),
    },
    "OCPI `Hours`.",
)

TERMS = object_of(
    {
        "uid": text("Of the source."),
        "name": text(),
        "licence": maybe(),
        "licence_url": maybe(),
        "open": known("Whether the record may be passed on."),
        "attribution": text("To be shown beside the data."),
        "url": maybe("The record at its source, or the source."),
        "native_id": text("The source's own id of the station."),
        "last_seen": {"type": "string", "format": "date-time"},
        "corrections": list_of(ref("Correction")),
    },
    "Where a record comes from, and its terms. The first is the record's own; of drivers who corrected some of its "
    "fields there is a second, with `corrections`.",
    optional=("corrections",),
)
CORRECTION = object_of(
    {
        "field": enum(Edit.Field, "What drivers corrected."),
        "evse": maybe("Uid of the EVSE whose plugs they corrected."),
        "at": {"type": "string", "format": "date-time", "description": "When a moderator accepted it."},
        "source_says": {"description": "What the source says instead; null where it says nothing."},
    },
    "A field as drivers know it.",
)

AVAILABILITY = object_of(
    {
        "free": or_null(whole("Null when nothing fresh is known.")),
        "occupied": or_null(whole("Charging, reserved or blocked.")),
        "faulty": or_null(whole("Inoperative or out of order.")),
        "unknown": whole("EVSEs without a fresh state."),
        "total": whole("EVSEs in service."),
        "source": text("Uid of the source that tells the states."),
        "updated": moment("The latest observation."),
    },
    "Live states of the station's EVSEs.",
)

STATION = object_of(
    {
        "id": text("Permanent public id."),
        "url": text("Path of the station's page."),
        "name": maybe(),
        "address": maybe(),
        "city": maybe(),
        "postal_code": maybe(),
        "state": maybe(),
        "country": maybe("ISO 3166-1 alpha-3."),
        "coordinates": object_of({"latitude": LATITUDE, "longitude": LONGITUDE}),
        "time_zone": maybe("IANA name."),
        "access": enum(Access, "Who may charge here."),
        "operator": or_null(ref("StationOperator")),
        "suboperator": maybe(),
        "owner": maybe(),
        "parking_type": or_null(enum(ParkingType)),
        "facilities": list_of(enum(Facility)),
        "opening_times": or_null(ref("Hours")),
        "price_text": maybe("The price as the source words it."),
        "free_of_charge": known("Charging costs nothing."),
        "no_registration": known("A driver can pay on the spot without a contract."),
        "payment_text": maybe(),
        "directions": maybe(),
        "notes": maybe(),
        "help_phone": maybe(),
        "website": maybe(),
        "wheelchair": known("Reachable with a wheelchair."),
        "max_height_cm": or_null(whole("Clearance in cm.")),
        "renewable": known("Energy is renewable."),
        "charging_when_closed": known("Charging goes on while the place is closed."),
        "operational": known("The register counts it as in service; no live state."),
        "opened_on": or_null({"type": "string", "format": "date"}),
        "confirmed_on": or_null({"type": "string", "format": "date"}),
        "last_updated": moment("When the source last changed the record."),
        "vanished_at": moment("When the source stopped listing it."),
        "max_electric_power": or_null(whole("W of its strongest plug.")),
        "live_data": {"type": "boolean", "description": "Whether its source tells live states."},
        "group": maybe("Shared by stations of several sources that name the same EVSE."),
        "assumed": _ASSUMED,
        "evses": list_of(ref("Evse")),
        "sources": list_of(ref("Terms")),
        "availability": or_null(ref("Availability")),
        "distance_m": whole("Metres from the point that was asked about; only then."),
    },
    "A place with its EVSEs: an OCPI Location and what drivers need beside it. Null is “not known”.",
    optional=("distance_m",),
)

# With `fields`, any of them may be missing.
STATION_PART = {**STATION, "required": [], "description": "The fields of a station that `fields` names."}
REMOVED = object_of(
    {
        "id": text("Of a station that is gone: take it out of your copy."),
        "deleted": {"type": "boolean", "const": True},
        "last_updated": {"type": "string", "format": "date-time", "description": "When it went. UTC."},
    },
    "A station that its source lists no more, or that was removed with it.",
)

STATION_OPERATOR = object_of(
    {
        "slug": maybe("What `operator` takes."),
        "name": text(),
        "website": maybe(),
        "phone": maybe(),
        "party_id": maybe("eMI3 operator id."),
    }
)

PLACE = object_of(
    {"name": text(), "latitude": LATITUDE, "longitude": LONGITUDE}, "The place that a name was taken for."
)
