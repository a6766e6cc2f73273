"""The manifest of an export: what was asked for, how new the data is, whose it is, and what was left out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from django.conf import settings

from stations.documents import catalogue, drivers
from stations.documents.render import moment
from stations.exports.parameters import grouped, pairs_of
from stations.search.query import StationQuery

# What tells the terms of one record from those of another stands between these in its document (and nowhere else: in a
# text every quotation mark would have a backslash before it).
_BEGIN, _END = b',"sources":[{', b',"url":'


class _Origin(NamedTuple):
    """Where a record comes from, and under which terms."""

    source: str
    name: str
    licence: str | None
    licence_url: str | None
    attribution: str


_DRIVERS = _Origin(drivers.UID, drivers.NAME, drivers.LICENCE, drivers.LICENCE_URL, drivers.NAME)


@dataclass(slots=True)
class Manifest:
    """Fills up while the rows are written."""

    query: StationQuery
    format: str
    made_at: datetime
    # The data's version before the first row was read.
    version: tuple[int, int]
    rows: int = 0
    # Source id → stations left out because their licence is closed or unknown.
    left_out: Counter[int] = field(default_factory=Counter)
    # The terms of a record as its document has them → records.
    terms: Counter[bytes] = field(default_factory=Counter)
    # Records of which drivers corrected something: their terms stay their source's.
    corrected: int = 0

    def count(self, documents: Sequence[bytes]) -> None:
        self.rows += len(documents)
        self.terms.update(map(_terms, documents))
        self.corrected += sum(drivers.MARK in document for document in documents)

    def as_json(self) -> bytes:
        return orjson.dumps(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Unknown is null, never left out."""
        pairs = pairs_of(self.query)
        origins = Counter[_Origin]()
        for terms, rows in self.terms.items():
            origins[_origin(terms)] += rows
        return {
            "made_by": "VoltWay",
            "site": settings.SITE_URL,
            "made_at": moment(self.made_at),
            "format": self.format,
            "query": {"parameters": grouped(pairs), "url": _address(pairs)},
            "rows": self.rows,
            "left_out": {
                "rows": self.left_out.total(),
                "reason": "licence closed or unknown",
                "by_source": self._left_out_by_source(),
            },
            "data": self._data(),
            "licences": _licences(origins),
            "attributions": [
                *(_attribution(origin, rows) for origin, rows in sorted(origins.items(), key=repr)),
                *([_attribution(_DRIVERS, self.corrected)] if self.corrected else []),
            ],
            "invented": _invented(origins),
        }

    def _data(self) -> dict[str, Any]:
        """How new the data is; the versions differ where something was published while the rows were read."""
        data, status = self.version
        latest = catalogue.current()
        return {
            "watermark": moment(datetime.fromtimestamp(data / 1000, UTC)) if data else None,
            "data_version": data,
            "data_version_at_end": latest.data_version,
            "status_version": status,
            "status_version_at_end": latest.status_version,
        }

    def _left_out_by_source(self) -> dict[str, int]:
        sources = catalogue.current().sources
        return {sources[key].uid: rows for key, rows in sorted(self.left_out.items()) if key in sources}


def _terms(document: bytes) -> bytes:
    begin = document.rindex(_BEGIN)
    return document[begin + len(_BEGIN) : document.index(_END, begin)]


def _origin(terms: bytes) -> _Origin:
    said = orjson.loads(b"{%b}" % terms)
    return _Origin(said["uid"], said["name"], said["licence"], said["licence_url"], said["attribution"])


def _licences(origins: Counter[_Origin]) -> list[dict[str, Any]]:
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for origin, rows in origins.items():
        counts[origin.licence, origin.licence_url] += rows
    return [{"licence": name, "url": url, "rows": rows} for (name, url), rows in sorted(counts.items(), key=repr)]


def _attribution(origin: _Origin, rows: int) -> dict[str, Any]:
    return {**origin._asdict(), "rows": rows}


def _invented(origins: Iterable[_Origin]) -> list[str]:
    """Uids of the sources in the file whose stations are invented, for demonstration."""
    demo = {source.uid for source in catalogue.current().sources.values() if source.demo}
    return sorted({origin.source for origin in origins} & demo)


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"{settings.SITE_URL}/api/v2/stations/" + (f"?{urlencode(pairs, safe=',')}" if pairs else "")
