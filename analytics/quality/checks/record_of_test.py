"""Stations that somebody made to try a system out."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Made for a test")
ABOUT = _("The station's name or address says that it is a test or not to be used.")

_SAYS: Final = re.compile(
    r"^(?:test|testing|dummy|demo|sample)(?:$|[\s_-]*(?:\d|station|site|location|charger|charge ?point|evse|cp)\b)"
    r"|\btest[\s_-]?\d{0,3}$"
    r"|\b(?:do not use|ne pas utiliser|not a real|test ?(?:station|site|location|charger|charge ?point|evse|cp))\b",
    re.IGNORECASE,
)


def look(seen: Seen) -> str | None:
    """Streets and districts may be called Test: it has to stand alone, or beside what is tested."""
    return next((text for text in (seen.record.name, seen.record.address) if text and _SAYS.search(text)), None)
