"""Text fields made fit to show: mended, without markup, in one line, no longer than their place, None where empty.

A reader answers None for a text that is fine as it is, so that the common case costs a few hundred nanoseconds.
"""

import html
import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import is_normalized

from voltway.lib.text import clean_text, mend_mojibake


class Mend(StrEnum):
    """What is done to a text."""

    MOJIBAKE = "text_mojibake"
    MARKUP = "text_markup"
    TIDIED = "text_tidied"
    CUT = "text_cut"
    PLACEHOLDER = "text_placeholder"
    URL_COMPLETED = "url_completed"
    URL_DROPPED = "url_dropped"
    PHONE_EXTRACTED = "phone_extracted"
    PHONE_DROPPED = "phone_dropped"
    EMAIL_DROPPED = "email_dropped"


class Verdict(NamedTuple):
    """What becomes of a text that is not fine as it is, and how."""

    text: str | None
    kinds: tuple[Mend, ...]


Reader = Callable[[str], Verdict | None]

# Longest text that is read at all: what stands behind it is never shown.
MAX_READ: Final = 10_000
# Longer texts don't repeat, and would fill the cache of verdicts.
_LONGEST_KEPT: Final = 500
_ELLIPSIS: Final = "..."
# A text is cut before a word unless that takes more than this away.
_LONGEST_WORD: Final = 40
_SCRIPT: Final = re.compile(r"<(script|style)\b.*?(?:</\1[^>]*>|$)", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"<!--.*?(?:-->|$)|</?[a-zA-Z][^<>]*>|<[!?][^<>]*>", re.DOTALL)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

# What forms and exports write where nothing is known, in lower case.
PLACEHOLDERS: Final = frozenset(
    {
        "#n/a", "#name?", "#ref!", "#value!", "(null)", "(unknown operator)", "n.a", "n.a.", "n/a", "n\\a", "nil",
        "not applicable", "not available", "not known", "not specified", "null", "tba", "tbc", "tbd", "undefined",
        "unknown", "unknown operator", "unspecified",
        "inconnu", "inconnue", "n.c.", "n.d.", "néant", "non communiqué", "non concerné", "non concernée", "non défini",
        "non disponible", "non précisé", "non renseigne", "non renseigné", "non renseignée",
        "k.a.", "keine angabe", "keine angaben", "nicht angegeben", "nicht bekannt", "nicht verfügbar", "unbekannt",
        "desconhecido", "desconocida", "desconocido", "no disponible", "non disponibile", "sconosciuto", "sin datos",
        "sin especificar", "niet bekend", "onbekend", "nieznany", "okänd", "tuntematon", "ukendt", "ukjent",
    }
)  # fmt: skip
# The same, where the word can't be the name of a place (None in Piedmont, Nan in Thailand, Naples is NA).
PLACEHOLDERS_BUT_PLACES: Final = frozenset(("none", "na", "nan", "brak"))
_EMPTY: Final = PLACEHOLDERS | PLACEHOLDERS_BUT_PLACES | {"0" * length for length in range(1, 25)}
# What `mend_mojibake` may find something in.
_MAYBE_GARBLED: Final = re.compile("[\xc2-\xdf\xe2][^\x00-\x7f]")


def are_fine(texts: list[str]) -> bool:
    """Whether none of these texts, each shorter than its place, needs a reader: quick, strict, all at once."""
    joined = "|".join(texts)
    if not joined.isprintable() or "<" in joined or "  " in joined or "| " in joined or " |" in joined:
        return False
    if joined[:1] == " " or joined[-1:] == " " or ("&" in joined and ";" in joined):
        return False
    if not all([text[:1].isalnum() for text in texts]) or not _EMPTY.isdisjoint(joined.lower().split("|")):  # noqa: C419
        return False
    return joined.isascii() or (is_normalized("NFC", joined) and not _MAYBE_GARBLED.search(joined))


def text_reader(cap: int, *, place: bool = False, zero: bool = False) -> Reader:
    """Reads a text of at most `cap` characters. `place`: it may be called "None"; `zero`: "0" is a fact."""

    def read(text: str) -> Verdict | None:
        if _is_fine(text, cap):
            return None
        judge = _verdict if len(text) <= _LONGEST_KEPT else _verdict.__wrapped__
        return judge(text, cap, place, zero)

    return read


def _is_fine(text: str, cap: int) -> bool:
    """Quick and strict: False only means that the text has to be looked at."""
    if not text or len(text) > cap or not text.isprintable() or not text[0].isalnum() or text[-1] == " ":
        return False
    if "<" in text or "  " in text or ("&" in text and ";" in text) or text.lower() in _EMPTY:
        return False
    return text.isascii() or (is_normalized("NFC", text) and mend_mojibake(text) == text)


@lru_cache(maxsize=4096)
def _verdict(text: str, cap: int, place: bool, zero: bool) -> Verdict | None:
    kinds: list[Mend] = []
    before, after = "", text[:MAX_READ]
    while before != after:
        before = after
        after = _once(before, cap, kinds)
    if _is_placeholder(after, place, zero):
        return Verdict(None, (Mend.PLACEHOLDER,)) if after else Verdict(None, ())
    if after == text:
        return None
    return Verdict(after, tuple(dict.fromkeys(kinds)) or (Mend.TIDIED,))


def _once(text: str, cap: int, kinds: list[Mend]) -> str:
    """One pass; taking something away may bring something to light, so that passes are made until nothing changes."""
    mended = mend_mojibake(text)
    if mended != text:
        kinds.append(Mend.MOJIBAKE)
    plain = _without_markup(mended)
    if plain != mended:
        kinds.append(Mend.MARKUP)
    tidy = clean_text(plain, MAX_READ)
    if len(tidy) <= cap:
        return tidy
    kinds.append(Mend.CUT)
    head = tidy[: cap - len(_ELLIPSIS)]
    last_word = head.rfind(" ", max(0, len(head) - _LONGEST_WORD))
    return (head[:last_word] if last_word > 0 else head).rstrip() + _ELLIPSIS


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", _SCRIPT.sub(" ", text))
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text


def _is_placeholder(text: str, place: bool, zero: bool) -> bool:
    word = text.lower()
    if word in PLACEHOLDERS or not any(map(str.isalnum, text)):
        return True
    if not place and word in PLACEHOLDERS_BUT_PLACES:
        return True
    return not zero and not word.strip("0")
