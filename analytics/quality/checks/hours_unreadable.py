"""Opening hours in words that nobody could read as times."""

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Opening hours can't be read")
ABOUT = _("Something is said of the hours, and no time could be made of it.")


def look(seen: Seen) -> str | None:
    """The words themselves."""
    hours = seen.record.hours
    return None if hours is None or hours.has_schedule else hours.text
