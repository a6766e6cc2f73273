"""`access_days_time` of the US Alternative Fuels Data Center: free text in a few fixed forms."""

from functools import lru_cache

from stations.hours import spoken
from stations.hours.model import MAX_TEXT, NotUnderstoodError, OpeningHours, worded
from stations.hours.times import said


def from_afdc(text: object) -> OpeningHours | None:
    if not isinstance(text, str):
        return None
    return _hours(text) if len(text) <= MAX_TEXT else worded(said(text))


# Nine rows in ten repeat a text that came before.
@lru_cache(maxsize=4096)
def _hours(text: str) -> OpeningHours | None:
    line = said(text)
    if line is None:
        return None
    try:
        # Line breaks part clauses, so this reads the text as it came.
        return spoken.read_with_notes(text)
    except NotUnderstoodError:
        return worded(line)
