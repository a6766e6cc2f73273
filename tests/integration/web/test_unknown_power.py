"""Where a bound on power hides stations that tell no power, the page says so."""

from typing import Any

import pytest
from django.http import QueryDict

from stations.search import counts
from stations.search.request import asked
from tests.integration.web.conftest import read
from tests.world import CCS2, CHADEMO, NOW, REGISTER, evse, plug, publish, stage, station

__all__ = ["read", "stage"]

AREA = "bbox=13,52,14,53"


@pytest.fixture(autouse=True)
def world(stage: None) -> None:
    """Two stations with CCS of unknown power, one of 50 kW, one whose other plug alone is known."""
    publish(
        REGISTER,
        station("a", (52.5, 13.4), evse("1", plug(CCS2, None))),
        station("b", (52.51, 13.4), evse("1", plug(CCS2, None))),
        station("c", (52.52, 13.4), evse("1", plug(CCS2, 50))),
        station("d", (52.53, 13.4), evse("1", plug(CCS2, None), plug(CHADEMO, 50, "2"))),
    )


def powerless(search: str) -> int:
    query = asked(QueryDict(f"{AREA}&{search}")).query
    shown = counts.total(query, now=NOW)
    return counts.powerless(query, shown, counts.hidden(query, shown, now=NOW), now=NOW)


@pytest.mark.parametrize(
    ("search", "number"),
    [
        ("min_power_kw=150", 2),
        ("min_power_kw=150&connector=ccs", 3),
        ("min_power_kw=150&connector=chademo", 0),
        ("max_power_kw=40", 2),
        ("min_power_kw=30&max_power_kw=40", 0),
        ("min_power_kw=150&known_power=1", 0),
        ("connector=ccs", 0),
    ],
)
def test_those_without_power_are_counted(search: str, number: int) -> None:
    assert powerless(search) == number


def test_from_the_cap_on_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "CAP", 4)
    assert powerless("min_power_kw=150") == 0


def test_the_empty_list_and_the_filter_say_how_many(read: Any) -> None:
    text = read(f"/?{AREA}&connector=ccs&min_power_kw=150")
    assert "hides 4 (3 tell no power)" in text
    assert "3 stations here tell no power of their plugs" in text


def test_the_filter_says_so_beside_a_list_too(read: Any) -> None:
    text = read(f"/?{AREA}&connector=ccs&min_power_kw=50")
    assert "hides 3 (3 tell no power)" in text
    assert "of their plugs" not in text


def test_one_is_one(read: Any) -> None:
    text = read("/?bbox=13,52.495,14,52.505&min_power_kw=150")
    assert "hides 1 (1 tells no power)" in text
    assert "1 station here tells no power of its plugs" in text
