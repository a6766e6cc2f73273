"""The small change of every source: times of day, flags, and the ways of saying nothing."""

import re
from collections.abc import Collection
from typing import Final

from stations.hours.model import MINUTES_PER_DAY, NotUnderstoodError, OpeningHours, Period, clipped, spanning, weekly

# One span of a source as written: weekday 1-7, begin and end in minutes since midnight.
Span = tuple[int, int, int]

WEEK: Final = (1, 2, 3, 4, 5, 6, 7)
WORKDAYS: Final = (1, 2, 3, 4, 5)
WEEKEND: Final = (6, 7)
SHORT_DAYS: Final = ("", "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", re.ASCII)
_NOTHING: Final = frozenset(
    {
        *("", "-", "--", "?", ".", "na", "n/a", "nc", "nd", "n.c.", "none", "null", "nan", "unknown", "not specified"),
        *("inconnu", "inconnue", "ras", "non renseigne", "non renseigné", "non renseignée", "non communiqué"),
        *("keine angabe", "keine angaben", "unbekannt", "k.a."),
    }
)


def minutes(value: object) -> int:
    """Minutes since midnight of "8:00", "08:00:00" or "24:00". Raises NotUnderstoodError."""
    found = _TIME.fullmatch(str(value).strip())
    total = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else MINUTES_PER_DAY + 1
    if total > MINUTES_PER_DAY:
        raise NotUnderstoodError(f"not a time of day: {str(value)[:20]!r}")
    return total


def week_of(spans: Collection[Span], *, text: str | None = None, whole_days: bool = False) -> OpeningHours:
    """Hours of a usual week from a source's spans. Raises NotUnderstoodError.

    00:00 to 00:00 is a whole day for some and no time at all for others. It is taken as a whole day where the source
    is known to mean that (`whole_days`), where no day has other times, or where another span ends at midnight too.
    """
    midnight_pairs = [span for span in spans if span[1] == span[2] == 0]
    others = [span for span in spans if span not in midnight_pairs]
    clear = whole_days or not others or any(span[2] in (0, MINUTES_PER_DAY) for span in others)
    if midnight_pairs and not clear:
        raise NotUnderstoodError("00:00 to 00:00 may be a whole day or a closed one")
    periods: list[Period] = []
    for span in spans:
        periods.extend(spanning(*span))
    return weekly(periods, text)


def flag(value: object) -> bool | None:
    word = str(value).strip().casefold()
    if word in ("true", "1", "yes", "1.0"):
        return True
    return False if word in ("false", "0", "no", "0.0") else None


def said(text: object) -> str | None:
    line = clipped(text) if isinstance(text, str) else None
    return None if line is None or line.casefold() in _NOTHING else line
