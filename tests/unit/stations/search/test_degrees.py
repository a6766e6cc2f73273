"""Degrees that can't be meant are refused with a rule that names the parameter and the likely mistake."""

import pytest

from stations.search import degrees
from stations.search.params import parse
from stations.search.query import Box, Point
from voltway.lib.problems import InvalidParameters


def faults(**values: str) -> list[tuple[str, str]]:
    """(parameter, rule) of each fault of a request."""
    try:
        parse({name: [value] for name, value in values.items()})
    except InvalidParameters as problem:
        return [(error.parameter, error.rule) for error in problem.errors]
    return []


@pytest.mark.parametrize(("lat", "lon"), [("0", "0"), ("0.0", "-0"), ("-0.000", "+0")])
def test_null_island_is_refused(lat: str, lon: str) -> None:
    [(parameter, rule)] = faults(lat=lat, lon=lon, radius_km="5")
    assert parameter == "lat"
    assert "position that nobody knew" in rule


@pytest.mark.parametrize(("lat", "lon"), [("0", "6.6"), ("51.48", "0"), ("0.000001", "0")])
def test_the_equator_and_greenwich_are_places(lat: str, lon: str) -> None:
    assert parse({"lat": [lat], "lon": [lon]}).point == Point(float(lat), float(lon))


@pytest.mark.parametrize(("lat", "lon"), [("-122.4", "37.8"), ("139.7", "35.7"), ("90.1", "-90")])
def test_a_latitude_that_can_only_be_a_longitude_is_said_to_be_exchanged(lat: str, lon: str) -> None:
    [(parameter, rule)] = faults(lat=lat, lon=lon)
    assert parameter == "lat"
    assert "lat and lon seem to be exchanged" in rule


@pytest.mark.parametrize(("lat", "lon"), [("181", "10"), ("100", "120"), ("91", "x"), ("-91", "nan"), ("91", "")])
def test_what_is_no_exchange_is_not_called_one(lat: str, lon: str) -> None:
    told = faults(lat=lat, lon=lon)
    assert "lat" in {parameter for parameter, _ in told}
    assert not any("exchanged" in rule for _, rule in told)


@pytest.mark.parametrize(
    ("bbox", "rule"),
    [
        ("8.5,47.3,8.5,47.4", "has no area"),
        ("8.5,47.3,8.6,47.3", "has no area"),
        ("8.5,47.3,8.5,47.3", "has no area"),
        ("8.5,47.3,8.5000001,47.4", "has no area"),
        ("180,-20,-180,20", "has no area"),
        ("37.7,-122.5,37.8,-122.3", "seem to be exchanged"),
        ("-40, 170, -30, 179", "seem to be exchanged"),
        ("8.5,47.4,8.6,47.3", "south above its north"),
    ],
)
def test_a_box_that_is_none_is_refused(bbox: str, rule: str) -> None:
    [(parameter, told)] = faults(bbox=bbox)
    assert parameter == "bbox"
    assert rule in told


@pytest.mark.parametrize("bbox", ["-180,-90,180,90", "179,-20,-179,20", "0,0,0.000001,0.000001", "-1,-1,1,1"])
def test_a_box_with_an_area_is_taken(bbox: str) -> None:
    assert parse({"bbox": [bbox]}).box == Box(*map(float, bbox.split(",")))


@pytest.mark.parametrize("number", [-0.0067630000000000745, 3.9932369999999997, 5e-07, -1.5e-05, 180.0, 0.1 + 0.2, 1e8])
def test_a_number_is_read_as_programs_write_it(number: float) -> None:
    assert degrees.NUMBER.fullmatch(repr(number))
