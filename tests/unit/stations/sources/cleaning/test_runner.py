"""The chain: steps found by their files, run in their order, counting; faults pass through."""

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from stations.records import StationRecord
from stations.sources import cleaning
from stations.sources.base import Feed, NotCharging, Refused
from tests.fakes.records import BuildConnector, BuildEvse, BuildStation

CleanChain = Callable[[StationRecord], StationRecord]


@pytest.fixture
def counted() -> Counter[str]:
    return Counter()


@pytest.fixture
def clean(counted: Counter[str], worldwide: Feed) -> CleanChain:
    return lambda record: cleaning.clean(record, worldwide, lambda kind: counted.update([kind]))


def test_steps_are_found_by_their_files_and_ordered_by_their_numbers() -> None:
    names = [step.__module__.rpartition(".")[2] for step in cleaning.steps()]
    assert names == sorted(names)
    assert names[0] == "step_10_country"
    assert len(names) == 10


def test_a_clean_record_is_the_same_object_and_counts_nothing(
    clean: CleanChain, counted: Counter[str], station: BuildStation
) -> None:
    before = station()
    assert clean(before) is before
    assert not counted


def test_every_step_works_on_what_the_one_before_made(
    clean: CleanChain, counted: Counter[str], station: BuildStation, evse: BuildEvse, connector: BuildConnector
) -> None:
    swapped = station(
        country="Deutschland", latitude=13.3777, longitude=52.5163, time_zone=None, name="  Ladepark ",
        evses=(evse(evse_id="de*abc*e1", connectors=(connector(max_electric_power=None),)),),
    )  # fmt: skip
    record = clean(swapped)
    assert (record.country, record.latitude, record.time_zone, record.name) == (
        "DEU",
        52.5163,
        "Europe/Berlin",
        "Ladepark",
    )
    assert record.evses[0].connectors[0].max_electric_power == 22_080
    assert record.assumed == ("coordinates", "time_zone")
    assert counted == dict.fromkeys(
        (
            "country_word", "coordinates_swapped", "time_zone_from_position", "text_tidied", "power_derived",
            "evse_id_spelling",
        ),
        1,
    )  # fmt: skip


def test_a_refusal_passes_through(clean: CleanChain, station: BuildStation) -> None:
    with pytest.raises(Refused, match="0, 0"):
        clean(station(latitude=0.0, longitude=0.0))


def test_what_is_refused_in_the_end_counts_as_no_mending(
    clean: CleanChain, counted: Counter[str], station: BuildStation
) -> None:
    with pytest.raises(Refused):
        clean(station(country="Deutschland", native_id=""))
    assert not counted


def test_a_removed_place_passes_through(clean: CleanChain, station: BuildStation, evse: BuildEvse) -> None:
    with pytest.raises(NotCharging):
        clean(station(evses=(evse(status="removed"),)))


def test_a_new_file_is_a_new_step(clean: CleanChain, station: BuildStation, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {"step_15_new": SimpleNamespace(clean=lambda record, feed, mended: station(name="new"))}
    monkeypatch.setattr("pkgutil.iter_modules", lambda path: [SimpleNamespace(name=name) for name in modules])
    monkeypatch.setattr(cleaning, "import_module", lambda name: modules[name.rpartition(".")[2]])
    cleaning.steps.cache_clear()
    try:
        assert clean(station()).name == "new"
    finally:
        cleaning.steps.cache_clear()
