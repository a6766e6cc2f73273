"""What must hold for every cleaning step: done twice is done once, order is kept, all that it tells is written down."""

from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from stations.hours.model import OpeningHours
from stations.ocpi import Capability, ConnectorFormat, ConnectorType, Facility, ParkingRestriction, PowerType, Status
from stations.records import ConnectorRecord, EvseRecord, LicenceRecord, OperatorRecord, StationRecord
from stations.sources import cleaning
from stations.sources.base import Feed, NotCharging, Refused
from stations.sources.cleaning import Step, clean, step_20_coordinates, steps
from tests.fakes.records import Register, Worldwide

EXPLANATIONS = Path(__file__).parents[2] / "docs" / "cleaning.md"
FEEDS = (Worldwide(), Register())

nasty = st.sampled_from(
    [
        "", " ", "0", "n/a", "None", "-", "Café", "CafÃ©", "<b>x</b>", "&amp;lt;b&amp;gt;", "&lt;script&gt;a", "a  b",
        "x" * 3_000, "word " * 900, "Ã" * 300, "a\x00b", "\u202eevil", "Cafe\u0301", "&#0;", "<!--",
        "<scr<b>ipt>", "00000", "ÃÂ©", "Å“", "…Ã…",
    ]
)  # fmt: skip
texts = st.none() | nasty | st.text(max_size=40)
contacts = texts | st.sampled_from(
    [
        "www.example.org",
        "javascript:alert(1)",
        "https://example.org/a b",
        "+49 30 1",
        "tel:0301234567  0301234568",
        "a@b.example",
    ]
)
watts = st.none() | st.integers(-10, 10_000_000) | st.sampled_from([0, 22, 7_360_000, 150_000, 43_470, 10**10])
small = st.none() | st.integers(-5, 2_000) | st.sampled_from([16, 32, 230, 400])
uids = nasty | st.sampled_from(["1", "2", "1~2", "e1"])
STANDARDS = st.sampled_from([*map(str, ConnectorType), "type 2", "x_OWN", "wallbox!", "unknown"])


def _words(vocabulary: type) -> st.SearchStrategy[tuple[str, ...]]:
    known = st.sampled_from([str(word) for word in vocabulary])  # type: ignore[attr-defined]
    return st.lists(known | st.sampled_from(["rfid reader", "SAUNA", ""]), max_size=4).map(tuple)


connectors = st.builds(
    ConnectorRecord,
    uid=uids,
    standard=st.none() | STANDARDS,
    format=st.none() | st.sampled_from([*map(str, ConnectorFormat), "socket"]),
    power_type=st.none() | st.sampled_from([*map(str, PowerType), "ac-3-phase", "AC"]),
    max_voltage=small,
    max_amperage=small,
    max_electric_power=watts,
)
evses = st.builds(
    EvseRecord,
    uid=uids,
    connectors=st.lists(connectors, max_size=3).map(tuple),
    evse_id=st.none() | st.sampled_from(["DE*ABC*E1", "de-abc-e1", "DE*ABC*E2", "4711", ""]) | nasty,
    status=st.none() | st.sampled_from([*map(str, Status), "charging ", "?"]),
    capabilities=_words(Capability),
    parking_restrictions=_words(ParkingRestriction),
    floor_level=texts,
    physical_reference=texts,
)
expressions = st.none() | st.sampled_from(["Mo-Fr 08:00-18:00; PH off", "sunrise-sunset", "Jan-Mar Mo 10:00-12:00"])
degrees = st.floats(-200, 200) | st.sampled_from(
    [0.0, 13.4, 52.5, 48.85, 2.35, float("nan"), float("inf"), -33.9, 151.2]
)
stations = st.builds(
    StationRecord,
    native_id=st.sampled_from(["s1", "", "x" * 300, "a\x00"]),
    latitude=degrees,
    longitude=degrees,
    evses=st.lists(evses, max_size=3).map(tuple),
    **dict.fromkeys(("name", "address", "city", "postal_code", "price_text", "notes"), texts),
    **dict.fromkeys(("help_phone", "website", "source_url"), contacts),
    country=st.none() | st.sampled_from(["DEU", "FRA", "Polska", "us", "Atlantis", ""]),
    time_zone=st.none()
    | st.sampled_from(["Europe/Berlin", "europe/paris", "Asia/Kuala Lumpur", "UTC", "nonsense", ""]),
    access=st.sampled_from(["PUBLIC", "VIP"]),
    facilities=_words(Facility),
    parking_type=st.none() | st.sampled_from(["ON_STREET", "ON_THE_MOON"]),
    operator=st.none() | st.builds(OperatorRecord, name=nasty, website=contacts, phone=contacts, email=contacts),
    licence=st.none() | st.builds(LicenceRecord, name=texts, url=contacts),
    hours=st.none() | st.builds(OpeningHours, twentyfourseven=st.booleans(), text=texts, osm=expressions),
)
every_step = pytest.mark.parametrize("step", [pytest.param(step, id=step.__module__[-20:]) for step in steps()])


class Outcome(NamedTuple):
    """What a step made of a record: None where it would not have it, and by which rule."""

    record: StationRecord | None
    kinds: list[str]
    rule: str | None


def _outcome(step: Step, record: StationRecord, feed: Feed) -> Outcome:
    kinds: list[str] = []
    if step not in (clean, step_20_coordinates.clean) and not _is_on_earth(record):
        # The steps behind that of the coordinates never see such a record.
        record = replace(record, latitude=52.5163, longitude=13.3777)
    try:
        return Outcome(step(record, feed, kinds.append), kinds, None)
    except Refused as refused:
        return Outcome(None, kinds, refused.rule)
    except NotCharging:
        return Outcome(None, kinds, None)


def _is_on_earth(record: StationRecord) -> bool:
    return -90 <= record.latitude <= 90 and -180 <= record.longitude <= 180


def _module(step: Step) -> ModuleType:
    return getattr(cleaning, step.__module__.rpartition(".")[2])  # type: ignore[no-any-return]


def _values(step: Step, enum: str) -> set[str]:
    return {str(value) for value in getattr(_module(step), enum, ())}


@every_step
@settings(max_examples=50, deadline=None)
@given(record=stations, feed=st.sampled_from(FEEDS))
def test_a_step_done_twice_is_done_once(step: Step, record: StationRecord, feed: Feed) -> None:
    first = _outcome(step, record, feed)
    if first.record is not None:
        second = _outcome(step, first.record, feed)
        assert second.record is first.record
        assert second.kinds == []


@every_step
@settings(max_examples=50, deadline=None)
@given(record=stations, feed=st.sampled_from(FEEDS))
def test_a_step_tells_only_what_it_declares(step: Step, record: StationRecord, feed: Feed) -> None:
    outcome = _outcome(step, record, feed)
    assert set(outcome.kinds) <= _values(step, "Mend")
    assert outcome.rule is None or outcome.rule in _values(step, "Refusal")


@every_step
@settings(max_examples=50, deadline=None)
@given(record=stations, feed=st.sampled_from(FEEDS))
def test_a_step_gives_the_same_answer_to_the_same_record(step: Step, record: StationRecord, feed: Feed) -> None:
    copy = replace(record, evses=tuple([replace(evse) for evse in record.evses]))
    assert repr(_outcome(step, record, feed)) == repr(_outcome(step, copy, feed))


@every_step
@settings(max_examples=50, deadline=None)
@given(record=stations)
def test_a_step_keeps_the_order_of_what_can_be_told_apart(step: Step, record: StationRecord) -> None:
    named = [replace(evse, uid=f"e{number}", evse_id=None) for number, evse in enumerate(record.evses)]
    there = _outcome(step, replace(record, evses=tuple(named)), FEEDS[0]).record
    back = _outcome(step, replace(record, evses=tuple(reversed(named))), FEEDS[0]).record
    if there is not None and back is not None:
        assert there.evses == tuple(reversed(back.evses))
        assert [evse.uid for evse in there.evses] == [evse.uid for evse in named]


@settings(max_examples=150, deadline=None)
@given(record=stations, feed=st.sampled_from(FEEDS))
def test_the_chain_done_twice_is_done_once(record: StationRecord, feed: Feed) -> None:
    first = _outcome(clean, record, feed)
    if first.record is not None:
        second = _outcome(clean, first.record, feed)
        assert second.record is first.record
        assert second.kinds == []


@settings(max_examples=150, deadline=None)
@given(record=stations)
def test_what_leaves_the_chain_can_be_stored(record: StationRecord) -> None:
    cleaned = _outcome(clean, record, FEEDS[1]).record
    for evse in cleaned.evses if cleaned else ():
        assert 0 < len(evse.uid) <= 100
        assert len({connector.uid for connector in evse.connectors}) == len(evse.connectors)
        for connector in evse.connectors:
            power = connector.max_electric_power
            assert power is None or 0 < power <= 4_000_000
            assert power in _powers_said(record) or "max_electric_power" in connector.assumed


def _powers_said(record: StationRecord) -> set[int | None]:
    return {None} | {connector.max_electric_power for evse in record.evses for connector in evse.connectors}


@every_step
def test_every_mending_and_refusal_is_explained(step: Step) -> None:
    explained = EXPLANATIONS.read_text(encoding="utf-8")
    told = _values(step, "Mend") | _values(step, "Refusal")
    assert told
    assert [word for word in sorted(told) if f"`{word}`" not in explained] == []
