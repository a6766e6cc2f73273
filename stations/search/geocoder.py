"""Asks an online geocoder for a place, where the `GEOCODER_URL` setting names one: a Photon or a Nominatim server.

It has two seconds. When it fails it is left alone for a minute, and places are found offline as if there were none.
"""

import logging
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from django.conf import settings

from stations.search.gazetteer import Place
from voltway.lib.caching import cached
from voltway.lib.fetch import FetchError, Limits, fetch
from voltway.lib.geo import check_position

logger = logging.getLogger(__name__)

_LIMITS = Limits(connect_s=1, read_s=1.5, total_s=2, max_bytes=1_000_000, redirects=1, attempts=1)
_REST_AFTER_FAILURE_S = 60
_KEPT_S = 24 * 3600

_failed_at = float("-inf")


class _Failed(Exception):
    """The geocoder gave no answer that can be kept."""


def resolve(name: str) -> Place | None:
    """The geocoder's best answer; None when there is no geocoder, no such place, or no answer in time."""
    address: str = settings.CONFIG.geocoder_url
    try:
        return _answer(address, name) if address else None
    except _Failed:
        return None


@cached(ttl=_KEPT_S)
def _answer(address: str, name: str) -> Place | None:
    """A place, or None when it knows of none. Raises _Failed."""
    global _failed_at
    if time.monotonic() - _failed_at <= _REST_AFTER_FAILURE_S:
        raise _Failed
    url, read = _request(address, name)
    answer = BytesIO()
    try:
        fetch(url, answer, user_agent=settings.CONFIG.user_agent, limits=_LIMITS, allow_private=True)
        return read(orjson.loads(answer.getvalue()))
    except (FetchError, ValueError, LookupError, TypeError, AttributeError) as error:
        logger.warning("geocoder.failed", extra={"reason": str(error)})
        _failed_at = time.monotonic()
        raise _Failed from error


def _request(address: str, name: str) -> tuple[str, Callable[[Any], Place | None]]:
    """The URL to ask, and what reads its answer. A bare host is taken for a Photon unless it is called otherwise."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if path.endswith("/search") or (not path and "nominatim" in parts.netloc):
        asked = {"q": name, "format": "jsonv2", "limit": "1", "addressdetails": "1", "accept-language": "en"}
        return _joined(address, path or "/search", asked), _nominatim
    return _joined(address, path or "/api", {"q": name, "limit": "1", "lang": "en"}), _photon


def _joined(address: str, path: str, asked: dict[str, str]) -> str:
    parts = urlsplit(address)
    # Hosted geocoders want a key in the address; it stays there.
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return parts._replace(path=path, query=query, fragment="").geturl()


def _photon(answer: Any) -> Place | None:
    features = answer["features"]
    if not features:
        return None
    facts = features[0]["properties"]
    longitude, latitude = features[0]["geometry"]["coordinates"][:2]
    name = facts.get("name") or " ".join(filter(None, (facts.get("street"), facts.get("housenumber"))))
    return _place(name, facts.get("state"), facts.get("country"), facts.get("countrycode"), latitude, longitude)


def _nominatim(answer: Any) -> Place | None:
    if not answer:
        return None
    found = answer[0]
    where = found.get("address") or {}
    name = found.get("name") or found["display_name"].partition(",")[0]
    return _place(name, where.get("state"), where.get("country"), where.get("country_code"), found["lat"], found["lon"])


def _place(name: Any, region: Any, country: Any, code: Any, latitude: Any, longitude: Any) -> Place:
    """A place from texts that may be missing. Raises ValueError for a position that is none."""
    position = float(latitude), float(longitude)
    check_position(*position)
    region = "" if region == name else region
    return Place(str(name or ""), str(region or ""), str(country or ""), str(code or "").upper(), *position, 0)
