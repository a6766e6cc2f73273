"""EVSE ids (eMI3) in columns that are meant for them, where the stars may be left out or stand as blanks."""

import re
from typing import Final

_EVSE_ID: Final = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}", re.ASCII)
_SEPARATORS: Final = re.compile(r"[\s*_-]+")


def stated_evse_id(value: object) -> str | None:
    """The id in capitals, its separators as stars; None where the value has not the form of one."""
    starred = _SEPARATORS.sub("*", value.upper()).strip("*") if isinstance(value, str) else ""
    return starred if _EVSE_ID.fullmatch(starred) else None


def without_separators(value: object) -> str:
    """An id as it is compared: stars, blanks, hyphens and underscores do not count, nor does case."""
    return _SEPARATORS.sub("", value.upper()) if isinstance(value, str) else ""
