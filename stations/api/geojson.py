"""Stations as GeoJSON (RFC 7946): the document is the feature's properties, longitude comes first."""

from collections.abc import Iterable

import orjson


def feature(document: bytes) -> bytes:
    """One station as a Feature."""
    facts = orjson.loads(document)
    point = facts["coordinates"]
    geometry = orjson.dumps({"type": "Point", "coordinates": [point["longitude"], point["latitude"]]})
    return b"".join(
        (
            b'{"type":"Feature","id":',
            orjson.dumps(facts["id"]),
            b',"geometry":',
            geometry,
            b',"properties":',
            document,
            b"}",
        )
    )


def feature_collection(documents: Iterable[bytes], following: str | None) -> bytes:
    """Several stations as a FeatureCollection; `next` is a foreign member, as in the list."""
    features = b",".join(map(feature, documents))
    return b"".join(
        (b'{"type":"FeatureCollection","features":[', features, b'],"next":', orjson.dumps(following), b"}")
    )
