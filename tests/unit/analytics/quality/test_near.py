"""The sweep finds every pair that a look at all pairs finds."""

from random import Random

from analytics.quality.near import MOST, REACH_M, Pair, Spot, pairs
from analytics.quality.strays import strays
from voltway.lib.geo import distance_m


def spot(key: int, latitude: float, longitude: float) -> Spot:
    return Spot(key, 1, None, 1, 1, latitude, longitude)


def swept(spots: list[Spot]) -> set[tuple[int, int]]:
    return {_keys(pair) for pair in pairs(sorted(spots, key=lambda one: one.latitude))}


def _keys(pair: Pair) -> tuple[int, int]:
    first, last = sorted((pair.one.key, pair.other.key))
    return first, last


def test_the_same_pairs_as_by_looking_at_all() -> None:
    dice = Random(3)
    spots = [spot(n, dice.uniform(60, 60.004), 10 + dice.uniform(0, 0.008)) for n in range(300)]
    every = {
        (a.key, b.key)
        for a in spots
        for b in spots
        if a.key < b.key and distance_m(a.latitude, a.longitude, b.latitude, b.longitude) <= REACH_M
    }
    assert len(every) > 100
    assert swept(spots) == every


def test_neighbours_across_the_date_line_are_near() -> None:
    assert swept([spot(1, -17.0, 179.9999), spot(2, -17.0, -179.9999)]) == {(1, 2)}


def test_a_crowd_at_one_place_costs_no_more_than_the_window() -> None:
    crowd = [spot(n, 50.0, 8.0) for n in range(3 * MOST)]
    assert len(swept(crowd)) <= MOST * len(crowd)


def test_a_station_far_from_the_others_of_its_town_is_a_stray() -> None:
    town = [(n, 48.137 + n / 1_000, 11.575) for n in range(9)]
    found = strays([*town, (9, 52.520, 13.405)])
    assert [(one.key, round(one.metres / 1000)) for one in found] == [(9, 504)]


def test_where_stations_of_a_town_lie_apart_nobody_strays() -> None:
    north, south = [(n, 53.0, 9.0) for n in range(5)], [(n, 48.0, 9.0) for n in range(5, 9)]
    assert strays(north + south) == []
    assert strays([*north[:2], (9, 48.0, 9.0)]) == []


def test_two_that_stray_to_one_place_are_in_another_town_of_that_name() -> None:
    town = [(n, 39.961, -82.999) for n in range(9)]
    assert strays([*town, (9, 32.461, -84.988), (10, 32.470, -84.990)]) == []
    assert [one.key for one in strays([*town, (9, 32.461, -84.988), (10, 34.0, -84.990)])] == [9, 10]
