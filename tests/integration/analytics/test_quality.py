"""A look counts what a source tells, finds what is there twice, and says when it became worse."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.admin import matters
from analytics.models import ALL, REST, QualityLook
from analytics.quality import keeping, look, observed, twins
from analytics.quality.near import Spot
from analytics.quality.strays import STRAY
from analytics.quality.twins import ELSEWHERE, SHARED_ID, TWIN
from stations.documents.identity import public_id
from stations.ingest.remove import remove_source
from stations.models import EvseStatus, Source
from stations.records import ConnectorRecord, StationRecord
from tests.fakes.quality import looked
from tests.world import CLOSED, NETWORK, NOW, REGISTER, evse, plug, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

DAY = timedelta(days=1)


def at(number: int) -> tuple[float, float]:
    """A place in Berlin of its own, with six digits."""
    return 52.500011 + number * 0.002003, 13.400017


def sound(number: int, **facts: Any) -> StationRecord:
    return station(f"n{number}", at(number), **{"operator": "Strom AG", "last_updated": NOW, **facts})


def looked_at(now: datetime = NOW, uid: str = "xx-register", operator: str = ALL) -> QualityLook:
    look.refresh(now=now)
    return QualityLook.objects.get(source=uid, operator=operator, day=now.date())


def id_of(native_id: str, uid: str = "xx-register") -> str:
    return public_id(uid, native_id)


def test_fields_ages_licences_and_parts_are_counted() -> None:
    publish(
        REGISTER,
        sound(1, evses=(evse("1", plug(power_type=None), evse_id="DE*ABC*E1"), evse("2", ConnectorRecord("1")))),
        sound(2, name=None, operator=None, last_updated=NOW - timedelta(days=400), confirmed_on=(NOW - DAY).date()),
        sound(3, last_updated=None, country=None),
    )
    found = looked_at()
    figures = found.figures
    assert (found.stations, figures["evses"], figures["connectors"]) == (3, 4, 4)
    assert {name: figures["told"].get(name, 0) for name in ("name", "operator", "country", "evse_id")} == {
        "name": 2, "operator": 2, "country": 2, "evse_id": 1,
    }  # fmt: skip
    assert figures["told"]["max_electric_power"] == 3
    # Cleaning told the country from the position and the current from the plug.
    assert (figures["derived"]["country"], figures["derived"]["power_type"]) == (1, 3)
    assert figures["ages"] == {"month": 2, "not_told": 1}
    assert figures["licences"] == {"open": 3}
    assert figures["faulty"] == 0


def test_a_fault_is_counted_and_an_example_named() -> None:
    publish(REGISTER, sound(1), station("coarse", (52.51, 13.42)))
    found = looked_at()
    assert (found.figures["faults"], found.figures["faulty"]) == ({"position_coarse": 1}, 1)
    assert found.examples == {"position_coarse": [[id_of("coarse"), "52.51, 13.42"]]}


def test_what_cleaning_did_stands_beside_and_is_no_fault() -> None:
    publish(REGISTER, sound(1, country="Deutschland"), station("nowhere", (0.0, 0.0)))
    found = looked_at()
    assert found.cleaned["read"] == 2
    assert found.cleaned["mended"]["country_word"] == 1
    assert found.cleaned["refused"] == {"null_island": 1}
    assert found.figures["faulty"] == 0


def test_operators_are_counted_by_themselves_and_all_others_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "OPERATORS", 1)
    publish(REGISTER, sound(1), sound(2), sound(3, operator="Volt SE"), sound(4, operator=None))
    assert looked_at().stations == 4
    assert looked_at(operator="strom-ag").stations == 2
    assert looked_at(operator=REST).stations == 2


def test_an_evse_id_at_two_stations_is_found_at_both() -> None:
    shared = (evse("1", evse_id="DE*ABC*E1"),)
    publish(REGISTER, sound(1, evses=shared), sound(2, evses=shared), sound(3))
    found = looked_at()
    assert found.figures["faults"] == {SHARED_ID: 2}
    assert {value for _, value in found.examples[SHARED_ID]} == {"DEABCE1"}


def test_two_stations_that_look_like_one_are_found_and_lead_to_each_other() -> None:
    near = (at(1)[0] + 0.0001, at(1)[1])
    publish(REGISTER, sound(1, name="Quay"), station("twin", near, name="quay ", operator="Strom AG"), sound(2))
    found = looked_at()
    assert found.figures["faults"] == {TWIN: 2}
    assert dict(found.examples[TWIN]) == {id_of("n1"): id_of("twin"), id_of("twin"): id_of("n1")}


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Quay 2"},
        {"operator": "Volt SE"},
        {"evses": (evse("1", plug(kw=50)),)},
        {"evses": (evse("1", evse_id="DE*ABC*E2"),)},
        {"latitude": at(1)[0] + 0.0004},
    ],
)
def test_what_tells_two_stations_apart_makes_them_no_twins(facts: dict[str, Any]) -> None:
    place = (facts.pop("latitude", at(1)[0]), at(1)[1])
    other = station("twin", place, **{"name": "Quay", "operator": "Strom AG", **facts})
    publish(REGISTER, sound(1, name="Quay", evses=(evse("1", evse_id="DE*ABC*E1"),)), other)
    assert TWIN not in looked_at().figures["faults"]


def test_places_without_name_and_address_are_no_twins() -> None:
    publish(REGISTER, sound(1, name=None), station("twin", at(1), name=None, operator="Strom AG"))
    assert looked_at().figures["faults"] == {}


def test_a_station_of_another_source_is_suspected_and_nobodys_fault() -> None:
    publish(CLOSED, station("other", (at(1)[0] + 0.0003, at(1)[1]), name="N1 by another", operator="Strom AG"))
    publish(REGISTER, sound(1), sound(2))
    found = looked_at()
    assert found.figures["faults"] == {ELSEWHERE: 1}
    assert found.examples == {ELSEWHERE: [[id_of("n1"), id_of("other", "xx-closed")]]}
    assert found.figures["faulty"] == 0


def test_positions_are_read_once_for_all_sources_that_are_due(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(CLOSED, station("other", (at(1)[0] + 0.0003, at(1)[1]), name="N1 by another", operator="Strom AG"))
    publish(REGISTER, sound(1, name="Quay"), station("twin", at(1), name="Quay", operator="Strom AG"))
    publish(NETWORK, sound(9))
    usual, sweeps = twins._spots, []

    def spots() -> Iterator[Spot]:
        sweeps.append(NOW)
        return usual()

    monkeypatch.setattr(twins, "_spots", spots)
    assert [look.refresh(now=NOW) for _ in range(2)] == [3, 0]
    assert len(sweeps) == 1
    found = {one.source: one.figures["faults"] for one in QualityLook.objects.filter(operator=ALL)}
    assert found == {"xx-closed": {ELSEWHERE: 1}, "xx-network": {}, "xx-register": {ELSEWHERE: 2, TWIN: 2}}


def test_stations_that_share_an_evse_id_over_sources_are_known_to_be_one() -> None:
    same = (evse("1", evse_id="DE*ABC*E1"),)
    publish(CLOSED, station("other", at(1), operator="Strom AG", evses=same))
    publish(REGISTER, sound(1, evses=same))
    assert looked_at().figures["faults"] == {}


def test_a_station_far_from_its_town_is_found() -> None:
    town = [sound(n, city="Berlin") for n in range(5)]
    publish(REGISTER, *town, station("stray", (48.137154, 11.576124), city="BERLIN"))
    found = looked_at()
    assert found.figures["faults"] == {STRAY: 1}
    assert found.examples[STRAY] == [[id_of("stray"), "berlin: 502 km"]]


def test_live_states_that_nobody_renews_are_found() -> None:
    publish(NETWORK, sound(1, evses=(evse("1", status="AVAILABLE", minutes_ago=5),)), sound(2))
    assert looked_at(uid="xx-network").figures["faults"] == {}
    EvseStatus.objects.update(observed_at=NOW - timedelta(days=40))
    look.look_at([Source.objects.get(uid="xx-network")], now=NOW)
    assert looked_at(uid="xx-network").figures["faults"] == {"status_stuck": 1}


def test_a_source_is_looked_at_after_a_run_and_once_a_day() -> None:
    publish(REGISTER, sound(1))
    assert look.refresh(now=NOW) == 1
    assert look.refresh(now=NOW + DAY) == 0
    publish(REGISTER, sound(1), sound(2), now=NOW + DAY)
    assert look.refresh(now=NOW) == 0
    assert look.refresh(now=NOW + DAY) == 1
    assert sorted(QualityLook.objects.filter(operator=ALL).values_list("stations", flat=True)) == [1, 2]


def test_the_command_looks_now_at_all_sources_or_at_those_that_are_named() -> None:
    publish(REGISTER, sound(1))
    publish(CLOSED, sound(2))
    for named, count in (([], 2), (["xx-closed"], 1)):
        out = StringIO()
        call_command("look_at_quality", source=named, stdout=out)
        assert out.getvalue() == f"{count} sources were looked at.\n"
    assert QualityLook.objects.filter(operator=ALL).count() == 2
    with pytest.raises(CommandError, match="xx-nobody"):
        call_command("look_at_quality", source=["xx-closed", "xx-nobody"])


def test_a_look_with_an_error_keeps_no_other_source_from_being_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(REGISTER, sound(1))
    publish(CLOSED, sound(2))
    usual = look._tallied
    monkeypatch.setattr(look, "_tallied", lambda turn, now: usual(turn, now) if turn.source.uid > "xx-d" else 1 / 0)
    assert look.refresh(now=NOW) == 1
    assert QualityLook.objects.filter(operator=ALL).get().source == "xx-register"


def test_only_the_latest_look_keeps_operators_and_examples() -> None:
    coarse = station("coarse", (52.51, 13.42), operator="Strom AG")
    publish(REGISTER, coarse)
    looked_at()
    publish(REGISTER, coarse, sound(2), now=NOW + DAY)
    assert looked_at(NOW + DAY).examples
    assert QualityLook.objects.get(operator=ALL, day=NOW.date()).examples == {}
    assert set(QualityLook.objects.exclude(operator=ALL).values_list("day", flat=True)) == {(NOW + DAY).date()}


def test_more_stations_take_no_more_queries_within_a_part() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            look.look_at([Source.objects.get(uid="xx-network")], now=NOW)
        return len(asked)

    publish(NETWORK, sound(1), sound(2))
    few = queries()
    publish(NETWORK, *(sound(n) for n in range(60)), now=NOW + DAY)
    assert queries() == few


def test_all_stations_are_counted_whatever_the_size_of_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "_CHUNK", 3)
    publish(REGISTER, *(sound(n) for n in range(10)))
    assert looked_at().stations == 10


def test_a_source_that_became_worse_is_told_to_metrics_and_console() -> None:
    publish(REGISTER, *(sound(n) for n in range(150)))
    looked_at()
    assert [(one.value, one.labels["source"]) for one in observed.samples()] == [(0.0, "xx-register")]
    assert list(matters.worse(NOW)) == []
    publish(REGISTER, *(sound(n, operator="Strom AG" if n < 100 else None) for n in range(150)), now=NOW + DAY)
    assert looked_at(NOW + DAY).worse == [{"kind": "field", "name": "operator", "before": 100.0, "now": 66.7}]
    assert [one.value for one in observed.samples()] == [1.0]
    (matter,) = matters.worse(NOW + DAY)
    assert (matter.words, matter.address) == ("xx-register has become worse", "/data/quality/xx-register/")
    assert matter.detail == "“Operator” is told of 66.7 %, before of 100 %"
    # As bad as before is no reason to be silent.
    publish(REGISTER, *(sound(n, operator="Strom AG" if n < 100 else None) for n in range(151)), now=NOW + 2 * DAY)
    assert [one["before"] for one in looked_at(NOW + 2 * DAY).worse] == [100.0]
    assert len(list(matters.worse(NOW))) == 1
    publish(REGISTER, *(sound(n) for n in range(151)), now=NOW + 3 * DAY)
    looked_at(NOW + 3 * DAY)
    assert list(matters.worse(NOW)) == []


@pytest.mark.parametrize(("looks", "is_worse"), [({20: 200, 1: 0}, True), ({40: 200}, True), ({40: 200, 31: 0}, False)])
def test_a_look_is_compared_with_those_of_a_month_or_else_with_the_latest(
    looks: dict[int, int], is_worse: bool
) -> None:
    """So many days ago so many of the stations told their operator, of whom none does now."""
    for days, count in looks.items():
        looked(day=(NOW - days * DAY).date(), figures={"told": {"operator": count}})
    publish(REGISTER, *(sound(n, operator=None) for n in range(150)))
    assert ("operator" in [one["name"] for one in looked_at().worse]) is is_worse


def test_a_run_that_is_taken_back_is_looked_at_again() -> None:
    run = publish(REGISTER, sound(1))
    assert looked_at().run == run.pk
    ended = {"state": "COMPLETED", "started_at": NOW + DAY, "finished_at": NOW + DAY}
    taken_back = run.source.runs.create(kind="UNDO", **ended)
    assert looked_at(NOW + DAY).run == taken_back.pk


def test_old_looks_are_forgotten_but_the_latest_of_a_source() -> None:
    publish(REGISTER, sound(1))
    publish(CLOSED, sound(2))
    today = timezone.now().date()
    looked(day=today - keeping.KEPT - DAY)
    kept = looked(day=today - keeping.KEPT)
    alone = looked("xx-closed", day=today - 2 * keeping.KEPT)
    looked("gone", day=today)
    assert keeping.clean_up(now=timezone.now()) == {"looks at quality": 2}
    assert set(QualityLook.objects.all()) == {kept, alone}
    remove_source(Source.objects.get(uid="xx-closed"))
    keeping.clean_up(now=timezone.now())
    assert set(QualityLook.objects.all()) == {kept}


def test_looks_are_part_of_the_hourly_refresh_and_the_daily_cleaning_up() -> None:
    assert "analytics.quality.look.refresh" in settings.REFRESHES
    assert "analytics.quality.keeping.clean_up" in settings.CLEAN_UPS
