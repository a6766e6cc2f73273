"""`fields`: some of a station's facts instead of all. They are cut out of its document as bytes, and never rendered."""

from collections.abc import Collection

import msgspec
from msgspec import Raw
from rest_framework.request import Request

from stations.api.base import faulty
from stations.api.schema.station_shapes import STATION

FIELDS = tuple(STATION["properties"])
_LONGEST_NAME = 80
_parts = msgspec.json.Decoder(dict[str, Raw]).decode


def wanted_fields(request: Request, known: Collection[str] = FIELDS) -> tuple[str, ...]:
    """The names that `fields` holds, in their own order; none for all. Raises InvalidParameters for others."""
    given = request.query_params.getlist("fields")
    if len(given) > 1:
        raise faulty("fields", "may be given once, with commas between the names")
    names = [name.strip() for name in given[0].split(",")] if given and given[0].strip() else []
    for name in names:
        if name not in known:
            raise faulty("fields", f"{name[:_LONGEST_NAME]!r} is none of {', '.join(known)}")
    return tuple(name for name in known if name in names)


def only(document: bytes, names: Collection[str]) -> bytes:
    """A document with these of its fields; the whole one for none."""
    if not names:
        return document
    parts = _parts(document)
    return b"".join((b"{", b",".join(b'"%s":%s' % (n.encode(), bytes(parts[n])) for n in names if n in parts), b"}"))
