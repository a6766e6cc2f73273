"""Example answers: an invented station, written by the code that writes the real ones."""

from datetime import UTC, datetime
from typing import Any

import orjson

from stations.documents.identity import public_id
from stations.documents.render import Context, Terms, render
from stations.hours.model import OpeningHours
from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, StationRecord

_RECORD = StationRecord(
    native_id="4711",
    latitude=42.36012,
    longitude=-71.05423,
    evses=(
        EvseRecord(
            "1",
            (
                ConnectorRecord("1", "IEC_62196_T1_COMBO", "CABLE", "DC", 920, 500, 350_000),
                ConnectorRecord("2", "CHADEMO", "CABLE", "DC", 500, 125, 62_500, ("max_electric_power",)),
            ),
            "US*VLT*E4711*1",
            capabilities=("CONTACTLESS_CARD_SUPPORT", "RFID_READER"),
            physical_reference="A1",
        ),
    ),
    name="Harbor Street Garage",
    address="12 Harbor St",
    city="Boston",
    postal_code="02110",
    state="MA",
    country="USA",
    time_zone="America/New_York",
    access="PUBLIC",
    operator=OperatorRecord("Voltline", "https://voltline.example/", "+1 617 555 0100"),
    hours=OpeningHours(twentyfourseven=True),
    parking_type="PARKING_GARAGE",
    facilities=("RESTAURANT",),
    price_text="$0.49 per kWh",
    no_registration=True,
    last_updated=datetime(2026, 10, 1, 8, 30, tzinfo=UTC),
)
_TERMS = Terms(
    "us-example",
    "Example register",
    "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
    True,
    "Example register",
    "https://register.example/",
)
_SEEN = {"last_seen": "2026-11-01T06:00:00Z"}
NEXT = "https://voltway.example/api/v2/stations/?limit=2&cursor=WyJwbGFjZSIsMTIzXQ"


def _station(**changes: Any) -> dict[str, Any]:
    context = Context(public_id("us-example", _RECORD.native_id), _TERMS, "voltline")
    facts: dict[str, Any] = orjson.loads(render(_RECORD, context))
    facts["sources"][0] |= _SEEN
    return {**facts, "availability": None, **changes}


_POSITION = {"latitude": 42.35843, "longitude": -71.05977}
_BOSTON = {"name": "Boston, MA, United States", **_POSITION}
STATION = _station()
NEAR = _station(distance_m=412)
STATIONS = {"data": [STATION], "next": NEXT}
NEARBY = {
    "data": [NEAR],
    "next": None,
    "place": _BOSTON,
}
FEATURE = {
    "type": "Feature",
    "id": STATION["id"],
    "geometry": {"type": "Point", "coordinates": [_RECORD.longitude, _RECORD.latitude]},
    "properties": STATION,
}
FEATURES = {"type": "FeatureCollection", "features": [FEATURE], "next": None}
OPERATORS = {
    "data": [
        {
            "slug": "voltline",
            "name": "Voltline",
            "website": "https://voltline.example/",
            "phone": "+1 617 555 0100",
            "party_id": "USVLT",
            "stations": 128,
        }
    ],
    "next": None,
}
SOURCES = {
    "data": [
        {
            "uid": "us-example",
            "name": "Example register",
            "publisher": "Office of Examples",
            "url": "https://register.example/",
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
            "open": True,
            "attribution": "Example register",
            "countries": ["USA"],
            "live_data": False,
            "demo": False,
            "stations": 4096,
            "last_success": "2026-11-01T06:00:00Z",
        }
    ],
    "next": None,
}
_NOTHING = {"detail": None, "latitude": None, "longitude": None, "slug": None, "id": None, "url": None}
SUGGESTIONS = {
    "data": [
        {"kind": "place", "label": _BOSTON["name"], **_NOTHING, **_POSITION},
        {"kind": "operator", "label": "Boston Charge", **_NOTHING, "slug": "boston-charge"},
        {
            "kind": "station",
            "label": STATION["name"],
            **_NOTHING,
            "detail": "12 Harbor St, Boston",
            "id": STATION["id"],
            "url": STATION["url"],
        },
    ],
    "next": None,
}
TILE_JSON = {
    "tilejson": "3.0.0",
    "name": "VoltWay",
    "tiles": ["https://voltway.example/api/v2/tiles/{z}/{x}/{y}.mvt?connector=ccs"],
    "minzoom": 0,
    "maxzoom": 14,
    "attribution": '<a href="/data/">Sources and licences</a>',
    "vector_layers": [{"id": "clusters", "fields": {"n": "Number of stations"}}],
}
INVALID = {
    "type": "/problems/invalid-parameters",
    "title": "A parameter of the request is not valid",
    "status": 400,
    "detail": "One or more parameters can't be used.",
    "instance": "/api/v2/stations/",
    "errors": [{"parameter": "lat", "rule": "must lie between -90 and 90"}],
}
NOT_FOUND = {
    "type": "/problems/not-found",
    "title": "There is nothing here",
    "status": 404,
    "detail": "There is no station with this id: 12 characters, lower-case letters and digits 2 to 7.",
    "instance": "/api/v2/stations/aaaaaaaaaaaa/",
}
NOT_ACCEPTABLE = {
    "type": "/problems/not-acceptable",
    "title": "None of the accepted formats can be given",
    "status": 406,
    "detail": "This resource is sent as application/json or application/geo+json or text/csv.",
    "instance": "/api/v2/stations/",
}
GONE = {
    "type": "/problems/gone",
    "title": "This is no longer here",
    "status": 410,
    "detail": "Its source no longer lists this station.",
    "instance": f"/api/v2/stations/{STATION['id']}/",
    "station": _station(vanished_at="2026-11-05T06:00:00Z"),
    "alternatives": [NEAR],
}
CHANGES_GONE = {
    "type": "/problems/gone",
    "title": "This is no longer here",
    "status": 410,
    "detail": "What was removed since then is not known any more: make the copy anew.",
    "instance": "/api/v2/stations/",
    "start": "https://voltway.example/api/v2/stations/?modified_since=all",
}
STATION_V1 = {
    "id": STATION["id"],
    "title": STATION["name"],
    "address": "12 Harbor St, 02110 Boston",
    **STATION["coordinates"],
    "connector_type": "CHADEMO, IEC_62196_T1_COMBO",
    "power_kw": 350,
    "status": "unknown",
    "price": STATION["price_text"],
    "hours": "24/7",
    "last_updated": STATION["last_updated"],
}
AWAY = {
    "type": "/problems/unavailable",
    "title": "This is not available for the moment",
    "status": 503,
    "detail": "The database does not answer.",
    "instance": "/api/v2/stations/",
}
BULK_REQUEST = {
    "owner": "Voltline",
    "keep": "good",
    "stations": [
        {
            "native_id": "4711",
            "name": "Harbor Street Garage",
            "coordinates": {"latitude": 42.36012, "longitude": -71.05423},
            "country": "USA",
            "access": "PUBLIC",
            "licence": "CC BY 4.0",
            "evses": [
                {
                    "uid": "1",
                    "evse_id": "US*VLT*E4711*1",
                    "connectors": [{"id": "1", "standard": "IEC_62196_T1_COMBO", "max_electric_power": 350000}],
                }
            ],
        },
        {"native_id": "4712", "coordinates": {"latitude": 142, "longitude": -71}, "evses": []},
    ],
}
_REFUSED_ROW = {
    "row": 1,
    "native_id": "4712",
    "id": None,
    "outcome": "refused",
    "rule": "wrong_value",
    "field": "coordinates.latitude",
    "message": "Expected `float` <= 90.0",
}
_NO_FAULT = {"rule": None, "field": None, "message": None}
_COUNTS = {"created": 0, "updated": 0, "unchanged": 0, "refused": 1, "withheld": 0}
BULK = {
    "source": "own-voltline",
    "run": 17,
    "counts": {**_COUNTS, "created": 1},
    "data": [{"row": 0, "native_id": "4711", "id": STATION["id"], "outcome": "created", **_NO_FAULT}, _REFUSED_ROW],
}
BULK_WITHHELD = {
    "source": "own-voltline",
    "run": None,
    "counts": {**_COUNTS, "withheld": 1},
    "data": [{"row": 0, "native_id": "4711", "id": None, "outcome": "withheld", **_NO_FAULT}, _REFUSED_ROW],
}


def _refusal(slug: str, title: str, status: int, detail: str) -> dict[str, Any]:
    problem = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail}
    return {**problem, "instance": "/api/v2/stations/bulk/"}


NOT_SIGNED_IN = _refusal(
    "not-signed-in", "This needs a key or a log-in", 401, "This needs a key with the scope “bulk”."
)
NOT_ALLOWED = _refusal("not-allowed", "This is not open to you", 403, "This key lacks the scope “bulk”.")
CONFLICT = _refusal(
    "conflict", "This contradicts what is there", 409, "Another request over this owner's stations is not done."
)
KEY_TAKEN = _refusal(
    "idempotency-key-taken",
    "This Idempotency-Key belongs to another request",
    422,
    "The same key was sent with another body.",
)
CHANGED = _refusal("changed", "This was changed meanwhile", 412, "It is not in the state that If-Match names.")
EDIT_GONE = _refusal("gone", "This is no longer here", 410, "Its source no longer lists this station.")
TOO_LARGE = _refusal(
    "too-large", "The request is too large", 413, "10,001 stations are too many: 10,000 a request at most."
)
UNSUPPORTED = _refusal(
    "unsupported-media-type", "The format of the request is not supported", 415, "The body must be application/json."
)
