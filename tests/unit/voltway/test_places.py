"""Who finds no place waits while something moves, and no longer."""

import threading
import time

from voltway.lib.places import Places


def test_a_place_is_taken_given_back_and_taken_again() -> None:
    places = Places(1, patience_s=0)
    assert places.enter()
    assert not places.enter()
    places.leave()
    assert places.enter()


def test_who_waits_gets_the_place_that_is_left() -> None:
    places = Places(1, patience_s=30)
    assert places.enter()
    found: list[bool] = []
    waiting = threading.Thread(target=lambda: found.append(places.enter()))
    waiting.start()
    places.leave()
    waiting.join(20)
    assert found == [True]


def test_patience_begins_anew_whenever_somebody_leaves() -> None:
    places = Places(2, patience_s=1)
    assert places.enter()
    assert places.enter()
    places._moved_at = time.monotonic() - 60
    assert not places.enter()
    places.leave()
    assert places.enter()
