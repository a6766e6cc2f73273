"""What the OpenAPI document says of similar and recommended stations."""

from typing import Any, Final

from analytics.recommendations.alike import Why
from stations.api.schema import examples
from stations.api.schema.operations import ALWAYS, JSON, PROBLEM, Operation, answer, problem
from stations.api.schema.parameters import PUBLIC_ID
from stations.api.schema.words import Schema, enum, list_of, maybe, object_of, ref, text

_WHY: Final = enum(Why, "Drivers who charge at both, five at least, or a plug like its strongest within 25 km.")
_BECAUSE: Final = object_of(
    {
        "id": text(),
        "name": maybe(),
        "url": text(),
        "charged": {"type": "boolean", "description": "You said that you charged there; else you keep it."},
    },
    "The station of yours because of which it is suggested.",
)
_SIMILAR: Final = {"why": "SHARED_DRIVERS", "station": examples.STATION}
_RECOMMENDED: Final = {
    "why": "PLUGS",
    "because": {
        "id": "bqm4zhr7ycda",
        "name": "Castle Mall",
        "url": "/stations/bqm4zhr7ycda/castle-mall/",
        "charged": True,
    },
    "station": examples.STATION,
}


def _listed(row: dict[str, Schema]) -> Schema:
    last: Schema = {"type": "null", "description": "All that are told are there."}
    return object_of({"data": list_of(object_of(row)), "next": last})


SHAPES: Final[dict[str, Schema]] = {
    "SimilarStations": _listed({"why": _WHY, "station": ref("Station")}),
    "Recommendations": _listed({"why": _WHY, "because": _BECAUSE, "station": ref("Station")}),
}

SIMILAR: Final[Operation] = {
    "operation_id": "listSimilarStations",
    "summary": "Find stations like one",
    "description": (
        "Up to ten stations: first where its drivers charge, too, as far as sessions that feeds publish tell drivers "
        "apart, and of no pair that fewer than five drivers share; then the nearest ones with a plug like its "
        "strongest. None that has vanished or is not for everybody, and no other record of the same place."
    ),
    "tags": ["stations"],
    "parameters": [PUBLIC_ID],
    "responses": {
        (200, JSON): answer("SimilarStations", "The most alike first.", {"data": [_SIMILAR], "next": None}),
        (404, PROBLEM): problem("There never was a station with this id.", examples.NOT_FOUND),
        (410, PROBLEM): problem("The station has vanished.", examples.GONE, "Gone"),
        **ALWAYS,
    },
}
RECOMMENDATIONS: Final[Operation] = {
    "operation_id": "listRecommendations",
    "summary": "List stations that are suggested to you",
    "description": (
        "Up to ten stations that are new to you: where drivers charge who charge at your favourites and at stations "
        "where you checked in after charging, then near ones with a fitting plug. None of them is known not to fit the "
        "car that you chose. Worked out from what you keep, as you ask; nothing of it is stored."
    ),
    "tags": ["me"],
    "responses": {
        (200, JSON): answer("Recommendations", "The best first.", {"data": [_RECOMMENDED], "next": None}),
        **ALWAYS,
    },
}


def add_shapes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(SHAPES)
    return result
