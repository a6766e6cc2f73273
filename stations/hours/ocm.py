"""`AddressInfo.AccessComments` of Open Charge Map: free text, often about hours, as often about the way in."""

import re
from typing import Final

from stations.hours import spoken
from stations.hours.model import NotUnderstoodError, OpeningHours, worded
from stations.hours.times import said

# Seven times nothing, as an importer of Open Charge Map wrote it.
_UNSPECIFIED: Final = re.compile(r"(?:[a-z]{2,9}\s*:\s*not specified[\s;|,]*)+", re.IGNORECASE)
# A number of hours ("max stay 3 hours") is a limit, not a time.
_ABOUT_HOURS: Final = re.compile(
    r"(?<!\d)(?<!\d\s)\b(?:hours?|hrs|daily|opens?|opening|heures|horaires|ouvert\w*|geoffnet\w*|offnungszeit\w*|uhr|appointment)\b"
    r"|\b24\s*/\s*7\b|\b\d{1,2}\s*(?:am|pm)\b|\b\d{1,2}[:.h]\d{2}\b"
)


def from_ocm(text: object) -> OpeningHours | None:
    line = said(text)
    if line is None or _UNSPECIFIED.fullmatch(line):
        return None
    try:
        return spoken.read_with_notes(str(text))
    except NotUnderstoodError:
        # A comment on the way in is no news about hours.
        return worded(line) if _ABOUT_HOURS.search(spoken.folded(line)) else None
