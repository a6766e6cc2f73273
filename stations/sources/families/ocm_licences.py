"""The licence of one Open Charge Map record: its data provider's terms, which differ from provider to provider.

A record is open only where its provider says so in words that we know to be an open licence. Non-commercial terms are
closed. Terms that we can't judge ("redistributed by agreement": with others, not with us) and none at all are unknown.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from stations.records import LicenceRecord
from stations.sources.families.scalars import words

_CC: Final = "https://creativecommons.org/licenses"


class _Terms(NamedTuple):
    pattern: re.Pattern[str]
    name: str
    url: str | None
    open: bool


def _terms(pattern: str, name: str, url: str | None, *, is_open: bool) -> _Terms:
    return _Terms(re.compile(pattern, re.I), name, url, is_open)


# The first that fits holds, so the narrower terms stand first.
_KNOWN: Final = (
    _terms(r"by-nc|non-?commercial", "non-commercial", None, is_open=False),
    _terms(r"by-nd|no-?deriv", "no derivatives", None, is_open=False),
    _terms(r"\bODbL\b|open database licen[cs]e", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/",
           is_open=True),
    _terms(r"by-sa/3\.0|by-sa 3\.0", "CC BY-SA 3.0", f"{_CC}/by-sa/3.0/", is_open=True),
    _terms(r"by-sa|attribution-share ?alike", "CC BY-SA 4.0", f"{_CC}/by-sa/4.0/", is_open=True),
    _terms(r"licenses/by/3\.0|CC[- ]BY 3\.0", "CC BY 3.0", f"{_CC}/by/3.0/", is_open=True),
    _terms(r"licenses/by/4\.0|CC[- ]BY[- ]4\.0|attribution 4\.0", "CC BY 4.0", f"{_CC}/by/4.0/", is_open=True),
    _terms(r"\bCC0\b|public domain", "CC0 / public domain", None, is_open=True),
    _terms(r"open government licen[cs]e v2", "Open Government Licence v2.0",
           "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/", is_open=True),
    _terms(r"open government licen[cs]e", "Open Government Licence",
           "https://www.nationalarchives.gov.uk/doc/open-government-licence/", is_open=True),
    _terms(r"licence[_ ]ouverte|etalab", "Licence Ouverte", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
           is_open=True),
    _terms(r"for any purpose whatsoever", "AFDC data terms (any purpose)", "https://afdc.energy.gov/data_download",
           is_open=True),
)  # fmt: skip
_MAX_NAME: Final = 200
# "Open Charge Map Contributors": what they give is under the licence of the source itself.
_CONTRIBUTORS: Final = 1
# A field of the record's metadata that names the origin of what was copied into it.
_ATTRIBUTION_FIELD: Final = 4


def licence(poi: Mapping[str, Any]) -> LicenceRecord | None:
    """The licence of a record, None where it is the source's own."""
    provider = poi.get("DataProvider")
    known: Mapping[str, Any] = provider if isinstance(provider, dict) else {}
    origin = _copied_from(poi)
    text = origin or words(known.get("License"))
    number = poi.get("DataProviderID") or known.get("ID")
    if text is None and number == _CONTRIBUTORS:
        return None
    name, url, is_open = _judged(text)
    if known.get("IsOpenDataLicensed") is False:
        is_open = False
    title = words(known.get("Title")) or (f"provider {number}" if number else "provider not stated")
    return LicenceRecord(name=name, url=url, attribution=origin or f"{title}, via Open Charge Map", open=is_open)


def _judged(text: str | None) -> tuple[str | None, str | None, bool | None]:
    if text is None:
        return None, None, None
    terms = next((terms for terms in _KNOWN if terms.pattern.search(text)), None)
    if terms is None:
        return text[:_MAX_NAME], None, None
    # Closed terms are shown in their own words: which of them they are matters to whoever asks for leave.
    return (terms.name, terms.url, True) if terms.open else (text[:_MAX_NAME], None, False)


def _copied_from(poi: Mapping[str, Any]) -> str | None:
    values = poi.get("MetadataValues")
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and value.get("MetadataFieldID") == _ATTRIBUTION_FIELD:
            return words(value.get("ItemValue"))
    return None
