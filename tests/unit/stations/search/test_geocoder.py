"""An online geocoder is asked first; whatever goes wrong with it, places are found offline."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from stations.search import geocoder, places
from tests.fakes.geocoder import NOMINATIM, PHOTON, FakeGeocoder
from tests.fakes.geocoder import geocoder as running

pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture
def online(stage: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGeocoder]:
    with running() as server:
        point_to(monkeypatch, server.url)
        monkeypatch.setattr(geocoder, "_LIMITS", replace(geocoder._LIMITS, total_s=0.5, read_s=0.3))
        yield server


def point_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"geocoder_url": address}))


def test_without_a_setting_nobody_is_asked() -> None:
    assert geocoder.resolve("Hinterdorf") is None


def test_the_time_that_it_has() -> None:
    assert geocoder._LIMITS.total_s <= 2
    assert geocoder._LIMITS.attempts == 1


@pytest.mark.parametrize(
    ("path", "asked", "answer"),
    [
        ("", "/api", PHOTON),
        ("/api/", "/api", PHOTON),
        ("/search", "/search", NOMINATIM),
        ("/v1/search?key=k", "/v1/search", NOMINATIM),
    ],
)
def test_photon_and_nominatim_are_told_by_their_address(
    path: str, asked: str, answer: Any, online: FakeGeocoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    online.answer = answer
    point_to(monkeypatch, online.url + path)
    place = places.resolve("Hinterdorf")
    assert place
    assert (place.label, place.country_code) == ("Hinterdorf, Baden, Germany", "DE")
    assert (place.latitude, place.longitude) == (48.3, 9.1)
    assert online.asked[0][0] == asked
    assert online.asked[0][1]["q"] == ["Hinterdorf"]
    assert ("key" in online.asked[0][1]) == ("key" in path)


def test_the_same_name_is_asked_for_once(online: FakeGeocoder) -> None:
    assert places.resolve("Hinterdorf") == places.resolve("Hinterdorf")
    assert len(online.asked) == 1


def test_what_it_does_not_know_is_looked_up_offline(online: FakeGeocoder) -> None:
    online.answer = {"type": "FeatureCollection", "features": []}
    place = places.resolve("Lyon")
    assert place and place.label == "Lyon, France"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b"\xff\xfe",
        {"features": "none"},
        {"features": [{}]},
        {"features": [{"properties": {}, "geometry": {"coordinates": ["x", "y"]}}]},
        {"features": [{"properties": {}, "geometry": {"coordinates": [999, 999]}}]},
        {"features": [{"properties": None, "geometry": {"coordinates": [9, 48]}}]},
        b'{"features": [{"properties": {}, "geometry": {"coordinates": [1e999, 48]}}]}',
        b"[" * 5_000,
    ],
)
def test_nonsense_is_no_answer(answer: Any, online: FakeGeocoder) -> None:
    online.answer = answer
    place = places.resolve("Lyon")
    assert place and place.label == "Lyon, France"


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_a_failing_geocoder_is_left_alone_for_a_while(status: int, online: FakeGeocoder) -> None:
    online.status = status
    assert [places.resolve(name) is not None for name in ("Lyon", "Boston", "Paris")] == [True] * 3
    assert len(online.asked) == 1


def test_a_slow_geocoder_is_not_waited_for(online: FakeGeocoder) -> None:
    online.delay_s = 3
    place = places.resolve("Lyon")
    assert place and place.label == "Lyon, France"


def test_it_is_asked_again_after_its_rest(online: FakeGeocoder, monkeypatch: pytest.MonkeyPatch) -> None:
    online.status = 500
    places.resolve("Lyon")
    online.status = 200
    monkeypatch.setattr(geocoder, "_failed_at", float("-inf"))
    place = places.resolve("Lyon")
    assert place and place.name == "Hinterdorf"


def test_a_geocoder_that_is_not_there(stage: None, monkeypatch: pytest.MonkeyPatch) -> None:
    point_to(monkeypatch, "http://127.0.0.1:9")
    place = places.resolve("Boston")
    assert place and place.name == "Boston"
