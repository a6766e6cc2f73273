"""Parameters are read strictly, every fault is named, and a query is written back as the parameters that ask for it."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stations.ocpi import Access, ConnectorType, Facility
from stations.search import params
from stations.search.params import ALIASES, PAYMENTS, parse, short_standards, to_pairs
from stations.search.query import Box, Opening, Order, PlugFilter, Point, StationQuery
from voltway.lib.problems import InvalidParameters

LYON = Point(45.749, 4.848)


def read(**values: str | list[str]) -> StationQuery:
    """The query of parameters; Lyon is the only place there is."""
    lists = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
    return parse(lists, resolve=lambda name: LYON if name == "Lyon" else None)


def faults(**values: str | list[str]) -> list[str]:
    """The parameters that are named as faulty."""
    with pytest.raises(InvalidParameters) as caught:
        read(**values)
    return [error.parameter for error in caught.value.errors]


@pytest.mark.parametrize(
    ("given_", "field", "value"),
    [
        ({}, "limit", 100),
        ({"limit": "500"}, "limit", 500),
        ({"lat": "-90", "lon": "180"}, "point", Point(-90, 180)),
        ({"lat": " +45.5 ", "lon": "4"}, "point", Point(45.5, 4)),
        ({"lat": "45.1234567", "lon": "4"}, "point", Point(45.123457, 4)),
        ({"place": "Lyon"}, "point", LYON),
        ({"place": "Lyon", "lat": "1", "lon": "2"}, "point", Point(1, 2)),
        ({"place": "Lyon", "radius_km": "0.0014"}, "radius_m", 1.0),
        ({"bbox": "179,-18,-179,-17"}, "box", Box(179, -18, -179, -17)),
        ({"bbox": " 1 , 2 , 3 , 4 "}, "box", Box(1, 2, 3, 4)),
        ({"min_power_kw": "3.6804"}, "plug", PlugFilter(min_power=3680)),
        ({"min_power_kw": "0", "max_power_kw": "0"}, "plug", PlugFilter(min_power=0, max_power=0)),
        ({"known_power": "TRUE"}, "plug", PlugFilter(known_power=True)),
        ({"connector": "CHADEMO"}, "plug", PlugFilter(("CHADEMO",))),
        ({"connector": ["chademo", "Chademo,,", ""]}, "plug", PlugFilter(("CHADEMO",))),
        ({"connector": "x_NEMA_5_15"}, "plug", PlugFilter(("x_NEMA_5_15",))),
        ({"operator": "b,a,b"}, "operators", ("a", "b")),
        ({"access": "private,public"}, "access", ("PUBLIC", "PRIVATE")),
        ({"open": "24_7"}, "open", Opening.ALWAYS),
        ({"payment": "card,contactless"}, "payment", ("contactless", "card")),
        ({"available": "0"}, "available", False),
        ({"hide_faulty": "true"}, "hide_faulty", True),
        ({"place": "Lyon"}, "order", Order.DISTANCE),
        ({"bbox": "1,2,3,4"}, "order", Order.PLACE),
        ({"bbox": "1,2,3,4", "order": "power"}, "order", Order.POWER),
    ],
)
def test_a_parameter_is_read(given_: dict[str, Any], field: str, value: object) -> None:
    assert getattr(read(**given_), field) == value


@pytest.mark.parametrize(
    ("given_", "named"),
    [
        ({"colour": "red", "q": "a"}, ["colour"]),
        ({"lat": "91", "lon": "x", "limit": "0"}, ["limit", "lat", "lon"]),
        ({"lat": "45"}, ["lon"]),
        ({"q": ["a", "b"]}, ["q"]),
        ({"operator": ["a"] * 51}, ["operator"]),
        ({"operator": "a b"}, ["operator"]),
        ({"operator": "x" * 81}, ["operator"]),
        ({"connector": "x_lower"}, ["connector"]),
        ({"connector": "usb"}, ["connector"]),
        ({"access": "EVERYBODY"}, ["access"]),
        ({"open": "later"}, ["open"]),
        ({"min_power_kw": "50", "max_power_kw": "22"}, ["min_power_kw"]),
        ({"min_power_kw": "10001"}, ["min_power_kw"]),
        ({"min_evses": "1.5"}, ["min_evses"]),
        ({"limit": "501"}, ["limit"]),
        ({"limit": "１０"}, ["limit"]),
        ({"q": "a\x00b"}, ["q"]),
        ({"q": "a\nb"}, ["q"]),
        ({"q": "\ufffd"}, ["q"]),
        ({"q": "x" * 201}, ["q"]),
        ({"q": "a b c d e f g h i j k l m"}, ["q"]),
        ({"place": "Atlantis"}, ["place"]),
        ({"order": "distance"}, ["order"]),
        ({"order": "random"}, ["order"]),
        ({"bbox": "1,2,3"}, ["bbox"]),
        ({"bbox": "1,4,3,2"}, ["bbox"]),
        ({"cursor": "x" * 401}, ["cursor"]),
        ({"available": "yes"}, ["available"]),
    ],
)
def test_what_is_wrong_is_named(given_: dict[str, Any], named: list[str]) -> None:
    assert sorted(set(faults(**given_))) == sorted(named)


def test_one_fault_is_told_once() -> None:
    assert faults(bbox="a,b,c,d") == ["bbox"]


def test_a_number_too_long_to_read_is_told_its_bounds() -> None:
    with pytest.raises(InvalidParameters) as caught:
        parse({"limit": ["9" * 20]})
    assert caught.value.errors[0].rule == "must be a decimal number between 1 and 500"


def test_an_unknown_name_is_cut_before_it_is_repeated() -> None:
    (name,) = faults(**{"z" * 10_000: "1"})
    assert name == "z" * 80


def test_parameters_of_somebody_else_are_left_alone() -> None:
    assert parse({"fragment": ["list"]}, extra={"fragment"}) == StationQuery()


def test_a_place_may_be_answered_with_words() -> None:
    with pytest.raises(InvalidParameters) as caught:
        parse({"place": ["Lyn"]}, resolve=lambda name: f"{name}? did you mean Lyon?")
    assert caught.value.errors[0].rule == "Lyn? did you mean Lyon?"


@given(st.dictionaries(st.sampled_from(sorted(params.PARAMETERS)), st.lists(st.text(max_size=30), max_size=3)))
@example({"lat": ["\x00"], "lon": ["٣"]})
@example({"bbox": [",,,"]})
@example({"cursor": ["\ud800"]})
def test_whatever_is_sent_is_read_or_named(values: dict[str, list[str]]) -> None:
    try:
        query = parse(values, resolve=lambda _: LYON)
    except InvalidParameters as refused:
        assert {error.parameter for error in refused.errors} <= params.PARAMETERS
    else:
        assert isinstance(query, StationQuery)


degrees = st.integers(-89_999_999, 89_999_999).filter(bool).map(lambda millionths: millionths / 1_000_000)
standards = st.lists(st.sampled_from([*map(str, ConnectorType), "x_OWN"]), max_size=6)
queries = st.builds(
    StationQuery,
    point=st.none() | st.builds(Point, degrees, degrees),
    text=st.sampled_from(["", "market square", "DE*ABC*E1", "Œuvre"]),
    plug=st.builds(
        PlugFilter,
        standards=standards.map(lambda names: tuple(sorted(set(names)))),
        min_power=st.none() | st.integers(0, 10_000_000),
        known_power=st.booleans(),
    ),
    operators=st.sets(st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True), max_size=3).map(
        lambda names: tuple(sorted(names))
    ),
    access=st.sets(st.sampled_from([str(value) for value in Access]), min_size=1).map(
        lambda chosen: tuple(str(value) for value in Access if value in chosen)
    ),
    open=st.none() | st.sampled_from(Opening),
    payment=st.sets(st.sampled_from(PAYMENTS)).map(lambda chosen: tuple(way for way in PAYMENTS if way in chosen)),
    amenities=st.sets(st.sampled_from([str(value) for value in Facility]), max_size=4).map(
        lambda chosen: tuple(str(value) for value in Facility if value in chosen)
    ),
    available=st.booleans(),
    planned=st.booleans(),
    min_evses=st.none() | st.integers(1, 1000),
    order=st.sampled_from([Order.POWER, Order.NAME]),
    limit=st.integers(1, 500),
)


@given(queries)
def test_a_query_is_read_from_its_own_parameters(query: StationQuery) -> None:
    values: dict[str, list[str]] = {}
    for name, value in to_pairs(query):
        values.setdefault(name, []).append(value)
    assert parse(values) == query


@given(standards)
def test_short_words_mean_the_same_standards(names: list[str]) -> None:
    words = short_standards(tuple(names))
    meant = {str(value) for word in words for value in ALIASES.get(word, (word,))}
    assert meant == set(names)
    assert len(words) <= len(set(names))
