"""Towns are found by name in any language, with or without accents, and told apart by what stands behind a comma."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from stations.search import gazetteer


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Boston", "Boston, MA, United States"),
        ("boston ", "Boston, MA, United States"),
        ("Lyon", "Lyon, France"),
        ("LYON", "Lyon, France"),
        ("Zürich", "Zürich, Switzerland"),
        ("Zurich", "Zürich, Switzerland"),
        ("Stuttgart", "Stuttgart, Germany"),
        ("München", "Munich, Germany"),
        ("Munchen", "Munich, Germany"),
        ("Köln", "Köln, Germany"),
        ("Cologne", "Köln, Germany"),
        ("Springfield, IL", "Springfield, IL, United States"),
        ("Springfield, Illinois", "Springfield, IL, United States"),
        ("Springfield,Massachusetts,USA", "Springfield, MA, United States"),
        ("New York", "New York City, NY, United States"),
        ("NYC", "New York City, NY, United States"),
        ("Saint-Étienne", "Saint-Étienne, France"),
        ("saint etienne", "Saint-Étienne, France"),
        ("St. Louis", "St. Louis, MO, United States"),
        ("Tokyo", "Tokyo, Japan"),
        ("東京", "Tokyo, Japan"),
        ("Москва", "Moscow, Russia"),
        ("Lyon, fr", "Lyon, France"),
        ("Wien", "Vienna, Austria"),
        ("Bourg-en-Bresse", "Bourg-en-Bresse, France"),
        ("Stuttg", "Stuttgart, Germany"),
    ],
)
def test_a_town_is_found(name: str, label: str) -> None:
    place = gazetteer.resolve(name)
    assert place and place.label == label


@pytest.mark.parametrize("name", ["", " ", ",", ", France", "Xyzzyville", "Lyon, Japan", "%", "'; --", "🔌", "\ufffd"])
def test_nothing_is_found_where_nothing_is(name: str) -> None:
    assert gazetteer.resolve(name) is None


def test_a_position_is_within_the_town() -> None:
    place = gazetteer.resolve("Lyon")
    assert place
    assert (round(place.point.latitude, 1), round(place.point.longitude, 1)) == (45.7, 4.8)


def test_those_called_exactly_so_come_first_then_the_largest() -> None:
    found = gazetteer.suggest("lon", 6)
    exactly = [gazetteer.is_called(place, "lon") for place in found]
    assert exactly == sorted(exactly, reverse=True)
    others = [place.population for place in found[sum(exactly) :]]
    assert 0 < len(others) < len(found)
    assert others == sorted(others, reverse=True)


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("York", "United Kingdom"),
        ("York, PA", "United States"),
        ("Cambridge, UK", "United Kingdom"),
        ("Cambridge, England", "United Kingdom"),
        ("Birmingham, U.S.A.", "United States"),
        ("Utrecht, Netherlands", "The Netherlands"),
        ("Utrecht, NLD", "The Netherlands"),
        ("München, Deutschland", "Germany"),
        ("Dubai, UAE", "United Arab Emirates"),
        ("Valencia, España", "Spain"),
        ("Valencia, VE", "Venezuela"),
        ("London, Ontario, Canada", ""),
        ("London, Can", "Canada"),
    ],
)
def test_a_country_may_be_named_as_people_call_it(typed: str, country: str) -> None:
    place = gazetteer.resolve(typed)
    assert (place.country if place else "") == country


def test_a_name_of_its_own_counts_more_than_one_in_another_language() -> None:
    assert "Shanghai, China" not in [place.label for place in gazetteer.suggest("sa", 5)]
    assert gazetteer.suggest("ber", 1)[0].label == "Berlin, Germany"


@pytest.mark.parametrize("prefix", ["a", "s", "sa", "new", "東", "Springfield, I"])
def test_suggestions_are_as_many_as_wanted_and_each_once(prefix: str) -> None:
    found = gazetteer.suggest(prefix, 5)
    assert len(found) == len(set(found)) <= 5
    assert found


@pytest.mark.parametrize(("typed", "meant"), [("Sttutgart", "Stuttgart"), ("Zurch", "Zürich"), ("Bostn, MA", "Boston")])
def test_a_slip_of_the_finger_is_told_apart_from_nonsense(typed: str, meant: str) -> None:
    assert gazetteer.resolve(typed) is None
    assert meant in [place.name for place in gazetteer.similar(typed)]
    assert gazetteer.similar("Xqzw") == []


@pytest.fixture
def unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A process that has read no names yet, and a data folder without their file."""
    monkeypatch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"data_dir": tmp_path / "new"}))
    gazetteer._opened.cache_clear()
    yield tmp_path / "new"
    gazetteer._opened.cache_clear()


def test_the_names_are_made_once_and_read_by_the_next_process(unread: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = gazetteer.suggest("lyo", 3)
    gazetteer._opened.cache_clear()
    monkeypatch.setattr(gazetteer, "_read", lambda: pytest.fail("made again"))
    assert gazetteer.suggest("lyo", 3) == made != []


def test_a_damaged_file_of_names_is_made_anew(unread: Path) -> None:
    gazetteer.resolve("Lyon")
    (file,) = unread.glob("gazetteer-*.msgpack")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    gazetteer._opened.cache_clear()
    place = gazetteer.resolve("Lyon")
    assert place and place.name == "Lyon"
    assert file.read_bytes() == whole


def test_a_folder_that_can_not_be_written_costs_nothing_but_time(unread: Path) -> None:
    unread.write_text("a file where the folder should be")
    place = gazetteer.resolve("Lyon")
    assert place and place.name == "Lyon"


def test_names_are_read_ahead_and_whoever_comes_meanwhile_gets_the_same(
    unread: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    real = gazetteer._read

    def counted() -> Any:
        reads.append(1)
        return real()

    monkeypatch.setattr(gazetteer, "_read", counted)
    ahead = gazetteer.read_aside()
    place = gazetteer.resolve("Lyon")
    ahead.join()
    assert place and place.name == "Lyon"
    assert reads == [1]


def test_reading_ahead_that_fails_is_told_and_hurts_nobody(
    unread: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gazetteer, "_read", lambda: 1 / 0)
    gazetteer.read_aside().join()
    assert "gazetteer.failed" in caplog.text
    monkeypatch.undo()
    assert gazetteer.resolve("Lyon") is not None


def test_country_codes_have_names() -> None:
    assert gazetteer.country_names()["DEU"] == ("DE", "Germany")
