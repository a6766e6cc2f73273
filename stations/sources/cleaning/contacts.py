"""Web addresses, telephone numbers and e-mail addresses: what can be followed, rung or written to, else None."""

import re
from functools import lru_cache
from typing import Final

from stations.sources.cleaning.texts import Mend, Verdict, text_reader

MAX_URL: Final = 500
MAX_PHONE: Final = 60
MAX_EMAIL: Final = 200
_HOST: Final = r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{1,62}"
# No user names, no addresses of machines, nothing that a browser would run.
_URL: Final = re.compile(rf"https?://{_HOST}\.?(?::\d{{1,5}})?(?:[/?#][^\s<>\"'`\\]*)?", re.IGNORECASE)
_BARE: Final = re.compile(rf"{_HOST}(?::\d{{1,5}})?(?:[/?#][^\s<>\"'`\\]*)?", re.IGNORECASE)
_EMAIL: Final = re.compile(rf"[\w.!#$%&*+/=?^{{|}}~-]{{1,64}}@{_HOST}")
_PHONE: Final = re.compile(r"[+(\d][\d\s()+./;,:*#xX–-]*(?:(?:ext|int|app|poste|opt)\.?\s*\d+)?", re.IGNORECASE)
# 1-800-CHARGE: only after enough digits that it can't be a word.
_VANITY: Final = re.compile(r"\+?[\d\s().-]{4,}[A-Z\d\s().-]{2,}")
_LEAST_DIGITS: Final = 3

_read_text = text_reader(2 * MAX_URL)


def _tidied(text: str) -> str:
    verdict = _read_text(text)
    return (verdict.text or "") if verdict else text


@lru_cache(maxsize=4096)
def read_url(text: str) -> Verdict | None:
    """An http(s) address with a host name; a bare host gets its scheme."""
    if len(text) <= MAX_URL and _URL.fullmatch(text):
        return None
    tidy = _tidied(text)
    if not tidy:
        return Verdict(None, ())
    if len(tidy) <= MAX_URL and _URL.fullmatch(tidy):
        return Verdict(tidy, (Mend.TIDIED,))
    completed = "https://" + tidy.lstrip("/:")
    if len(completed) <= MAX_URL and _BARE.fullmatch(tidy.lstrip("/:")):
        return Verdict(completed, (Mend.URL_COMPLETED,))
    return Verdict(None, (Mend.URL_DROPPED,))


@lru_cache(maxsize=4096)
def read_phone(text: str) -> Verdict | None:
    """A telephone number as people write it; letters only where they stand for digits."""
    tidy = _tidied(text).removeprefix("tel:").strip()
    if not tidy:
        return Verdict(None, ())
    if not _is_phone(tidy):
        return Verdict(None, (Mend.PHONE_DROPPED,))
    return None if tidy == text else Verdict(tidy, (Mend.TIDIED,))


def _is_phone(text: str) -> bool:
    digits = [character for character in text if character.isdigit()]
    if len(text) > MAX_PHONE or len(digits) < _LEAST_DIGITS or not "".join(digits).strip("0"):
        return False
    return bool(_PHONE.fullmatch(text) or _VANITY.fullmatch(text))


@lru_cache(maxsize=4096)
def read_email(text: str) -> Verdict | None:
    """An address that has a domain."""
    tidy = _tidied(text).removeprefix("mailto:").strip()
    if not tidy:
        return Verdict(None, ())
    if len(tidy) > MAX_EMAIL or not _EMAIL.fullmatch(tidy):
        return Verdict(None, (Mend.EMAIL_DROPPED,))
    return None if tidy == text else Verdict(tidy, (Mend.TIDIED,))
