"""What an address asks for."""

import pytest

from stations.search.query import Box, Opening, Order, Point
from stations.web import search_request
from voltway.lib.problems import InvalidParameters


def read(**values: str | list[str]) -> search_request.SearchRequest:
    return search_request.read({name: [value] if isinstance(value, str) else value for name, value in values.items()})


def test_nothing_asks_for_nothing() -> None:
    request = read()
    assert (request.asked.box, request.searched.point, request.origin) == (None, None, "")


def test_box_is_searched_from_its_middle() -> None:
    request = read(bbox="10,40,20,50")
    assert request.asked.point is None
    assert (request.searched.point, request.searched.order) == (Point(45, 15), Order.DISTANCE)
    assert request.origin == "centre"


def test_own_order_stays() -> None:
    assert read(bbox="10,40,20,50", order="power").searched.order is Order.POWER


def test_place_is_resolved_for_the_search_and_stays_a_name_in_links() -> None:
    request = read(place="Lyon", radius_km="25")
    assert request.place is not None
    assert request.searched.point == request.place.point
    assert (request.asked.point, request.asked.place, request.asked.order) == (None, "Lyon", Order.PLACE)
    assert request.origin == "place"


@pytest.mark.django_db
def test_name_that_is_no_place_is_told() -> None:
    with pytest.raises(search_request.NoSuchPlace, match="Ohmway Netz"):
        read(place="Ohmway Netz")


def test_place_wins_over_a_box_elsewhere() -> None:
    assert read(place="Lyon", bbox="10,50,11,51").searched.box is None
    assert read(place="Lyon", bbox="4,45,5,46").searched.box == Box(4, 45, 5, 46)


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({"lat": "1", "lon": "2"}, "point"),
        ({"lat": "1", "lon": "2", "origin": "me"}, "me"),
        ({"lat": "1", "lon": "2", "place": "Here"}, "place"),
    ],
)
def test_whose_position_is_measured_from(values: dict[str, str], origin: str) -> None:
    request = read(**values)
    assert (request.origin, request.searched.point) == (origin, Point(1, 2))


def test_open_now_and_always_is_open_always() -> None:
    assert read(open=["now", "24_7"]).asked.open is Opening.ALWAYS


@pytest.mark.parametrize("values", [{"bbox": "1,2,3"}, {"place": "x" * 201}, {"nonsense": "1"}, {"lat": "1"}])
def test_wrong_parameters_are_named(values: dict[str, str]) -> None:
    with pytest.raises(InvalidParameters) as caught:
        read(**values)
    assert {error.parameter for error in caught.value.errors} & {*values, "lon"}
