"""Opening hours in words, as people write them into free-text fields: English, French and German.

A text is understood as a whole or not at all: one word that isn't known, a 12-hour time without am or pm, times before
days here and after them there, and it stays text.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from typing import Final, NamedTuple

from msgspec.structs import replace

from stations.hours.model import MAX_TEXT, MINUTES_PER_DAY, NotUnderstoodError, OpeningHours, clipped
from stations.hours.times import WEEK, WEEKEND, WORKDAYS, Span, week_of

_HALF_DAY: Final = MINUTES_PER_DAY // 2
_ONE_PM: Final = _HALF_DAY + 60
_WHOLE_DAY: Final = (0, MINUTES_PER_DAY)

_DAY_WORDS: Final = (
    "monday mondays mon mo m lundi lundis lun montag montags",
    "tuesday tuesdays tues tue tu mardi mardis mar dienstag dienstags di",
    "wednesday wednesdays weds wed we w mercredi mercredis mer mittwoch mittwochs mi",
    "thursday thursdays thurs thur thu th jeudi jeudis jeu donnerstag donnerstags do",
    "friday fridays fri fr f vendredi vendredis ven freitag freitags",
    "saturday saturdays sat sa samedi samedis sam samstag samstags sonnabend",
    "sunday sundays sun su dimanche dimanches dim sonntag sonntags so",
)
_DAYS: Final[dict[str, tuple[int, ...]]] = {
    **{word: (day,) for day, words in enumerate(_DAY_WORDS, start=1) for word in words.split()},
    **dict.fromkeys(("weekdays", "workdays"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends", "week-end"), WEEKEND),
}
# Words that frame hours without changing them.
_FRAME: Final = (
    r"open|opens|opening|available|availability|charging|access|accessible|operating|hours|from|public|jours?|"
    r"heures\s+d'ouvertures?|horaires|ouvert|ouverture|du|de|le|les|la|von|geoffnet|nutzbar|verfugbar|uhr|and|et|und"
)
_HOUR: Final = r"(?:hours?|hrs?|heures?|stunden|std|h)"
_CLOCK: Final = r"(\d{1,2})(?:\s*([:.h])\s*(\d{2}))?\s*(am|a\.m\.|pm|p\.m\.|heures|h|uhr)?(?![\da-z])"
_TOKEN: Final = re.compile(
    rf"""
    (?P<always>24\s*(?:/|x)\s*7(?![\d/:.h])|rund\s+um\s+die\s+uhr(?:\s*\(24/7\))?|around\s+the\s+clock)
  | (?P<whole>24\s*{_HOUR}?\s*(?:/|sur)\s*24\s*{_HOUR}?(?![\da-z])
             |24\s*{_HOUR}(?![a-z])(?:\s*(?:a|per|pro|par|/)\s*(?:day|tag|jour)(?![a-z]))?)
  | (?P<daily>7\s*(?:j(?:ours?)?|d(?:ays?)?)?\s*(?:/|sur)\s*7(?:\s*(?:j(?:ours?)?|d(?:ays?)?))?(?![\da-z])
             |7\s*days\s*(?:a|per)\s*week|daily|every\s*day|tous\s+les\s+jours|taglich|jeden\s+tag)
  | (?P<range>{_CLOCK}\s*(?:-|to|until|till|a|bis|/)\s*{_CLOCK})
  | (?P<closed>(?:closed|ferme|geschlossen)(?![a-z]))
  | (?P<day>(?:{"|".join(sorted(_DAYS, key=len, reverse=True))})(?![a-z]))
  | (?P<through>-|(?:to|thru|through|au|a|bis)(?![a-z]))
  | (?P<frame>(?:{_FRAME})(?![a-z])|[\s,;:.&/|+])
    """,
    re.VERBOSE | re.ASCII,
)
# Notes that may take back or narrow the hours they follow: times, days, seasons, exceptions.
_NARROWING: Final = re.compile(
    rf"""
    \d\s*[:.h]\s*\d\d | \d\s*(?:am|pm|a\.m|p\.m|uhr)\b | \d\s*-\s*\d
  | \b(?:{"|".join(sorted((word for word in _DAYS if len(word) > 2), key=len, reverse=True))})\b
  | clos(?:ed|es|ing) | except | season | spring | summer | autumn | winter | holiday | appointment | unavailable
  | (?:business|office|opening|store|shop\w*|dealer\w*|garage|school|working|trading)\s+hours | hours\s+vary | night
  | \bday ?time | \bdawn\b | \bdusk\b | \bdaylight | ausser | geschlossen | offnungszeit | geschaftszeit | nachts
  | feiertag | anmeldung | reservierung | sauf | ferme | horaires | heures\s+d'ouverture | rendez-vous
    """,
    re.VERBOSE | re.ASCII,
)
_CLAUSE_END: Final = re.compile(r"[;|\r\n]+|\.(?=\s|$)")
_MAX_CLAUSES: Final = 30
_SIGNS: Final = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "_": " "})

# Weekdays, or the begin and end of times of a day.
_Days = tuple[int, ...]
_Times = tuple[tuple[int, int], ...]


class _Kind(Enum):
    ALWAYS = "always"
    DAYS = "days"
    TIMES = "times"


class _Style(Enum):
    """How a time is written: "8am", "8:00", "8h" or "8 Uhr", "8"."""

    AM_PM = "am_pm"
    PLAIN = "plain"
    HOURS = "hours"
    BARE = "bare"


class _Piece(NamedTuple):
    kind: _Kind
    days: _Days = ()
    times: _Times = ()


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text[:MAX_TEXT].translate(_SIGNS))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def read(text: str) -> OpeningHours:
    tokens, rest = _tokens(folded(text))
    if rest:
        raise NotUnderstoodError(f"not about hours: {rest[:20]!r}")
    return _hours(_pieces(tokens))


def read_with_notes(text: str) -> OpeningHours:
    """Hours of a text that begins with them; notes after them make it keep its text. Raises NotUnderstoodError.

    Notes that may narrow the hours ("closed in winter", another time) make the whole not understood.
    """
    clauses = [clause for clause in _CLAUSE_END.split(folded(text)) if clause.strip()]
    if len(text) > MAX_TEXT or len(clauses) > _MAX_CLAUSES:
        raise NotUnderstoodError("too long to be hours")
    for count in range(len(clauses), 0, -1):
        tokens, rest = _tokens(" ; ".join(clauses[:count]))
        if rest and not _is_every_hour(tokens):
            continue
        try:
            hours = _hours(_pieces(tokens))
        except NotUnderstoodError:
            continue
        notes = " ".join((rest, *clauses[count:]))
        if _NARROWING.search(notes):
            break
        return replace(hours, text=clipped(text)) if notes.strip() else hours
    raise NotUnderstoodError("no hours at the beginning")


def _is_every_hour(tokens: list[re.Match[str]]) -> bool:
    """Whether the tokens name all hours of all days, so clearly that other words may follow."""
    kinds = {token.lastgroup for token in tokens} - {"frame"}
    return kinds in ({"always"}, {"whole", "daily"})


def _tokens(text: str) -> tuple[list[re.Match[str]], str]:
    """The known words at the beginning of a folded text, and what follows them."""
    tokens: list[re.Match[str]] = []
    position = 0
    while found := _TOKEN.match(text, position):
        tokens.append(found)
        position = found.end()
    return tokens, text[position:]


def _pieces(tokens: list[re.Match[str]]) -> list[_Piece]:
    pieces: list[_Piece] = []
    through = ""
    for token in tokens:
        if token.lastgroup == "frame":
            continue
        if token.lastgroup == "through":
            through = token[0]
            continue
        piece = _piece(token)
        if through and pieces and pieces[-1].kind == piece.kind == _Kind.DAYS:
            piece = _Piece(_Kind.DAYS, days=_day_range(pieces.pop().days, piece.days))
        elif through not in ("", "-"):
            raise NotUnderstoodError(f"{through!r} stands between no two days")
        pieces.append(piece)
        through = ""
    return pieces


def _piece(token: re.Match[str]) -> _Piece:
    match token.lastgroup:
        case "always":
            return _Piece(_Kind.ALWAYS)
        case "whole":
            return _Piece(_Kind.TIMES, times=(_WHOLE_DAY,))
        case "closed":
            return _Piece(_Kind.TIMES)
        case "daily":
            return _Piece(_Kind.DAYS, days=WEEK)
        case "day":
            return _Piece(_Kind.DAYS, days=_DAYS[token[0]])
        case _:
            return _Piece(_Kind.TIMES, times=(_range(token),))


def _day_range(first: _Days, last: _Days) -> _Days:
    if len(first) != 1 or len(last) != 1:
        raise NotUnderstoodError("a range of several days at once")
    return tuple((first[0] - 1 + n) % 7 + 1 for n in range((last[0] - first[0]) % 7 + 1))


def _range(token: re.Match[str]) -> tuple[int, int]:
    first = token.re.groupindex["range"] + 1
    begin, begin_style = _time(*token.group(first, first + 1, first + 2, first + 3))
    end, end_style = _time(*token.group(first + 4, first + 5, first + 6, first + 7))
    styles = {begin_style, end_style}
    if _Style.AM_PM in styles and len(styles) > 1:
        raise NotUnderstoodError("am or pm at one end only")
    if end_style == _Style.BARE or (begin_style == _Style.BARE and end_style != _Style.HOURS):
        raise NotUnderstoodError("bare numbers")
    # "8:00-5:00" is an office by a 12-hour clock as well as a night by a 24-hour one.
    if end_style == _Style.PLAIN and 0 < end <= begin < _ONE_PM:
        raise NotUnderstoodError("a 12-hour clock, perhaps")
    return begin, end


def _time(hour: str, sign: str | None, minute: str | None, unit: str | None) -> tuple[int, _Style]:
    hours, minutes = int(hour), int(minute or 0)
    if unit and unit[0] in "ap":
        if not 1 <= hours <= 12 or minutes > 59:
            raise NotUnderstoodError("no such hour")
        return hours % 12 * 60 + minutes + (_HALF_DAY if unit[0] == "p" else 0), _Style.AM_PM
    if hours * 60 + minutes > MINUTES_PER_DAY or minutes > 59:
        raise NotUnderstoodError("no such hour")
    if unit or sign == "h":
        return hours * 60 + minutes, _Style.HOURS
    return hours * 60 + minutes, _Style.PLAIN if minute else _Style.BARE


def _hours(pieces: list[_Piece]) -> OpeningHours:
    if any(piece.kind == _Kind.ALWAYS for piece in pieces):
        if all(piece.kind == _Kind.ALWAYS or piece.days == WEEK for piece in pieces):
            return OpeningHours(twentyfourseven=True)
        raise NotUnderstoodError("all hours, but on some days")
    kinds = {piece.kind for piece in pieces}
    if kinds == {_Kind.TIMES} and all(piece.times == (_WHOLE_DAY,) for piece in pieces):
        return OpeningHours(twentyfourseven=True)
    if kinds != {_Kind.DAYS, _Kind.TIMES}:
        raise NotUnderstoodError("days without times, or times without days")
    return week_of(_spans(list(_groups(pieces))), whole_days=True)


def _groups(pieces: list[_Piece]) -> Iterator[tuple[_Days, _Times]]:
    """The days and times that belong together, in a text that keeps to one order of the two."""
    group: list[_Piece] = []
    for piece in (*pieces, None):
        if piece is None or (group and piece.kind == pieces[0].kind != group[-1].kind):
            if len({member.kind for member in group}) != 2:
                raise NotUnderstoodError("days without times, or times without days")
            yield tuple(d for member in group for d in member.days), tuple(t for member in group for t in member.times)
            group = []
        if piece is not None:
            group.append(piece)


def _spans(groups: list[tuple[_Days, _Times]]) -> list[Span]:
    """Raises NotUnderstoodError where the text says two things of one hour."""
    spans = sorted({(day, begin, end) for days, times in groups for day in days for begin, end in times})
    closed = {day for days, times in groups for day in days if not times}
    for (day, begin, end), (next_day, next_begin, _) in pairwise(spans):
        if day == next_day and (next_begin < end or end <= begin):
            raise NotUnderstoodError("two times of one day overlap")
    if closed & {day for day, _, _ in spans}:
        raise NotUnderstoodError("a day both open and closed")
    return spans
