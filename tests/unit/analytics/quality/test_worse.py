"""A source is worse where a share moved by so much that it is no chance; small sources are never."""

from typing import Any

import pytest

from analytics.quality.words import told_worse
from analytics.quality.worse import LEAST, worsened

pytestmark = pytest.mark.django_db(databases=[])


def figures(of: int = 1_000, **parts: Any) -> dict[str, Any]:
    """A source of so many stations that tell their operator, ten of them with a fault."""
    usual: dict[str, Any] = {
        "stations": of, "evses": of, "connectors": of, "faulty": 10, "told": {"operator": of},
        "derived": {}, "ages": {"month": of}, "licences": {}, "faults": {"position_coarse": 10},
        "cleaned": {"read": of, "refused": {"null_island": 5}},
    }  # fmt: skip
    return {**usual, **parts}


@pytest.mark.parametrize(
    ("parts", "kind", "words"),
    [
        ({"told": {"operator": 890}}, "field", "“Operator” is told of 89 %, before of 100 %"),
        ({"faults": {"position_coarse": 70}}, "fault", "“Position is coarse” is found in 7 %, before in 1 %"),
        ({"faults": {"twin": 60}}, "fault", "“Suspected duplicate” is found in 6 %, before in 0 %"),
        (
            {"cleaned": {"read": 1_000, "refused": {"open_sea": 60}}},
            "refused",
            "6 % of the rows were refused, before 0.5 %",
        ),
        ({"ages": {"month": 800, "older": 200}}, "age", "80 % were updated within a year, before 100 %"),
    ],
)  # fmt: skip
def test_what_moved_far_is_told(parts: dict[str, Any], kind: str, words: str) -> None:
    found = worsened([figures()], figures(**parts))
    assert [one["kind"] for one in found] == [kind]
    assert told_worse(found[0]) == words


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"told": {"operator": 901}},
        {"faults": {"position_coarse": 59}},
        {"faults": {"twin_elsewhere": 900}},
        {"faults": {}},
        {"ages": {"month": 1, "not_told": 999}},
        {"cleaned": {}},
    ],
)
def test_what_moved_little_or_is_better_or_not_known_is_not(parts: dict[str, Any]) -> None:
    assert worsened([figures()], figures(**parts)) == []


def test_what_became_better_is_not_worse() -> None:
    assert worsened([figures(told={}, faults={"position_coarse": 900})], figures()) == []


def test_of_a_small_source_nothing_is_said() -> None:
    before, now = figures(LEAST - 1), figures(LEAST - 1, told={})
    assert worsened([before], now) == []
    assert worsened([figures(LEAST)], figures(LEAST, told={}))


def test_a_difference_that_may_be_chance_is_none() -> None:
    """Twelve points of a hundred stations: half of them told it before."""
    assert worsened([figures(100, told={"operator": 56})], figures(100, told={"operator": 44})) == []
    assert worsened([figures(told={"operator": 560})], figures(told={"operator": 440}))


def course(*told: int) -> list[list[tuple[float, float]]]:
    """What is worse at each look, where the operator is told so often of a thousand."""
    looks: list[dict[str, Any]] = []
    for count in told:
        now = figures(told={"operator": count})
        looks.insert(0, {**now, "worse": worsened(looks[:30], now)})
    return [[(one["before"], one["now"]) for one in look["worse"]] for look in reversed(looks)]


def test_the_first_look_is_no_worse_than_none() -> None:
    assert worsened([], figures(told={})) == []


def test_many_small_steps_are_one_great_one() -> None:
    assert course(1_000, 901, 802, 703) == [[], [], [(100.0, 80.2)], [(100.0, 70.3)]]
    assert course(*range(1_000, 700, -10))[-1] == [(92.0, 71.0)]


def test_what_stays_as_bad_is_told_until_it_is_good_again() -> None:
    assert course(1_000, 1_000, 500, 500, 500, 950) == [[], [], *[[(100.0, 50.0)]] * 3, []]


def test_what_has_been_bad_for_as_long_as_one_looks_back_is_as_it_always_is() -> None:
    found = course(1_000, *[500] * 33)
    assert found[30] == [(100.0, 50.0)]
    assert found[31:] == [[]] * 3


def test_one_odd_look_is_none_to_compare_with() -> None:
    assert course(500, 510, 490, 1_000, 500, 505) == [[]] * 6


def test_two_measures_are_told_each_by_itself() -> None:
    coarse = {
        **figures(faults={"position_coarse": 200}),
        "worse": worsened([figures()], figures(faults={"position_coarse": 200})),
    }
    found = worsened([coarse, figures()], figures(told={}, faults={"position_coarse": 200}))
    assert [(one["kind"], one["before"], one["now"]) for one in found] == [("field", 100.0, 0.0), ("fault", 1.0, 20.0)]
