"""Which devices of the UK registry stand at one place."""

import pytest

from stations.sources.families.uk_ncr_places import base_name, place_key, places


def device(**columns: str) -> dict[str, str]:
    facts = {"chargeDeviceID": "f" * 32, "latitude": "51.5", "longitude": "-0.1", "publishStatus": "Published"}
    return {**facts, "chargeDeviceStatus": "In service", "dateDeleted": "n/a", **columns}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Park Lane 2", "Park Lane"),
        ("Merrion Centre 02", "Merrion Centre"),
        ("Level 1 (3)", "Level 1"),
        ("Quay - 7", "Quay"),
        ("42", "42"),
        ("  Two   Blanks ", "Two Blanks"),
    ],
)
def test_name_of_a_place_is_its_device_name_without_the_number(name: str, expected: str) -> None:
    assert base_name(name) == expected


def grouped(*devices: dict[str, str]) -> list[int]:
    return [len(place) for place in places(devices)]


def test_same_spot_is_one_place_whatever_the_names() -> None:
    assert grouped(device(name="A"), device(name="B", latitude="51.50001")) == [2]


def test_same_name_within_the_neighbourhood_is_one_place_and_beyond_it_two() -> None:
    assert grouped(device(name="Quay 1"), device(name="Quay 2", latitude="51.501")) == [2]
    assert grouped(device(name="Quay 1"), device(name="Quay 2", latitude="51.502")) == [1, 1]
    assert grouped(device(name=""), device(name="", latitude="51.501")) == [1, 1]


def test_places_joined_by_a_later_device_become_one() -> None:
    row = [device(name="Quay 1"), device(name="Quay 2", latitude="51.502"), device(name="Quay 3", latitude="51.501")]
    assert grouped(*row) == [3]


def test_owner_and_postcode_part_what_stands_close_together() -> None:
    assert place_key(device(postcode="ne1 4dp", deviceOwnerName="A ")) == place_key(
        device(postcode="NE14DP", deviceOwnerName="a")
    )
    assert place_key(device(postcode="NE1 4DP", deviceOwnerName="A")) != place_key(
        device(postcode="NE1 4DP", deviceOwnerName="B")
    )
    assert place_key(device(postcode="")) != place_key(device(postcode="", latitude="52.0"))
