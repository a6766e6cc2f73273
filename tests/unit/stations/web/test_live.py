"""Live states in words."""

from typing import Any

import pytest

from stations.search.query import PlugFilter
from stations.web import live
from tests.fakes.documents import CCS_150, NOW, TYPE2_22, document, evse, states


@pytest.mark.parametrize(
    ("availability", "kind", "words", "age"),
    [
        (None, "none", "no live data", ""),
        (states(), "free", "3 of 4 free", "2 min ago, Register"),
        (states(free=0, occupied=4), "busy", "0 of 4 free", "2 min ago, Register"),
        (states(free=0, occupied=0, faulty=4), "faulty", "out of order", "2 min ago, Register"),
        (states(free=1, occupied=0, unknown=3), "free", "1 of 1 free, 3 not known", "2 min ago, Register"),
        (states(free=0, occupied=1, unknown=3), "stale", "0 of 1 free, 3 not known", "2 min ago, Register"),
        (states(free=0, occupied=0, faulty=1, unknown=3), "stale", "0 of 1 free, 3 not known", "2 min ago, Register"),
        (states(free=None, unknown=4), "stale", "live state not known", "2 min ago, Register"),
        (states(free=None, updated=None), "stale", "live state not known", "Register"),
        (states(source="gone"), "free", "3 of 4 free", "2 min ago, gone"),
    ],
)
def test_live_state_has_source_and_age(availability: dict[str, Any] | None, kind: str, words: str, age: str) -> None:
    assert live.of(document(availability=availability), NOW) == live.Live(kind, words, age)


@pytest.mark.parametrize("availability", [None, states(free=None, occupied=None, faulty=None, unknown=4)])
def test_nothing_known_is_never_zero_free(availability: dict[str, Any] | None) -> None:
    shown = live.of(document(availability=availability), NOW)
    assert "0 of" not in shown.words
    assert shown.kind not in ("busy", "free")


@pytest.mark.parametrize(
    ("type_2", "ccs", "kind", "words"),
    [
        ("AVAILABLE", "CHARGING", "busy", "0 of 1 free"),
        ("CHARGING", "AVAILABLE", "free", "1 of 1 free"),
        ("AVAILABLE", "UNKNOWN", "stale", "live state not known"),
        ("AVAILABLE", "OUTOFORDER", "faulty", "out of order"),
    ],
)
def test_a_plug_that_was_not_searched_for_is_not_counted_free(type_2: str, ccs: str, kind: str, words: str) -> None:
    evses = (evse("1", TYPE2_22), evse("2", CCS_150))
    station = document(evses=evses, availability=states(free=1, occupied=1, total=2))
    for shown, state in zip(station["evses"], (type_2, ccs), strict=True):
        shown["status"] = state
    found = live.of(station, NOW, PlugFilter(standards=("IEC_62196_T2_COMBO",)))
    assert (found.kind, found.words) == (kind, words)
