"""Live states that nobody has renewed for long."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Live state stands still")
ABOUT = _("The source tells live states, and none of this station's has been observed for 30 days.")

_LONG: Final = timedelta(days=30)


def look(seen: Seen) -> str | None:
    """When the latest of them was observed."""
    if not seen.states:
        return None
    latest = max(seen.states)
    return f"{latest:%Y-%m-%d}" if seen.now - latest > _LONG else None
