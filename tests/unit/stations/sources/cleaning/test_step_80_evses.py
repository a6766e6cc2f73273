"""EVSEs and connectors: ids in their printed form, uids once, what is said twice merged."""

from datetime import UTC, datetime

import pytest

from tests.fakes.records import BuildConnector, BuildEvse, BuildStation, Run

STEP = "step_80_evses"
State = tuple[str | None, datetime | None]
MORNING, NOON = datetime(2026, 5, 1, 8, tzinfo=UTC), datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_what_can_be_told_apart_is_the_same_object(
    run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector
) -> None:
    before = station(evses=(evse(), evse(uid="e2", evse_id=None, connectors=(connector(), connector(uid="2")))))
    assert run(STEP, before).record is before


@pytest.mark.parametrize("evse_id", ["DE*ABC*E0001", "DEABCE0001", "FR*A68*E680210015", "CH*REPE020*01*1"])
def test_an_evse_id_stays_as_printed(run: Run, station: BuildStation, evse: BuildEvse, evse_id: str) -> None:
    before = station(evses=(evse(evse_id=evse_id),))
    assert run(STEP, before).record is before


@pytest.mark.parametrize(
    ("said", "evse_id"),
    [("de*abc*e0001", "DE*ABC*E0001"), (" DE*ABC*E0001 ", "DE*ABC*E0001"), ("DE-ABC-E0001", "DE*ABC*E0001"),
     ("NL.ABC.E00175*1", "NL*ABC*E00175*1"), ("DE ABC E0001", "DE*ABC*E0001"), ("de_abc_e1_2", "DE*ABC*E1*2")],
)  # fmt: skip
def test_the_spelling_of_an_evse_id_is_mended(
    run: Run, station: BuildStation, evse: BuildEvse, said: str, evse_id: str
) -> None:
    record, kinds = run(STEP, station(evses=(evse(evse_id=said),)))
    assert (record.evses[0].evse_id, kinds) == (evse_id, ["evse_id_spelling"])


@pytest.mark.parametrize("said", ["4711", "+49*123*456*1", "DK.ABC.Z00001*1", "PL-12345", "DEABCE" + "0" * 40])
def test_what_is_no_evse_id_is_kept_as_the_reference(
    run: Run, station: BuildStation, evse: BuildEvse, said: str
) -> None:
    record, kinds = run(STEP, station(evses=(evse(evse_id=said),)))
    assert (record.evses[0].evse_id, record.evses[0].physical_reference, kinds) == (None, said, ["evse_id_invalid"])


def test_a_placeholder_is_no_reference(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    record, _ = run(STEP, station(evses=(evse(evse_id="n/a"),)))
    assert (record.evses[0].evse_id, record.evses[0].physical_reference) == (None, None)


def test_a_reference_of_its_own_is_not_overwritten(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    record, _ = run(STEP, station(evses=(evse(evse_id="4711", physical_reference="left"),)))
    assert (record.evses[0].uid, record.evses[0].physical_reference) == ("e1", "left")


def test_two_accounts_of_one_evse_become_one(
    run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector
) -> None:
    first = evse(evse_id=None, status="AVAILABLE", status_at=MORNING, floor_level="1")
    second = evse(
        connectors=(connector(), connector(uid="2", standard="CHADEMO")),
        status="CHARGING", status_at=NOON, capabilities=("RESERVABLE",), floor_level="2", physical_reference="left",
    )  # fmt: skip
    record, kinds = run(STEP, station(evses=(first, second)))
    [merged] = record.evses
    assert (merged.evse_id, merged.status, merged.status_at) == ("DE*ABC*E0001", "CHARGING", NOON)
    assert [c.uid for c in merged.connectors] == ["1", "2"]
    assert merged.capabilities == ("RFID_READER", "RESERVABLE")
    assert (merged.floor_level, merged.physical_reference) == ("1", "left")
    assert kinds == ["evses_merged", "connectors_merged"]


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [(("AVAILABLE", NOON), ("CHARGING", MORNING), "AVAILABLE"), ((None, None), ("CHARGING", None), "CHARGING"),
     (("AVAILABLE", None), (None, None), "AVAILABLE"), (("AVAILABLE", None), ("CHARGING", NOON), "AVAILABLE"),
     (("AVAILABLE", MORNING), ("CHARGING", None), "AVAILABLE")],
)  # fmt: skip
def test_of_two_states_the_later_counts(
    run: Run, station: BuildStation, evse: BuildEvse, first: State, second: State, status: str
) -> None:
    both = tuple(evse(status=said, status_at=at) for said, at in (first, second))
    assert run(STEP, station(evses=both)).record.evses[0].status == status


def test_two_evses_that_share_a_uid_by_mistake_get_their_own(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    both = (evse(), evse(evse_id="DE*ABC*E0002"), evse(evse_id="DE*ABC*E0003"))
    record, kinds = run(STEP, station(evses=both))
    assert [(e.uid, e.evse_id) for e in record.evses] == [
        ("e1", "DE*ABC*E0001"),
        ("e1~2", "DE*ABC*E0002"),
        ("e1~3", "DE*ABC*E0003"),
    ]
    assert kinds == ["evse_uid_shared", "evse_uid_shared"]


def test_a_new_uid_is_not_one_that_is_taken(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    both = (evse(), evse(evse_id="DE*ABC*E0002"), evse(uid="e1~2", evse_id=None))
    assert [e.uid for e in run(STEP, station(evses=both)).record.evses] == ["e1", "e1~3", "e1~2"]


def test_a_connector_said_twice_is_one(
    run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector
) -> None:
    record, kinds = run(STEP, station(evses=(evse(connectors=(connector(), connector())),)))
    assert ([c.uid for c in record.evses[0].connectors], kinds) == (["1"], ["connectors_merged"])


def test_two_connectors_that_share_a_uid_get_their_own(
    run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector
) -> None:
    record, kinds = run(STEP, station(evses=(evse(connectors=(connector(), connector(standard="CHADEMO"))),)))
    assert ([c.uid for c in record.evses[0].connectors], kinds) == (["1", "1~2"], ["connector_uid_shared"])


@pytest.mark.parametrize(
    ("uid", "usable"), [(" e1 ", "e1"), ("e\x001", "e1"), ("", "DE*ABC*E0001"), ("\n", "DE*ABC*E0001")]
)
def test_a_uid_is_made_usable(run: Run, station: BuildStation, evse: BuildEvse, uid: str, usable: str) -> None:
    record, kinds = run(STEP, station(evses=(evse(uid=uid),)))
    assert (record.evses[0].uid, kinds) == (usable, ["uid_unusable"])


def test_an_evse_without_any_id_is_named_by_its_place(
    run: Run, station: BuildStation, evse: BuildEvse, connector: BuildConnector
) -> None:
    nameless = evse(uid="", evse_id=None, connectors=(connector(), connector(uid="")))
    record, _ = run(STEP, station(evses=(evse(), nameless)))
    assert (record.evses[1].uid, record.evses[1].connectors[1].uid) == ("2", "2")


def test_long_uids_stay_apart_and_the_same_for_ever(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    long = tuple(evse(uid="x" * 300 + end, evse_id=None) for end in "ab")
    first, second = run(STEP, station(evses=long)).record.evses
    assert first.uid != second.uid
    assert max(len(first.uid), len(second.uid)) <= 100
    assert run(STEP, station(evses=long)).record.evses == (first, second)


def test_evses_without_connectors_and_stations_without_evses_are_kept(
    run: Run, station: BuildStation, evse: BuildEvse
) -> None:
    for before in (station(evses=(evse(connectors=()),)), station(evses=())):
        assert run(STEP, before).record is before
