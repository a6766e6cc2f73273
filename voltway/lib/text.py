"""Text as people type it and as feeds send it: folded for search, cleaned for storage, mended where a feed garbled it.

Search folds here, in Python, and not in the database, so that every database finds the same stations.
"""

from __future__ import annotations

import re
import unicodedata

# Letters with a stroke, ligatures and the like: Unicode does not take them apart, people type them plain.
_PLAIN = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n",
        "ı": "i", "ĸ": "k", "ƒ": "f", "ƶ": "z", "ɨ": "i", "ɫ": "l", "ǥ": "g", "ɓ": "b", "ɗ": "d", "ƙ": "k",
        "ə": "e", "ɛ": "e", "ɔ": "o", "ʼ": "'", "’": "'", "‘": "'", "⁄": "/", "ґ": "г",
    }
)  # fmt: skip
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
# White space in the sense of Unicode, which is what `\s` is for str.
_SPACES = re.compile(r"\s+")
# Controls (but for those that are white space), marks that steer or hide what is shown, halves of characters that only
# UTF-16 has, and code points that are none. Joiners stay: Persian, Hindi and emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]+"
)
# What Windows puts where Latin-1 has controls; a text that went through either is brought back to its bytes by Latin-1.
_WINDOWS_1252 = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_MAYBE_GARBLED = re.compile("[\xc2-\xdf\xe2][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]")
# What a mended text may hold beside ASCII: letters of Europe, punctuation, the euro. Anything else is more likely
# chance: É followed by ” are the bytes of ɔ.
_PLAUSIBLE = re.compile("[\x00-\x7f\xa0-\u024f\u0370-\u052f\u1e00-\u1eff\u2010-\u2044\u20ac\u2116\u2122]*")


def _is_accent(character: str) -> bool:
    """Whether a combining mark is left out in search: accents are, vowel signs and voicing marks of Asia are not."""
    place = unicodedata.combining(character)
    return place == 1 or 10 <= place <= 36 or place >= 200


def fold(text: str) -> str:
    """The text without case and accents: what is compared in search, on both sides."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join([c for c in apart if not _is_accent(c)]).translate(_PLAIN)
    return unicodedata.normalize("NFC", bare).casefold()


def tokens(text: str) -> tuple[str, ...]:
    """The folded words of a text, in their order; a number is a word, punctuation none."""
    folded = fold(text)
    if folded.isascii():
        return tuple(_ASCII_WORDS.findall(folded))
    return tuple("".join([c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded]).split())


def slug(text: str, max_length: int = 80) -> str:
    """ASCII words joined by hyphens, cut between words where that is possible; empty if the text has no such letter."""
    joined = "-".join(_ASCII_WORDS.findall(fold(text)))
    if len(joined) <= max_length:
        return joined
    head, hyphen, _ = joined[: max_length + 1].rpartition("-")
    return head if hyphen else joined[:max_length]


def clean_text(text: str, max_length: int) -> str:
    """One line of visible text of at most `max_length` characters: no controls, no bidi marks, no runs of spaces.

    Mend what is garbled first (`mend_mojibake`): it hides behind controls that this takes away.
    """
    if not text.isascii() or not text.isprintable():
        text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    return _SPACES.sub(" ", text).strip()[:max_length].rstrip()


def mend_mojibake(text: str) -> str:
    """Mend UTF-8 that was read as Windows-1252 or Latin-1, however often ("CafÃ©" is "Café").

    Only where it is proved: the whole text must go back to bytes that are UTF-8, of letters used in Europe.
    """
    while not text.isascii() and _MAYBE_GARBLED.search(text):
        try:
            mended = text.translate(_WINDOWS_1252).encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
        if not _PLAUSIBLE.fullmatch(mended):
            break
        text = mended
    return text
