"""A price of a kilowatt-hour that nobody takes."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Price is absurd")
ABOUT = _("A kilowatt-hour is said to cost more than 3 euros, pounds, francs or dollars, or less than a cent of one.")

_MOST, _LEAST = 3.0, 0.01
# Euros, pounds, dollars of North America, francs: in others a kilowatt-hour may well cost 10.
_COUNTRIES: Final = frozenset(
    {
        "AUT", "BEL", "BGR", "CAN", "CHE", "CYP", "DEU", "ESP", "EST", "FIN", "FRA", "GBR", "GRC", "HRV", "IRL", "ITA",
        "LTU", "LUX", "LVA", "MLT", "NLD", "PRT", "SVK", "SVN", "USA",
    }
)  # fmt: skip
_PER_KWH: Final = re.compile(
    r"(\d*[.,]\d+|\d+)\s*(?:€|£|\$|eur|gbp|usd|chf)?\s*(?:/|per|pro|par|por)\s*kwh", re.IGNORECASE
)


def look(seen: Seen) -> str | None:
    """Pence and cents are other units and not looked at; 0 is free."""
    text = seen.record.price_text
    if not text or seen.record.country not in _COUNTRIES:
        return None
    prices = [float(match.replace(",", ".")) for match in _PER_KWH.findall(text)]
    return text if any(price > _MOST or 0 < price < _LEAST for price in prices) else None
