"""Opening hours of the German charging register (BNetzA): its JSON interface and the columns of its CSV."""

import re
from collections.abc import Mapping
from typing import Any, Final

from stations.hours.model import NotUnderstoodError, OpeningHours, worded
from stations.hours.times import minutes, said, week_of

_WEEKDAYS: Final = {
    "montag": 1,
    "dienstag": 2,
    "mittwoch": 3,
    "donnerstag": 4,
    "freitag": 5,
    "samstag": 6,
    "sonnabend": 6,
    "sonntag": 7,
}
_ROUND_THE_CLOCK: Final = frozenset({"247", "24/7"})
_RANGE: Final = re.compile(r"\[?\s*([\d:]{4,8})\s*(?:Uhr)?\s*(?:-|–|bis)\s*([\d:]{4,8})\s*(?:Uhr)?\s*\]?", re.ASCII)

# A weekday's German name, begin and end, as written.
_Row = tuple[str, str, str]


def from_bnetza(specification: object, opening_days: object) -> OpeningHours | None:
    # Days are believed beside "Keine Angabe" too: some operators fill in the days alone.
    entries = opening_days if isinstance(opening_days, list) else []
    rows = [_row(entry) for entry in entries if isinstance(entry, Mapping)]
    return _hours(specification, rows, "; ".join(f"{day} {begin}-{end}" for day, begin, end in rows))


def _row(entry: Mapping[str, Any]) -> _Row:
    return str(entry.get("weekday")), str(entry.get("open_from")), str(entry.get("open_to"))


def from_bnetza_columns(specification: object, weekdays: object, times: object) -> OpeningHours | None:
    """Hours of the columns "Öffnungszeiten", "… Wochentage" and "… Tageszeiten".

    The n-th time belongs to the n-th weekday; a single time to all of them.
    """
    days, ranges = _listed(weekdays), _listed(times)
    line = ": ".join(part for part in (said(weekdays), said(times)) if part)
    if len(ranges) == 1:
        ranges *= len(days)
    found = [_RANGE.fullmatch(text) for text in ranges]
    if len(days) != len(ranges) or not all(found):
        return _hours(specification, None, line)
    return _hours(specification, [(day, m[1], m[2]) for day, m in zip(days, found, strict=True) if m], line)


def _listed(value: object) -> list[str]:
    return [part.strip() for part in (said(value) or "").split(";") if part.strip()]


def _hours(specification: object, rows: list[_Row] | None, line: str) -> OpeningHours | None:
    """`rows` is None where the days could not be told apart; `line` is how the source words them."""
    word = said(str(specification)) if specification is not None else None
    if word in _ROUND_THE_CLOCK:
        return OpeningHours(twentyfourseven=True)
    if rows == []:
        return worded(word)
    try:
        return week_of([(_weekday(day), minutes(begin), minutes(end)) for day, begin, end in rows or ()])
    except NotUnderstoodError:
        return worded(line)


def _weekday(name: str) -> int:
    try:
        return _WEEKDAYS[name.strip().casefold()]
    except KeyError as error:
        raise NotUnderstoodError(f"not a weekday: {name[:20]!r}") from error
