"""Coordinates with so few digits that the charger may be on the other side of the block."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Position is coarse")
ABOUT = _("Both coordinates have three digits behind the point or fewer: 50 m to either side, or more.")

_DIGITS: Final = 3


def look(seen: Seen) -> str | None:
    """Of positions told with five digits or more, one in ten thousand ends so by chance."""
    latitude, longitude = seen.record.latitude, seen.record.longitude
    coarse = round(latitude, _DIGITS) == latitude and round(longitude, _DIGITS) == longitude
    return f"{latitude}, {longitude}" if coarse else None
