"""A price without a figure."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Price has no figure")
ABOUT = _("Something is said of the price, but neither a figure nor that it is free.")

_FREE: Final = re.compile(
    r"\b(?:free|no (?:cost|charge|fee)|grat(?:is|uit|uite|uito|uita)|kostenlos|kostenfrei|inclu|inkl)", re.IGNORECASE
)
# Digits of an address are no price.
_ADDRESS: Final = re.compile(r"\S*(?:www\.|://)\S*", re.IGNORECASE)


def look(seen: Seen) -> str | None:
    """The words themselves."""
    text = seen.record.price_text
    if not text or seen.record.free_of_charge:
        return None
    bare = _ADDRESS.sub("", text)
    return None if any(map(str.isdigit, bare)) or _FREE.search(bare) else text
