"""Telephone numbers that ring nowhere."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Telephone number can't be")
ABOUT = _("A number has more than 15 digits or fewer than 3, or is one digit over and over.")

_FEWEST, _MOST = 3, 15
_SEVERAL: Final = re.compile(r"[,;/]|\bor\b|\bou\b|\boder\b")
# What is dialled behind the number.
_EXTENSION: Final = re.compile(r"\b(?:x|ext\.?|extension|option|opt\.?)\s*\d.*", re.IGNORECASE)


def look(seen: Seen) -> str | None:
    """The first such number of the station or its operator."""
    operator = seen.record.operator
    said = filter(None, (seen.record.help_phone, operator.phone if operator else None))
    return next((text for text in said if _is_malformed(text)), None)


def _is_malformed(text: str) -> bool:
    """Letters may stand for digits (1-800-CHARGE) or beside them; an area code may stand before a slash."""
    bare = _EXTENSION.sub("", text)
    whole = "".join(filter(str.isdigit, bare))
    if _fits(whole):
        return len(set(whole)) == 1 and len(whole) > _FEWEST
    return not any(_fits("".join(filter(str.isalnum, part))) for part in (bare, *_SEVERAL.split(bare)))


def _fits(digits: str) -> bool:
    return _FEWEST <= len(digits) <= _MOST
