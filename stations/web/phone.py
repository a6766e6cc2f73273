"""From a help line as a source words it to a number that a phone can dial."""

import re

# What says when somebody answers, not how to reach them.
_HOURS = re.compile(r"24\s*/\s*7|24\s*(?:h\b|hours?\b|hrs?\b|std\b)|\b7\s*/\s*7\b", re.IGNORECASE)
# Digits with what is written between them; a plus begins another number.
_NUMBER = re.compile(r"\+?\s*\(?\d[\d\s.()/\u2010-\u2013-]*")
# "+49 (0)30": the zero is for calls within the country.
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
# A code before a slash ("030/123456") has fewer digits than a number of its own.
_AREA_CODE = 5
_FEWEST, _MOST = 3, 15


def link(said: str | None) -> str:
    """The `tel:` address of the first number that is said; "" where there is none that can be dialled."""
    text = _HOURS.sub(";", said or "")
    for match in _NUMBER.finditer(text):
        # "1-800-CHARGE": letters carry on the number.
        spelt = text[match.end() : match.end() + 1].isalpha() and match[0][-1] not in " ("
        digits = "" if spelt else _first(match[0])
        if _FEWEST <= len(digits.lstrip("+")) <= _MOST:
            return f"tel:{digits}"
    return ""


def _first(number: str) -> str:
    """Its digits, up to a slash that begins another number."""
    international = number.startswith("+")
    if international:
        number = _TRUNK_ZERO.sub("", number)
    digits = ""
    for part in number.split("/"):
        if len(digits) > _AREA_CODE:
            break
        digits += re.sub(r"\D", "", part)
    return f"+{digits}" if international else digits
