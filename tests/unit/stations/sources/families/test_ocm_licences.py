"""The licence of an Open Charge Map record: open only where its provider says so."""

from typing import Any

import pytest

from stations.records import StationRecord
from stations.sources.feeds.ocm import OpenChargeMap

FEED = OpenChargeMap()


def station(country: str | None = None, **fields: Any) -> StationRecord:
    place = {"Latitude": 50.0, "Longitude": 8.0, "Country": {"ISOCode": country} if country else None}
    return FEED.station({"ID": 1, "DataProviderID": 1, "AddressInfo": place, **fields})


def provided_by(**provider: Any) -> Any:
    return station(DataProviderID=9, DataProvider={"ID": 9, "Title": "Provider", **provider}).licence


@pytest.mark.parametrize(
    ("text", "name", "is_open"),
    [
        (
            "Licensed under Creative Commons Attribution-ShareAlike 4.0 International (CC BY-SA 4.0)",
            "CC BY-SA 4.0",
            True,
        ),
        ("http://creativecommons.org/licenses/by-sa/3.0/", "CC BY-SA 3.0", True),
        ("a Creative Commons Attribution 4.0 International (CC BY 4.0) License.", "CC BY 4.0", True),
        ("Provided by a regulator under the CC-BY 4.0 license", "CC BY 4.0", True),
        ("http://creativecommons.org/licenses/by/3.0", "CC BY 3.0", True),
        ("may be used for any purpose whatsoever.", "AFDC data terms (any purpose)", True),
        ("under the Open Government Licence v2.0.", "Open Government Licence v2.0", True),
        ("Open Government Licence v3.0", "Open Government Licence", True),
        ("Open License: https://www.etalab.example/Licence_Ouverte.pdf", "Licence Ouverte", True),
        ("Data © OpenStreetMap contributors, ODbL 1.0.", "ODbL 1.0", True),
        ("CC0 1.0", "CC0 / public domain", True),
        ("CC BY-NC-SA 3.0", "CC BY-NC-SA 3.0", False),
        ("for non-commercial use", "for non-commercial use", False),
        ("CC BY-ND 4.0", "CC BY-ND 4.0", False),
        ("Public Data redistributed by agreement", "Public Data redistributed by agreement", None),
        ("General public data", "General public data", None),
        (None, None, None),
        ("  ", None, None),
    ],
)
def test_licences_are_judged_by_their_words(text: str | None, name: str | None, is_open: bool | None) -> None:
    licence = provided_by(License=text, IsOpenDataLicensed=True)
    assert (licence.name, licence.open) == (name, is_open)


def test_provider_marked_as_closed_is_closed_whatever_its_words() -> None:
    assert provided_by(License="CC BY 4.0", IsOpenDataLicensed=False).open is False
    assert provided_by(License=None, IsOpenDataLicensed=False).open is False


def test_record_copied_from_elsewhere_has_the_licence_of_its_origin() -> None:
    origin = "Data © OpenStreetMap contributors, ODbL 1.0"
    licence = station(MetadataValues=[{"MetadataFieldID": 4, "ItemValue": origin}]).licence
    assert licence and (licence.name, licence.attribution, licence.open) == ("ODbL 1.0", origin, True)
