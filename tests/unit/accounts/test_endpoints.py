"""Routes are told by methods and paths, as the documents of the API tell them."""

import pytest

from accounts.endpoints import words_of


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ("api-stations", "GET /api/v2/stations/"),
        ("api-station", "GET /api/v2/stations/{public_id}/"),
        ("api-tile", "GET /api/v2/tiles/{z}/{x}/{y}.mvt"),
        ("api-favourite", "GET, PUT, DELETE /api/v2/me/favourites/{station}/"),
        ("a-route-of-once", "a-route-of-once"),
    ],
)
def test_a_route_is_told_by_methods_and_path(route: str, words: str) -> None:
    assert words_of(route) == words
