"""`access_days_time` of the US Alternative Fuels Data Center: free text in a few fixed forms."""

from stations.hours import spoken
from stations.hours.model import NotUnderstoodError, OpeningHours, worded
from stations.hours.times import said


def from_afdc(text: object) -> OpeningHours | None:
    """Hours of the field; its text alone where it isn't clear ("Dealership business hours"), None where it's empty."""
    if said(text) is None:
        return None
    try:
        # Line breaks part clauses, so this reads the text as it came.
        return spoken.read_with_notes(str(text))
    except NotUnderstoodError:
        return worded(said(text))
