"""Words of closed sets: known ones in OCPI's spelling, each once; the others counted and left out."""

import pytest

from tests.fakes.records import BuildEvse, BuildStation, Run

STEP = "step_70_words"


def test_known_words_are_left_alone(run: Run, station: BuildStation) -> None:
    before = station()
    assert run(STEP, before) == (before, [])
    assert run(STEP, before).record is before


@pytest.mark.parametrize(
    ("field", "said", "kept", "kinds"),
    [
        ("capabilities", ("RFID_READER", "rfid_reader"), ("RFID_READER",), ["word_said_twice"]),
        ("capabilities", ("Remote Start-Stop Capable",), ("REMOTE_START_STOP_CAPABLE",), []),
        ("capabilities", ("TELEPORT", "RESERVABLE", "?"), ("RESERVABLE",), ["capability_unknown_word"] * 2),
        ("parking_restrictions", ("EV_ONLY", "CARSHARING"), ("EV_ONLY",), ["restriction_unknown_word"]),
        ("parking_restrictions", ("ev only",), ("EV_ONLY",), []),
    ],
)
def test_words_of_evses_are_put_in_order(
    run: Run,
    station: BuildStation,
    evse: BuildEvse,
    field: str,
    said: tuple[str, ...],
    kept: tuple[str, ...],
    kinds: list[str],
) -> None:
    record, told = run(STEP, station(evses=(evse(**{field: said}),)))
    assert (getattr(record.evses[0], field), told) == (kept, kinds)


def test_facilities_are_put_in_order(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(facilities=("HOTEL", "hotel", "SAUNA", "wifi")))
    assert (record.facilities, sorted(kinds)) == (("HOTEL", "WIFI"), ["facility_unknown_word", "word_said_twice"])


@pytest.mark.parametrize(("said", "status"), [("charging ", "CHARGING"), ("OCCUPIED", "UNKNOWN"), ("", "UNKNOWN")])
def test_a_status_is_an_ocpi_value(run: Run, station: BuildStation, evse: BuildEvse, said: str, status: str) -> None:
    record, kinds = run(STEP, station(evses=(evse(status=said),)))
    assert (record.evses[0].status, kinds) == (status, ["status_unknown_word"])


def test_a_register_without_states_stays_without(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    before = station(evses=(evse(status=None),))
    assert run(STEP, before).record is before


def test_an_unknown_kind_of_parking_is_none(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(parking_type="ON_THE_MOON"))
    assert (record.parking_type, kinds) == (None, ["parking_type_unknown_word"])


def test_an_unknown_access_is_unknown(run: Run, station: BuildStation) -> None:
    record, kinds = run(STEP, station(access="VIP"))
    assert (record.access, kinds) == ("UNKNOWN", ["access_unknown_word"])


def test_other_evses_stay_the_same_objects(run: Run, station: BuildStation, evse: BuildEvse) -> None:
    before = station(evses=(evse(), evse(uid="e2", capabilities=("TELEPORT",))))
    assert run(STEP, before).record.evses[0] is before.evses[0]
