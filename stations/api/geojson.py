"""Stations as GeoJSON (RFC 7946): the document is the feature's properties, longitude comes first."""

from collections.abc import Iterable
from typing import Any

import orjson


def feature(document: bytes) -> bytes:
    facts = orjson.loads(document)
    point = facts["coordinates"]
    head = {
        "type": "Feature",
        "id": facts["id"],
        "geometry": {"type": "Point", "coordinates": [point["longitude"], point["latitude"]]},
    }
    return b"".join((orjson.dumps(head)[:-1], b',"properties":', document, b"}"))


def feature_collection(documents: Iterable[bytes], beside: dict[str, Any]) -> bytes:
    """Several stations as a FeatureCollection; what the list says beside them are foreign members here."""
    features = b",".join(map(feature, documents))
    return b"".join((b'{"type":"FeatureCollection","features":[', features, b"],", orjson.dumps(beside)[1:]))
