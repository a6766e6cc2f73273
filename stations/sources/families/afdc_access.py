"""Who may charge at a station of the AFDC list, and what it costs, from its codes and from its words."""

import re
from collections.abc import Mapping
from typing import Any

from stations.ocpi import Access
from stations.sources.families.afdc_words import ACCESS_DETAILS
from stations.sources.families.scalars import flag, words

# Stations that are public by their code say in words whom they serve: "24 hours daily; for guest use only".
_WHOM = (
    (re.compile(r"\b(tenants?|residents?)\b( and \w+| use)* only\b(?! rates)", re.I), Access.RESIDENTS),
    (re.compile(r"\b(employees?|staff|fleet|authorized users?)\b( and \w+| use)* only\b", re.I), Access.RESTRICTED),
    (re.compile(r"\b(guests?|customers?|clients?|patrons?)\b( use)? only\b|\bfor clients\b", re.I), Access.CUSTOMERS),
    # "For Tesla use only" stays public, as its code says: a brand is no circle of people, and the words are shown.
    (re.compile(r"\bpermit required\b", re.I), Access.RESTRICTED),
)
# "Free", "Free; parking fee", not "Free for guests" or "Free; 3 hour maximum".
_FREE = re.compile(r"free\s*(?:[;,.]|$)", re.I)
_PRICED = re.compile(r"[1-9]")


def access(row: Mapping[str, Any]) -> Access:
    """The class of a record: private, one that its detail code or its words name, or public."""
    group = (words(row.get("groups_with_access_code")) or "").casefold()
    code = (words(row.get("access_code")) or group.partition(" ")[0]).casefold()
    if code == "private":
        return Access.PRIVATE
    named = ACCESS_DETAILS.get(words(row.get("access_detail_code")) or "") or _named(row)
    if named:
        return named
    if flag(row.get("restricted_access")):
        return Access.RESTRICTED
    return Access.PUBLIC if code == "public" else Access.UNKNOWN


def _named(row: Mapping[str, Any]) -> Access | None:
    told = f"{words(row.get('access_days_time')) or ''}; {words(row.get('intersection_directions')) or ''}"
    return next((whom for pattern, whom in _WHOM if pattern.search(told)), None)


def free_of_charge(price: str | None) -> bool | None:
    """What the wording of the price says beyond doubt."""
    if not price:
        return None
    if _FREE.match(price):
        return True if not _PRICED.search(price) or "parking" in price.casefold() else None
    return False if _PRICED.search(price) and "free" not in price.casefold() else None


def no_registration(row: Mapping[str, Any]) -> bool | None:
    """True where the list says that credit cards are taken at all times."""
    return True if words(row.get("access_detail_code")) == "CREDIT_CARD_ALWAYS" else None
