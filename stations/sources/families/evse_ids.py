"""Tells an EVSE id (eMI3) from the other references that registers write into the same fields."""

import re

_EMI3 = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}")


def evse_id(reference: str | None) -> str | None:
    """The reference in capitals if it has the form of an EVSE id and its separators prove it."""
    text = (reference or "").strip().upper()
    # Without stars, many a serial number would do as well.
    return text if "*" in text and _EMI3.fullmatch(text) else None
