"""Web addresses, telephone numbers and e-mail addresses: what can be followed, rung or written to, else None."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final

from stations.sources.cleaning.texts import Mend, Reader, Verdict, text_reader

MAX_URL: Final = 500
MAX_PHONE: Final = 60
MAX_EMAIL: Final = 200
_HOST: Final = r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{1,62}"
# No user names, no addresses of machines, nothing that a browser would run.
_PORT: Final = r"(?::(?:[1-5]?\d{1,4}|6[0-4]\d{3}))?"
_URL: Final = re.compile(rf"https?://{_HOST}\.?{_PORT}(?:[/?#][^\s<>\"`\\]*)?", re.IGNORECASE)
_SCHEME: Final = re.compile(r"(https?):[/\s]*", re.IGNORECASE)
_EMAIL: Final = re.compile(rf"[\w.!#$%&*+/=?^{{|}}~-]{{1,64}}@{_HOST}")
_PHONE: Final = re.compile(r"[+(\d][\d\s()+./;,:*#xX–-]*(?:(?:ext|int|app|poste|opt)\.?\s*\d+)?", re.IGNORECASE)
# 1-800-CHARGE-ME, as North American help lines are advertised, perhaps with the digits behind it.
_VANITY: Final = re.compile(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?[A-Z\d][A-Z\d.-]{6,14}(?:\s*\([\d.-]+\))?")
_TOLL_FREE: Final = re.compile(r"(?:\+?1[\s.-]?)?\(?8\d\d\b")
_LABEL: Final = re.compile(r"[^\W\d][^\d:]{0,40}:\s*")
# A number among other words: long enough that it is no house number, year or price.
_NUMBER_AMONG_WORDS: Final = re.compile(r"(?:\+|\((?=\d+\))|\b)\d[\d\s()./-]{6,}\d\b")
_BETWEEN_NUMBERS: Final = re.compile(r"\s{2,}|\s+or\s+|\s*[;,|]\s*|\s+/\s+")
_LEAST_DIGITS: Final = 3
_LEAST_DIGITS_OF_ONE: Final = 7
_LEAST_DIGITS_OF_VANITY: Final = 6
_LEAST_DIGITS_AMONG_WORDS: Final = 8

_MAX_READ: Final = 2 * MAX_URL
_read_text = text_reader(_MAX_READ)


def _tidied(text: str) -> str:
    verdict = _read_text(text)
    return (verdict.text or "") if verdict else text


def _reader(dropped: Mend) -> Callable[[Reader], Reader]:
    """Keeps the verdicts of a reader, and drops what is too long to be looked at."""

    def decorate(read: Reader) -> Reader:
        kept = lru_cache(maxsize=4096)(read)
        return wraps(read)(lambda text: kept(text) if len(text) <= _MAX_READ else Verdict(None, (dropped,)))

    return decorate


@_reader(Mend.URL_DROPPED)
def read_url(text: str) -> Verdict | None:
    """An http(s) address with a host name; a bare host gets its scheme, blanks are encoded."""
    if _is_url(text):
        return None
    tidy = _tidied(text)
    if not tidy:
        return Verdict(None, (Mend.PLACEHOLDER,) if text else ())
    if _is_url(tidy):
        return Verdict(tidy, (Mend.TIDIED,))
    scheme = _SCHEME.match(tidy)
    rest = tidy[scheme.end() :] if scheme else tidy.lstrip("/")
    completed = f"{scheme[1].lower() if scheme else 'https'}://{rest}".replace(" ", "%20")
    return Verdict(completed, (Mend.URL_COMPLETED,)) if _is_url(completed) else Verdict(None, (Mend.URL_DROPPED,))


def _is_url(text: str) -> bool:
    return len(text) <= MAX_URL and bool(_URL.fullmatch(text))


@_reader(Mend.PHONE_DROPPED)
def read_phone(text: str) -> Verdict | None:
    """A telephone number as people write it, or several joined by ", "; the first where other words stand beside it."""
    tidy = _joined(_tidied(text).removeprefix("tel:").strip(), text)
    if not tidy:
        return Verdict(None, (Mend.PLACEHOLDER,) if text else ())
    if _is_phone(tidy):
        return None if tidy == text else Verdict(tidy, (Mend.TIDIED,))
    number = _number_in(tidy)
    return Verdict(number, (Mend.PHONE_EXTRACTED if number else Mend.PHONE_DROPPED,))


def _joined(tidy: str, said: str) -> str:
    """Several whole numbers joined in one way; any other text as it is."""
    parts = _BETWEEN_NUMBERS.split(said.strip())
    several = len(parts) > 1 and all(_is_phone(part) and _digits_in(part) >= _LEAST_DIGITS_OF_ONE for part in parts)
    return ", ".join(parts) if several else tidy


def _number_in(text: str) -> str | None:
    """The first telephone number in a text that holds other words."""
    unlabelled = text[label.end() :] if (label := _LABEL.match(text)) else ""
    if _is_phone(unlabelled):
        return unlabelled
    found = [number for number in _NUMBER_AMONG_WORDS.findall(text) if _is_phone(number)]
    return next((number for number in found if _digits_in(number) >= _LEAST_DIGITS_AMONG_WORDS), None)


def _is_phone(text: str) -> bool:
    digits = _digits_in(text)
    if len(text) > MAX_PHONE or digits < _LEAST_DIGITS or not text.strip("0 +()-./"):
        return False
    if _PHONE.fullmatch(text):
        return True
    return bool(_VANITY.fullmatch(text)) and (digits >= _LEAST_DIGITS_OF_VANITY or bool(_TOLL_FREE.match(text)))


def _digits_in(text: str) -> int:
    return sum(map(str.isdigit, text))


@_reader(Mend.EMAIL_DROPPED)
def read_email(text: str) -> Verdict | None:
    """An address that has a domain; the first of several."""
    tidy = _tidied(text).removeprefix("mailto:").strip()
    if not tidy:
        return Verdict(None, (Mend.PLACEHOLDER,) if text else ())
    address = _EMAIL.search(tidy[:MAX_EMAIL])
    if address is None:
        return Verdict(None, (Mend.EMAIL_DROPPED,))
    return None if address[0] == text else Verdict(address[0], (Mend.TIDIED,))
