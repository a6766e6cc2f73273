"""What somebody may like is ranked by how alike it is to where they charge."""

from analytics.recommendations.ranking import suggested


def test_the_most_alike_comes_first_and_says_why() -> None:
    found = suggested({"home": 1, "work": 1}, [("home", "mall", 0.2), ("work", "mall", 0.3), ("home", "gym", 0.4)])
    assert [(one.place, one.because) for one in found] == [("mall", "work"), ("gym", "home")]


def test_where_somebody_was_is_never_suggested() -> None:
    assert suggested({"home": 1, "work": 1}, [("home", "work", 0.9), ("work", "home", 0.9)]) == []


def test_a_place_that_is_visited_often_speaks_louder_but_not_as_much() -> None:
    pairs = [("home", "near home", 0.3), ("work", "near work", 0.4)]
    assert suggested({"home": 1, "work": 1}, pairs)[0].place == "near work"
    assert suggested({"home": 4, "work": 1}, pairs)[0].place == "near home"
    louder = {one.place: one.score for one in suggested({"home": 100, "work": 1}, pairs)}
    assert louder["near home"] < 10 * louder["near work"]


def test_what_is_as_good_stands_in_one_order() -> None:
    pairs = [("home", "b", 0.3), ("home", "a", 0.3)]
    assert [one.place for one in suggested({"home": 1}, pairs)] == [
        one.place for one in suggested({"home": 1}, pairs[::-1])
    ]
