"""Rows that share a name for their place, parted by distance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.sources.families.nearby import Position, clusters, metres

HERE, NEXT_DOOR, ACROSS_TOWN = (48.0, 2.0), (48.001, 2.0), (48.05, 2.0)


def parted(*positions: Position | None, within_m: float = 300) -> list[list[Position | None]]:
    return clusters(positions, lambda position: position, within_m)


def test_neighbours_stay_together() -> None:
    assert parted(HERE, NEXT_DOOR) == [[HERE, NEXT_DOOR]]


def test_what_lies_far_off_is_parted() -> None:
    assert parted(HERE, ACROSS_TOWN, HERE) == [[HERE, HERE], [ACROSS_TOWN]]


def test_the_commonest_position_leads() -> None:
    assert parted(ACROSS_TOWN, HERE, HERE)[0] == [HERE, HERE]


def test_the_order_of_the_items_decides_nothing() -> None:
    assert parted(ACROSS_TOWN, HERE) == parted(HERE, ACROSS_TOWN)


def test_an_item_without_a_position_goes_with_the_most() -> None:
    assert parted(ACROSS_TOWN, None, HERE, HERE) == [[None, HERE, HERE], [ACROSS_TOWN]]


def test_items_without_positions_are_one_group() -> None:
    assert parted(None, None) == [[None, None]]


def test_no_items_are_one_empty_group() -> None:
    assert parted() == [[]]


@pytest.mark.parametrize("nowhere", [(460.0, 2.0), (48.0, 999.0)])
def test_a_position_off_the_globe_is_near_itself_alone(nowhere: Position) -> None:
    assert parted(HERE, nowhere, nowhere, within_m=1e9) == [[nowhere, nowhere], [HERE]]


def test_metres_between_neighbours() -> None:
    assert metres(HERE, NEXT_DOOR) == pytest.approx(111.2, abs=0.1)


positions = st.none() | st.tuples(st.floats(47.9, 48.1), st.floats(1.9, 2.1))


@given(st.lists(positions, max_size=12))
def test_no_item_is_lost_or_doubled(items: list[Position | None]) -> None:
    found = [item for group in clusters(items, lambda item: item, 300) for item in group]
    assert sorted(map(str, found)) == sorted(map(str, items))
