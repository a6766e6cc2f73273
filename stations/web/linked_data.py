"""A station as schema.org data for search engines: what its source says, how drivers rate it; unknown is left out."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from stations.community.ratings import Rating
from stations.models.review import BEST
from stations.web import plugs

# What ends a script element or begins markup is written as an escape, which JSON reads back as the same character.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(station: dict[str, Any], *, title: str, url: str, rating: Rating | None = None) -> SafeString:
    """The JSON-LD of a station's page, safe inside a script element. `url` is absolute."""
    place = _place(station, title=title, url=url) | (_rating(rating) if rating else {})
    text = json.dumps(place, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308


def _place(station: dict[str, Any], *, title: str, url: str) -> dict[str, Any]:
    at = station["coordinates"]
    place = {
        "@context": "https://schema.org",
        "@type": ["AutomotiveBusiness", "Place"],
        "additionalType": "https://www.wikidata.org/wiki/Q2140665",
        "@id": url,
        "url": url,
        "name": title,
        "identifier": station["id"],
        "geo": {"@type": "GeoCoordinates", "latitude": at["latitude"], "longitude": at["longitude"]},
        "address": _address(station),
        "telephone": station["help_phone"],
        "openingHoursSpecification": _hours(station["opening_times"]),
        "publicAccess": {"PUBLIC": True, "UNKNOWN": None}.get(station["access"], False),
        "brand": _brand(station),
        "amenityFeature": _plugs(station),
    }
    return {key: value for key, value in place.items() if value not in (None, [], {})}


def _rating(rating: Rating) -> dict[str, Any]:
    told = {"ratingValue": float(rating.whole.stars), "ratingCount": rating.whole.count, "bestRating": BEST}
    return {"aggregateRating": {"@type": "AggregateRating", **told, "worstRating": 1}}


def _address(station: dict[str, Any]) -> dict[str, Any]:
    parts = {
        "streetAddress": station["address"],
        "addressLocality": station["city"],
        "postalCode": station["postal_code"],
        "addressRegion": station["state"],
        "addressCountry": station["country"],
    }
    known = {key: value for key, value in parts.items() if value}
    return {"@type": "PostalAddress", **known} if known else {}


def _brand(station: dict[str, Any]) -> dict[str, str] | None:
    operator = station["operator"]
    return {"@type": "Brand", "name": operator["name"]} if operator else None


def _hours(times: dict[str, Any] | None) -> list[dict[str, Any]]:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    if not times:
        return []
    if times["twentyfourseven"]:
        return [_opening(list(days), "00:00", "23:59")]
    regular = times["regular_hours"] or []
    return [_opening([days[one["weekday"] - 1]], one["period_begin"], one["period_end"]) for one in regular]


def _opening(days: list[str], opens: str, closes: str) -> dict[str, Any]:
    return {"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": opens, "closes": closes}


def _plugs(station: dict[str, Any]) -> list[dict[str, Any]]:
    powers: dict[str, int | None] = {}
    for connector in plugs.connectors(station["evses"]):
        standard, watts = connector["standard"], connector["max_electric_power"]
        if standard:
            powers[standard] = max(powers.get(standard) or 0, watts or 0) or None
    return [_feature(standard, watts) for standard, watts in powers.items()]


def _feature(standard: str, watts: int | None) -> dict[str, Any]:
    feature: dict[str, Any] = {"@type": "LocationFeatureSpecification", "name": standard}
    if watts is None:
        return {**feature, "value": True}
    return {**feature, "value": watts / 1000, "unitCode": "KWT"}
