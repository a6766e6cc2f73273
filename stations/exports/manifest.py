"""The manifest of an export: what was asked for, how new the data is, whose it is, and what was left out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings

from stations.documents import catalogue
from stations.documents.render import moment
from stations.exports.document import Terms
from stations.search.params import to_pairs
from stations.search.query import StationQuery

# What tells the terms of one record from those of another.
_Origin = tuple[str, str, str | None, str | None, str]


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
    origins: Counter[_Origin] = field(default_factory=Counter)

    def count(self, terms: list[Terms]) -> None:
        self.rows += len(terms)
        self.origins.update([(t.uid, t.name, t.licence, t.licence_url, t.attribution) for t in terms])

    def as_json(self) -> bytes:
        return orjson.dumps(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Unknown is null, never left out."""
        pairs = [pair for pair in to_pairs(self.query) if pair[0] not in ("order", "limit", "cursor")]
        return {
            "made_by": "VoltWay",
            "site": settings.SITE_URL,
            "made_at": moment(self.made_at),
            "format": self.format,
            "query": {"parameters": _grouped(pairs), "url": _address(pairs)},
            "rows": self.rows,
            "left_out": {
                "rows": self.left_out.total(),
                "reason": "licence closed or unknown",
                "by_source": self._left_out_by_source(),
            },
            "data": self._data(),
            "licences": self._licences(),
            "attributions": [_attribution(origin, rows) for origin, rows in sorted(self.origins.items(), key=repr)],
            "invented": self._invented(),
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

    def _licences(self) -> list[dict[str, Any]]:
        counts: Counter[tuple[str | None, str | None]] = Counter()
        for (_, _, licence, url, _), rows in self.origins.items():
            counts[licence, url] += rows
        return [{"licence": name, "url": url, "rows": rows} for (name, url), rows in sorted(counts.items(), key=repr)]

    def _left_out_by_source(self) -> dict[str, int]:
        sources = catalogue.current().sources
        return {sources[key].uid: rows for key, rows in sorted(self.left_out.items()) if key in sources}

    def _invented(self) -> list[str]:
        """Uids of the sources in the file whose stations are invented, for demonstration."""
        demo = {source.uid for source in catalogue.current().sources.values() if source.demo}
        return sorted({origin[0] for origin in self.origins} & demo)


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"{settings.SITE_URL}/api/v2/stations/" + (f"?{urlencode(pairs, safe=',')}" if pairs else "")


def _attribution(origin: _Origin, rows: int) -> dict[str, Any]:
    uid, name, licence, url, attribution = origin
    return {
        "source": uid,
        "name": name,
        "attribution": attribution,
        "licence": licence,
        "licence_url": url,
        "rows": rows,
    }
