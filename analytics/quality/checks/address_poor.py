"""An address that says no more than the town."""

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen
from voltway.lib.text import tokens

TITLE = _("Address says nothing")
ABOUT = _("The address is that of the whole town, or has no letter.")


def look(seen: Seen) -> str | None:
    """An address that is missing is counted among the fields."""
    record = seen.record
    if not record.address:
        return None
    words = tokens(record.address)
    if any(map(str.isalpha, record.address)) and any(word.isdigit() for word in words):
        return None
    of_town = {*tokens(record.city or ""), *tokens(record.postal_code or ""), *tokens(record.state or "")}
    return None if any(word not in of_town and any(map(str.isalpha, word)) for word in words) else record.address
