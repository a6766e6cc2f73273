"""A correction that was accepted stands whatever comes after it, until its source says something else of the field."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stations.ingest.rebuild import rebuild_documents
from stations.ingest.remove import remove_source
from stations.ingest.undo import undo
from stations.models import Correction, ImportRun, Source, Station
from tests.fakes.edits import A, corrected, shown
from tests.world import CCS2, NOW, REGISTER, TYPE_2, clear_out, evse, plug, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]


def listed(**facts: Any) -> ImportRun:
    """The source as it is read again."""
    return publish(REGISTER, station("a", **facts), station("b"), complete="*")


def import_the_same() -> None:
    listed()


def import_with_another_address() -> None:
    listed(address="Elsewhere 1")


def import_and_undo() -> None:
    undo(run=listed(name="Renamed"), now=NOW)


def rebuild() -> None:
    rebuild_documents(now=NOW)


def remove_and_load_again() -> None:
    remove_source(Source.objects.get(uid=REGISTER.uid))
    listed()


def vanish_and_return() -> None:
    publish(REGISTER, station("b"), complete="*")
    listed()


STEPS = (
    import_the_same, import_with_another_address, import_and_undo, rebuild, remove_and_load_again, vanish_and_return,
)  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(STEPS, 2)), ids=lambda order: "-".join(s.__name__ for s in order))
def test_it_stands_whatever_comes_after(order: tuple[Callable[[], None], ...]) -> None:
    listed()
    corrected(name="Castle Mall")
    for step in order:
        step()
        found = shown()
        assert found["name"] == Station.objects.get(public_id=A).name == "Castle Mall"
        assert [one["field"] for one in found["sources"][1]["corrections"]] == ["name"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(STEPS), max_size=6), says=st.sampled_from(["Park a", "Another", None]))
def test_what_is_shown_depends_on_the_last_word_alone(order: list[Callable[[], None]], says: str | None) -> None:
    clear_out()
    Correction.objects.all().delete()
    listed()
    corrected(name="Castle Mall")
    for step in order:
        step()
    listed(name=says)
    assert shown()["name"] == ("Castle Mall" if says == "Park a" else says)
    assert Correction.objects.get().superseded_at == (None if says == "Park a" else NOW)


def test_a_newer_word_of_the_source_wins_and_an_undo_of_it_brings_the_correction_back() -> None:
    listed()
    corrected(name="Castle Mall", city="Norwich")
    run = listed(name="Renamed")
    found = shown()
    assert (found["name"], found["city"]) == ("Renamed", "Norwich")
    assert [one["field"] for one in found["sources"][1]["corrections"]] == ["city"]
    assert Correction.objects.get(field="name").superseded_at == NOW
    undo(run=run, now=NOW)
    assert shown()["name"] == "Castle Mall"
    assert Correction.objects.get(field="name").superseded_at is None


def test_each_field_is_written_where_readers_look_for_it() -> None:
    listed(evses=(evse("1", plug(CCS2, 150)), evse("2", plug(TYPE_2, 22))))
    before = Station.objects.get(public_id=A)
    corrected(
        coordinates={"latitude": 52.53, "longitude": 13.41},
        access="CUSTOMERS",
        opening_hours="Mo-Fr 08:00-18:00",
        operator="Stromwerk",
        plugs=[{"evse": "1", "connectors": [{"standard": CCS2, "format": "CABLE", "max_electric_power": 300_000}]}],
        charging_points=3,
    )
    row = Station.objects.get(public_id=A)
    assert (row.latitude, row.longitude, row.access) == (52.53, 13.41, "CUSTOMERS")
    assert row.cell != before.cell
    assert row.fits != before.fits
    assert (row.max_electric_power, row.evse_count) == (300_000, 3)
    assert row.schedule is not None
    assert row.operator is not None
    assert row.operator.name == "Stromwerk"
    assert "stromwerk" in row.search_text
    assert row.change > before.change
    assert row.evses.get(uid="1").connectors.get().max_electric_power == 300_000
    assert shown()["opening_times"]["regular_hours"][0]["period_begin"] == "08:00"
    assert [e["uid"] for e in shown()["evses"]] == ["1", "2", "driver-1"]


def test_fewer_points_are_the_first_ones() -> None:
    listed(evses=(evse("1"), evse("2"), evse("3")))
    corrected(charging_points=2)
    assert [e["status"] for e in shown()["evses"]] == [None, None, "REMOVED"]
    assert Station.objects.get(public_id=A).evse_count == 2


def test_what_is_gone_for_good_is_found_no_more_until_its_source_confirms_it() -> None:
    listed()
    corrected(gone=True)
    assert Station.objects.get(public_id=A).vanished_at == NOW
    assert shown()["vanished_at"] == "2026-01-14T12:00:00Z"
    listed(name="Renamed")
    assert Station.objects.get(public_id=A).vanished_at == NOW
    listed(confirmed_on=NOW.date())
    assert Station.objects.get(public_id=A).vanished_at is None


def test_plugs_of_a_point_that_its_source_dropped_are_not_told() -> None:
    listed(evses=(evse("1"), evse("2")))
    corrected(plugs=[{"evse": "2", "connectors": [{"standard": TYPE_2, "max_electric_power": 11_000}]}])
    listed(evses=(evse("1"),))
    assert len(shown()["sources"]) == 1
    assert Correction.objects.get().superseded_at == NOW


def test_a_value_can_be_taken_away() -> None:
    listed(website="https://gone.example/")
    corrected(website=None)
    assert shown()["website"] is None
    listed(website="https://gone.example/", city="Norwich")
    assert shown()["website"] is None


def test_a_later_correction_takes_the_place_of_an_earlier_one() -> None:
    listed()
    corrected(name="Castle Mall")
    corrected(name="Castle Quarter")
    listed(city="Norwich")
    assert shown()["name"] == "Castle Quarter"
    assert shown()["sources"][1]["corrections"][0]["source_says"] == "Park a"
