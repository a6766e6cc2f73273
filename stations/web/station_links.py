"""Hand-off to navigation: addresses that open a map or a route to a position in another program."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Handoff:
    # geo, google, apple or osm.
    kind: str
    label: str
    url: str


def handoffs(latitude: float, longitude: float, name: str) -> list[Handoff]:
    """Phone's own app, Google, Apple and OpenStreetMap, each to the exact position."""
    at = f"{latitude:.6f},{longitude:.6f}"
    google = urlencode({"api": 1, "destination": at}, safe=",")
    apple = urlencode({"daddr": at, "q": name}, safe=",")
    osm = urlencode({"to": at}, safe=",")
    return [
        Handoff("geo", _("Navigation app"), f"geo:{at}?q={at}({quote(name)})"),
        Handoff("google", "Google Maps", f"https://www.google.com/maps/dir/?{google}"),
        Handoff("apple", "Apple Maps", f"https://maps.apple.com/?{apple}"),
        Handoff("osm", "OpenStreetMap", f"https://www.openstreetmap.org/directions?{osm}"),
    ]
