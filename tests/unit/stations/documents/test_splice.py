"""What is spliced into a stored document when it is read: last sight, live states with their age, distance."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.documents import catalogue, splice, traits
from stations.documents.catalogue import CLOCK_SLACK, Catalogue, SourceState
from stations.documents.regroup import with_group
from stations.documents.render import Context, Terms, render
from tests.fakes.documents import CCS_150, NOW, TERMS, evse, record

TTL = timedelta(minutes=15)
SEEN = "2026-05-12 04:00:00.123456+00:00"
WHOLE = "2026-05-13T09:00:00Z"


@dataclass
class Stored:
    """A row as searches fetch it."""

    id: int
    public_id: str
    source_id: int
    traits: int
    seen_at: str
    document: bytes
    distance_m: float | None = None


def stored(*statuses: str | None, marks: int = 0, distance_m: float | None = None) -> Stored:
    """A station with an EVSE for each standing status; the n-th has the uid n."""
    evses = tuple(evse(str(n), CCS_150, status=status) for n, status in enumerate(statuses or (None,), start=1))
    context = Context("abcdefgh2345", TERMS, "stromwerk", bool(marks & traits.LIVE))
    return Stored(1, "abcdefgh2345", 7, marks, SEEN, render(record(evses=evses), context), distance_m)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[splice.State]:
    """The live states that the database has of station 1; its source was seen whole."""
    states: list[splice.State] = []
    source = SourceState("xx-worldwide", True, False, TTL, True, WHOLE, 0)
    monkeypatch.setattr(catalogue, "current", lambda: Catalogue(1, 1, {7: source}))
    monkeypatch.setattr(splice, "_states", lambda ids: {1: states})
    return states


def read(row: Stored) -> dict[str, Any]:
    (document,) = splice.dicts([row], now=NOW)
    return document


def test_a_document_keeps_all_that_was_rendered() -> None:
    row = stored()
    before, after = orjson.loads(row.document), read(row)
    (source,) = after["sources"]
    assert source.pop("last_seen") == WHOLE
    assert after == {**before, "availability": None}


@pytest.mark.parametrize(
    ("marks", "seen_at", "last"),
    [
        (0, SEEN, WHOLE),
        (0, "2026-05-13 09:30:00+00:00", "2026-05-13T09:30:00Z"),
        (traits.VANISHED, SEEN, "2026-05-12T04:00:00Z"),
    ],
)
def test_the_last_sight_is_the_records_or_the_whole_sources(marks: int, seen_at: str, last: str) -> None:
    row = stored(marks=marks)
    row.seen_at = seen_at
    assert read(row)["sources"][0]["last_seen"] == last


@pytest.mark.parametrize(("metres", "told_as"), [(0.0, 0), (0.4, 0), (1234.5678, 1235), (20_015_086.8, 20_015_087)])
def test_a_distance_is_whole_metres(metres: float, told_as: int) -> None:
    assert read(stored(distance_m=metres))["distance_m"] == told_as
    assert "distance_m" not in read(stored())


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(0), True),
        (TTL, True),
        (TTL + timedelta(seconds=1), False),
        (-CLOCK_SLACK, True),
        (-CLOCK_SLACK - timedelta(seconds=1), False),
    ],
)
def test_a_state_is_current_while_it_is_fresh_and_history_afterwards(
    age: timedelta, fresh: bool, told: list[splice.State]
) -> None:
    told.append(("1", "AVAILABLE", NOW - age))
    shown = read(stored(marks=traits.LIVE))
    state = shown["evses"][0]
    expected = ("AVAILABLE", None) if fresh else ("UNKNOWN", "AVAILABLE")
    assert (state["status"], state["last_known_status"]) == expected
    assert (shown["availability"]["free"], shown["availability"]["unknown"]) == ((1, 0) if fresh else (None, 1))


def test_availability_counts_each_evse_once(told: list[splice.State]) -> None:
    states = ["AVAILABLE", "CHARGING", "RESERVED", "BLOCKED", "OUTOFORDER", "INOPERATIVE", "UNKNOWN"]
    told += [(str(n), state, NOW - timedelta(minutes=n)) for n, state in enumerate(states, start=1)]
    shown = read(stored(*[None] * 8, "PLANNED", "REMOVED", marks=traits.LIVE))
    assert shown["availability"] == {
        "free": 1,
        "occupied": 3,
        "faulty": 2,
        "unknown": 2,
        "total": 8,
        "source": "xx-worldwide",
        "updated": "2026-05-13T09:59:00Z",
    }
    assert [one["status"] for one in shown["evses"][-3:]] == ["UNKNOWN", "PLANNED", "REMOVED"]


def test_a_state_without_its_time_is_no_news(told: list[splice.State]) -> None:
    told.append(("1", "AVAILABLE", None))
    shown = read(stored(marks=traits.LIVE))
    assert (shown["evses"][0]["status"], shown["evses"][0]["last_known_status"]) == ("UNKNOWN", "AVAILABLE")
    assert shown["availability"]["updated"] is None


def test_a_source_without_live_states_has_no_availability(told: list[splice.State]) -> None:
    told.append(("1", "AVAILABLE", NOW))
    assert read(stored())["availability"] is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_of_a_station_breaks_the_splice(name: str, attribution: str) -> None:
    terms = Terms("xx", name or "x", "CC0", None, True, attribution, None)
    document = render(record(name=name, notes='"}]}'), Context("abcdefgh2345", terms))
    (found,) = splice.dicts([Stored(1, "abcdefgh2345", 7, 0, SEEN, document, 5.0)], now=NOW)
    assert (found["name"], found["sources"][0]["attribution"]) == (name, attribution)
    assert (found["distance_m"], found["sources"][0]["last_seen"]) == (5, WHOLE)


@pytest.mark.parametrize(("group", "told_as"), [("g1", "g1"), ("", None)])
def test_a_group_is_changed_without_anything_else(group: str, told_as: str | None) -> None:
    before = stored().document
    after = with_group(before, group)
    assert orjson.loads(after) == {**orjson.loads(before), "group": told_as}
    assert after.endswith(b"}]}")
    assert with_group(after, "") == with_group(before, "")


def test_moments_are_read_as_utc() -> None:
    assert splice._moment("2026-05-13 10:00:00") == datetime(2026, 5, 13, 10, tzinfo=UTC)
    assert splice._moment("") is None
