"""GeoJSON (RFC 7946): a FeatureCollection with the manifest as a member of its own."""

from typing import BinaryIO

import orjson
from django.utils.translation import gettext_lazy as _

from stations.exports.base import Chunk, Format, Writer
from stations.search.rows import Row


class GeoJson(Format):
    """Everything that is known, as features on a map."""

    name = "geojson"
    label = "GeoJSON"
    words = _("Points with everything that is known of each, for maps and geographic software.")
    media_type = "application/geo+json"
    suffix = ".geojson"

    def writer(self, file: BinaryIO) -> Writer:
        return _FeaturesWriter(file)


class _FeaturesWriter(Writer):
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._between = b""
        file.write(b'{"type":"FeatureCollection","features":[\n')

    def add(self, chunk: Chunk) -> None:
        features = map(_feature, chunk.rows, chunk.documents)
        self._file.write(self._between + b",\n".join(features))
        self._between = b",\n"

    def finish(self, manifest: bytes) -> None:
        self._file.write(b'\n],"manifest":%b}\n' % manifest)


def _feature(row: Row, document: bytes) -> bytes:
    return b'{"type":"Feature","id":"%b","geometry":{"type":"Point","coordinates":%b},"properties":%b}' % (
        row.public_id.encode(),
        orjson.dumps((row.longitude, row.latitude)),
        document,
    )
