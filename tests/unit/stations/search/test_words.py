"""A search text is its words, folded as stored ones are; an EVSE id is one word however it is written."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.models import Station
from stations.search import words
from stations.search.words import all_ids, condition, few, words_of
from tests.world import REGISTER, evse, publish, station
from voltway.lib.text import tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("Café  Köln", ("cafe", "koln")),
        ("charge cha CHARGE", ("charge",)),
        ("Œuvre-7", ("oeuvre", "7")),
        ("DE*ABC*E0001*2", ("deabce00012",)),
        ("de-abc-e1", ("deabce1",)),
        ("DEABCE1", ("deabce1",)),
        ("detective", ("detective",)),
        ("Deutsche Entlade", ("deutsche", "entlade")),
        ("DE*ABC*E", ("de", "abc", "e")),
        ("東京 駅", ("東京", "駅")),
        ('"*()%', ()),
        ("a\x00b", ("a", "b")),
    ],
)
def test_a_text_is_its_words(text: str, found: tuple[str, ...]) -> None:
    assert sorted(words_of(text)) == sorted(found)


@given(st.text(max_size=60))
def test_words_hold_nothing_that_an_index_would_take_for_a_command(text: str) -> None:
    assert all(not set(word) & set("\"'*():&|!-^ ") for word in words_of(text))


@given(st.text(max_size=60))
def test_no_word_begins_another(text: str) -> None:
    found = words_of(text)
    assert not any(one != other and other.startswith(one) for one in found for other in found)
    if len(found) > 1:
        assert all(any(word.startswith(kept) or kept.startswith(word) for kept in found) for word in tokens(text))


@pytest.fixture
def parks(stage: None) -> None:
    publish(
        REGISTER,
        station("1", (52.1, 13.1), evse("1", evse_id="DE*ABC*E1*7"), name="Parkhaus Süd"),
        station("2", (52.2, 13.2), name="Parkplatz Nord"),
        station("3", (52.3, 13.3), name="Südpark"),
    )


def names(ids: Iterable[int]) -> list[str]:
    return sorted(Station.objects.filter(pk__in=ids).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("park", ["Parkhaus Süd", "Parkplatz Nord"]),
        ("sud", ["Parkhaus Süd", "Südpark"]),
        ("SÜD park", ["Parkhaus Süd"]),
        ("DE*ABC*E17", ["Parkhaus Süd"]),
        ("deabce1", ["Parkhaus Süd"]),
        ("haus", []),
    ],
)
def test_a_station_is_found_by_the_beginnings_of_its_words(text: str, found: list[str], parks: None) -> None:
    assert names(few(text, -2) or ()) == names(all_ids(text, -2).tolist()) == found
    few.cache_clear()
    all_ids.cache_clear()


@pytest.mark.parametrize("most", [1, 2, 2000])
def test_few_and_many_are_told_by_the_same_condition(most: int, parks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "FEW", most)
    few.cache_clear()
    sql, parameters = condition("park", -3)
    few.cache_clear()
    found = Station.objects.raw(f"SELECT s.id FROM stations_station s WHERE {sql}", list(parameters))
    assert names([row.pk for row in found]) == ["Parkhaus Süd", "Parkplatz Nord"]
    assert bool(parameters) is (most < 2)
