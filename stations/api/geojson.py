"""Stations as GeoJSON (RFC 7946): the document is the feature's properties, longitude comes first."""

from collections.abc import Collection, Iterable
from typing import Any

import orjson

from stations.api.fields import only


def feature(document: bytes, fields: Collection[str] = ()) -> bytes:
    """One station as a Feature, with all its fields or some."""
    facts = orjson.loads(document)
    point = facts["coordinates"]
    head = {
        "type": "Feature",
        "id": facts["id"],
        "geometry": {"type": "Point", "coordinates": [point["longitude"], point["latitude"]]},
    }
    return b"".join((orjson.dumps(head)[:-1], b',"properties":', only(document, fields), b"}"))


def feature_collection(documents: Iterable[bytes], fields: Collection[str], beside: dict[str, Any]) -> bytes:
    """Several stations as a FeatureCollection; what the list says beside them are foreign members here."""
    features = b",".join(feature(document, fields) for document in documents)
    return b"".join((b'{"type":"FeatureCollection","features":[', features, b"],", orjson.dumps(beside)[1:]))
