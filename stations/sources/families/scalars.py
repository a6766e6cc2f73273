"""Reads single values as feeds write them: numbers as strings, decimal commas, degree signs, times without an offset.

What can't be read is None: the caller decides whether a row can live without it.
"""

import re
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from stations.ocpi import PRIVATE_PREFIX

_LONGEST_PRIVATE = 40
_TRUE = frozenset({"true", "1", "yes", "y", "t"})
_FALSE = frozenset({"false", "0", "no", "n", "f"})
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_SEXAGESIMAL = re.compile(
    r"""([+-]?\d{1,3})\s*[°º]\s*(?:([\d.,]+)\s*['′’]\s*)?(?:([\d.,]+)\s*(?:["″”]|''))?""",
)
# O is East in German and West in Romance languages, so it is left unread.
_SIGNS = {"N": 1, "E": 1, "S": -1, "W": -1}


def number(value: Any) -> float | None:
    """A finite number, also from text such as "22,5"."""
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            value = value.strip().replace(",", ".", 1)
            if not _NUMBER.fullmatch(value):
                return None
        value = float(value)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if isfinite(value) else None


def positive(value: Any) -> int | None:
    """A whole number above zero (volts, amperes, counts): sources write 0 where they don't know."""
    if type(value) is int:
        return value if value > 0 else None
    read = number(value)
    return round(read) or None if read is not None and read > 0 else None


def flag(value: Any) -> bool | None:
    """A three-state boolean, also from text."""
    if value is True or value is False:
        return bool(value)
    if isinstance(value, str | int):
        text = str(value).strip().lower()
        return True if text in _TRUE else False if text in _FALSE else None
    return None


def words(value: Any) -> str | None:
    """Text without the blanks around it; None for empty text and for anything that is no text or number."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def private(family: str, value: str) -> str | None:
    """A value of our own for a code that no OCPI enum covers, such as "x_OSM_cee_red_125a"."""
    bare = "_".join("".join(letter if letter.isalnum() else " " for letter in value).split())
    return f"{PRIVATE_PREFIX}{family}_{bare}"[:_LONGEST_PRIVATE].rstrip("_") if bare else None


def moment(value: Any) -> datetime | None:
    """An ISO 8601 time in UTC; one without an offset is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def degrees(value: Any) -> float | None:
    """A latitude or longitude in degrees, also from "51,5", "51.5° N", "W 0.12" and "48°51'24.1\"N"."""
    read = number(value)
    if read is not None or not isinstance(value, str):
        return read
    text = value.strip().upper()
    sign, bare = _hemisphere(text)
    read = number(bare.rstrip("°º ")) if sign else number(text.rstrip("°º "))
    if read is None:
        read = _sexagesimal(bare if sign else text)
    return None if read is None else read * (sign or 1)


def _hemisphere(text: str) -> tuple[int, str]:
    for letter, sign in _SIGNS.items():
        if text.endswith(letter):
            return sign, text[:-1].strip()
        if text.startswith(letter):
            return sign, text[1:].strip()
    return 0, text


def _sexagesimal(text: str) -> float | None:
    match = _SEXAGESIMAL.fullmatch(text)
    if not match:
        return None
    whole, minutes, seconds = match.groups()
    parts = [number(part) if part else 0.0 for part in (minutes, seconds)]
    if None in parts or any(part >= 60 for part in parts if part is not None):
        return None
    size = abs(float(whole)) + (parts[0] or 0) / 60 + (parts[1] or 0) / 3600
    return -size if whole.startswith("-") else size
