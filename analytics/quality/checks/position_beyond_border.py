"""A position on the wrong side of a border or out at sea, but not so far that it was refused."""

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen
from stations.sources.cleaning.positions import lies_in, lies_near

TITLE = _("Position beyond the border")
ABOUT = _("The position lies outside the country that the source names, by more than 6 km.")


def look(seen: Seen) -> str | None:
    """Farther than 30 km, cleaning has refused it."""
    record = seen.record
    if record.country is None or "country" in record.assumed:
        return None
    place = (record.country, record.latitude, record.longitude)
    if lies_in(*place) or lies_near(*place, reach=1):
        return None
    return f"{record.country}: {record.latitude}, {record.longitude}"
