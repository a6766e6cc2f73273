"""Data for search engines."""

import json
from typing import Any

import pytest

from stations.hours.model import OpeningHours, spanning, weekly
from stations.web import linked_data
from tests.fakes.documents import CCS_150, TYPE2_22, document, evse

URL = "https://volt.example/stations/abcdefgh2345/ladepark-tor/"


def data_of(**changes: Any) -> dict[str, Any]:
    station = document(**changes)
    read: dict[str, Any] = json.loads(linked_data.script(station, title="Tor", url=URL))
    return read


def test_place_has_name_address_and_position() -> None:
    data = data_of()
    assert (data["name"], data["url"], data["identifier"]) == ("Tor", URL, "abcdefgh2345")
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 52.5163, "longitude": 13.3777}
    assert data["address"]["addressCountry"] == "DEU"


def test_what_is_not_known_is_left_out() -> None:
    data = data_of(address=None, city=None, postal_code=None, country=None, operator=None, access="UNKNOWN", evses=())
    assert not {"address", "brand", "publicAccess", "amenityFeature", "openingHoursSpecification"} & set(data)


@pytest.mark.parametrize(("access", "public"), [("PUBLIC", True), ("PRIVATE", False), ("CUSTOMERS", False)])
def test_access(access: str, public: bool) -> None:
    assert data_of(access=access)["publicAccess"] is public


def test_each_plug_is_told_once_with_its_strongest_power() -> None:
    data = data_of(evses=(evse("1", CCS_150), evse("2", CCS_150, TYPE2_22), evse("3", TYPE2_22, status="REMOVED")))
    features = {feature["name"]: feature["value"] for feature in data["amenityFeature"]}
    assert features == {"IEC_62196_T2_COMBO": 150, "IEC_62196_T2": 22}


def test_plugs_that_are_only_planned_are_not_told() -> None:
    data = data_of(evses=(evse("1", TYPE2_22), evse("2", CCS_150, status="PLANNED")))
    assert [feature["name"] for feature in data["amenityFeature"]] == ["IEC_62196_T2"]


def test_hours_around_the_clock_cover_the_week() -> None:
    [hours] = data_of(hours=OpeningHours(twentyfourseven=True))["openingHoursSpecification"]
    assert len(hours["dayOfWeek"]) == 7


def test_regular_hours_are_told_by_day() -> None:
    [hours] = data_of(hours=weekly(spanning(1, 480, 1080)))["openingHoursSpecification"]
    assert hours == {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday"], "opens": "08:00", "closes": "18:00"}


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<!--", "a & b", "line\u2028end"])
def test_no_name_can_end_the_script(name: str) -> None:
    text = linked_data.script(document(city=name), title=name, url=URL)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["name"] == name
