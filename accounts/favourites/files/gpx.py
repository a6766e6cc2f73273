"""Favourites as waypoints of a GPX 1.1 file. Waypoints of a foreign file count where they link to a station's page."""

import re
from collections.abc import Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings

from accounts.favourites.rows import FavouriteRow

GPX: Final = "http://www.topografix.com/GPX/1/1"
OURS: Final = "urn:voltway:favourites:1"
_PAGE: Final = re.compile(r"/stations/([a-z2-7]{12})/")
register_namespace("", GPX)
register_namespace("vw", OURS)


def write(rows: Sequence[FavouriteRow]) -> bytes:
    root = Element(f"{{{GPX}}}gpx", {"version": "1.1", "creator": "VoltWay"})
    for row in rows:
        _waypoint(root, row)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _waypoint(root: Element, row: FavouriteRow) -> None:
    point = SubElement(root, f"{{{GPX}}}wpt", {"lat": repr(row.latitude), "lon": repr(row.longitude)})
    # In the order that the format's schema demands.
    texts = {"time": row.added_at.isoformat() if row.added_at else "", "name": row.title, "cmt": row.address,
             "desc": row.note}  # fmt: skip
    for name, text in texts.items():
        if text:
            SubElement(point, f"{{{GPX}}}{name}").text = text
    SubElement(point, f"{{{GPX}}}link", {"href": f"{settings.SITE_URL}/stations/{row.station}/"})
    SubElement(point, f"{{{GPX}}}type").text = "charging_station"
    SubElement(SubElement(point, f"{{{GPX}}}extensions"), f"{{{OURS}}}station").text = row.station


def read(content: bytes) -> list[dict[str, Any]]:
    """Raises ValueError. A document type, in which entities are declared, is refused before it is looked at."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise ValueError("it declares a document type, which no GPX file needs") from None
    except (ParseError, LookupError, ValueError):
        raise ValueError("it is not XML") from None
    if not isinstance(root.tag, str) or root.tag.rpartition("}")[2] != "gpx":
        raise ValueError("it is not GPX")
    # GPX 1.0 has another namespace and the same waypoints.
    return [_told(point) for point in root.iterfind("{*}wpt")]


def _told(point: Element) -> dict[str, Any]:
    return {
        "station": _station(point),
        "title": point.findtext("{*}name"),
        "address": point.findtext("{*}cmt"),
        "latitude": point.get("lat"),
        "longitude": point.get("lon"),
        "note": point.findtext("{*}desc"),
        "added_at": point.findtext("{*}time"),
    }


def _station(point: Element) -> str | None:
    named = point.findtext(f".//{{{OURS}}}station")
    if named:
        return named
    found = (_PAGE.search(link.get("href") or "") for link in point.iterfind("{*}link"))
    return next((match[1] for match in found if match), None)
