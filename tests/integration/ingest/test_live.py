"""Live states: newest wins, unknown time is never current, and how long a state has lasted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stations.documents import splice
from stations.ingest.runs import RunFailed
from stations.models import DataVersion, Evse, EvseStatus, ImportRun, Station
from stations.search import counts
from stations.search.find import detail
from stations.search.query import PlugFilter, StationQuery
from tests.fakes.feeds import evse, row
from tests.fakes.imports import START, Imports
from tests.fakes.world import plans

ONE, TWO = "US*ABC*E1", "US*ABC*E2"


def at(minutes: int) -> str:
    return (START + timedelta(minutes=minutes)).isoformat()


def moment(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.fixture
def network(imports: Imports) -> Imports:
    """A live source with one station of two EVSEs, and no state yet."""
    imports([row("a", evses=[evse("1", evse_id=ONE), evse("2", evse_id=TWO)])], source="xx-live")
    return imports


def state(uid: str = "1") -> EvseStatus:
    return EvseStatus.objects.get(evse__uid=uid)


def shown(now: datetime) -> dict[str, Any]:
    found = detail(Station.objects.get().public_id)
    assert found
    answer: dict[str, Any] = orjson.loads(splice.full([found], now=now)[0])
    return answer


def test_states_in_the_places_own_records_are_kept_apart_from_their_facts(imports: Imports) -> None:
    imports([row("a", evses=[evse("1", status="AVAILABLE", at=at(0))])], source="xx-live")
    before = Station.objects.get()
    run = imports([row("a", evses=[evse("1", status="CHARGING", at=at(5))])], source="xx-live")
    assert run.report["outcomes"] == {"touched": 1, "states": 1}
    assert (state().status, state().observed_at, state().run) == ("CHARGING", moment(5), run)
    assert bytes(Station.objects.get().document) == bytes(before.document)


@pytest.mark.parametrize("time", [at(0), None])
def test_a_state_that_is_there_already_is_no_news(imports: Imports, time: str | None) -> None:
    rows = [row("a", evses=[evse("1", status="AVAILABLE", at=time)])]
    imports(rows, source="xx-live")
    version, before = DataVersion.current()[0], EvseStatus.objects.values().get()
    assert imports(rows, source="xx-live").report["outcomes"] == {"unchanged": 1, "states_unchanged": 1}
    assert (DataVersion.current()[0], EvseStatus.objects.values().get()) == (version, before)


@pytest.mark.parametrize("time", [at(0), None])
def test_another_state_of_the_same_age_is_news(imports: Imports, time: str | None) -> None:
    imports([row("a", evses=[evse("1", status="AVAILABLE", at=time)])], source="xx-live")
    run = imports([row("a", evses=[evse("1", status="CHARGING", at=time)])], source="xx-live")
    assert (run.report["outcomes"]["states"], state().status) == (1, "CHARGING")


@pytest.mark.parametrize("status", ["PLANNED", "REMOVED"])
def test_what_a_record_says_for_good_is_a_fact(imports: Imports, status: str) -> None:
    imports([row("a", evses=[evse("1", status=status), evse("2", status="AVAILABLE")])], source="xx-live")
    assert Evse.objects.get(uid="1").status == status
    assert Evse.objects.get(uid="2").status == ""


def found(**query: Any) -> int:
    return counts.total(StationQuery(plug=PlugFilter(("IEC_62196_T1_COMBO",)), **query), now=moment(61))


@pytest.mark.parametrize(("status", "planned_too"), [("REMOVED", 0), ("PLANNED", 1)])
def test_an_evse_that_its_source_takes_away_is_not_found_until_it_is_back(
    network: Imports, status: str, planned_too: int
) -> None:
    version = DataVersion.current()[0]
    network.states([{"evse": ONE, "status": status, "at": at(61)}, {"evse": TWO, "status": "AVAILABLE", "at": at(61)}])
    assert (found(), found(min_evses=2)) == (1, 0)
    assert DataVersion.current()[0] > version
    network.states([{"evse": TWO, "status": status, "at": at(62)}])
    assert (found(), found(planned=True)) == (0, planned_too)
    assert [evse["status"] for evse in shown(moment(63))["evses"]] == [status, status]
    network.states([{"evse": ONE, "status": "AVAILABLE", "at": at(63)}])
    assert (found(), Evse.objects.get(uid="1").status) == (1, "")


def test_a_newer_edition_of_the_places_does_not_bring_a_removed_evse_back(network: Imports) -> None:
    network.states([{"evse": ONE, "status": "REMOVED", "at": at(61)}, {"evse": TWO, "status": "REMOVED", "at": at(61)}])
    rows = [row("a", name="Renamed", evses=[evse("1", evse_id=ONE), evse("2", evse_id=TWO)])]
    assert network(rows, source="xx-live").report["outcomes"]["changed"] == 1
    assert found() == 0


def test_a_status_file_finds_evses_by_their_id_however_it_is_written(network: Imports) -> None:
    run = network.states([{"evse": "usabce1", "status": "AVAILABLE", "at": at(61)}])
    assert (run.kind, run.report["read"], run.report["outcomes"]) == (ImportRun.Kind.STATUSES, 1, {"states": 1})
    assert state().status == "AVAILABLE"


def test_a_status_file_asks_the_index_of_evse_ids(network: Imports) -> None:
    with CaptureQueriesContext(connection) as captured:
        network.states([{"evse": ONE, "status": "AVAILABLE"}])
    (plan,) = plans(captured, "e.evse_key IN")
    assert "SEARCH e USING INDEX stations_evse_key (evse_key=?)" in plan or "Scan using stations_evse_key on" in plan


def test_a_status_file_finds_evses_without_an_id_by_their_uid(imports: Imports) -> None:
    imports([row("a", evses=[evse("unit-7")])], source="xx-live")
    imports.states([{"evse": "unit-7", "status": "CHARGING", "at": at(61)}])
    assert state("unit-7").status == "CHARGING"


def test_an_id_that_stands_at_two_places_of_a_source_is_one_evse(network: Imports) -> None:
    network([row("b", evses=[evse("9", evse_id=ONE)])], source="xx-live")
    network.states([{"evse": ONE, "status": "CHARGING", "at": at(61)}])
    assert set(EvseStatus.objects.values_list("evse__uid", "status")) == {("1", "CHARGING"), ("9", "CHARGING")}


def test_states_of_another_sources_evses_are_not_believed(network: Imports) -> None:
    network([row("x", evses=[evse("5", evse_id="US*XYZ*E5")])], source="xx-other")
    run = network.states(
        [{"evse": "US*XYZ*E5", "status": "AVAILABLE"}, {"evse": "US*NOBODY*E1", "status": "AVAILABLE"}]
    )
    assert run.report["refused"] == {"evse_not_found": 2}
    assert not EvseStatus.objects.exists()


def test_a_word_that_is_no_state_is_counted(network: Imports) -> None:
    assert network.states([{"evse": ONE, "status": "ASLEEP"}]).report["refused"] == {"status_unknown_word": 1}


@pytest.mark.parametrize(
    ("told", "status", "observed", "since"),
    [
        ([("AVAILABLE", 1), ("CHARGING", 2)], "CHARGING", 2, 2),
        ([("AVAILABLE", 2), ("CHARGING", 1)], "AVAILABLE", 2, 2),
        ([("AVAILABLE", 1), ("AVAILABLE", 2), ("AVAILABLE", 3)], "AVAILABLE", 3, 1),
        ([("AVAILABLE", 1), ("CHARGING", 1)], "CHARGING", 1, 1),
        ([("AVAILABLE", 1), ("CHARGING", None)], "AVAILABLE", 1, 1),
        ([("AVAILABLE", None), ("CHARGING", 1)], "CHARGING", 1, 1),
        ([("AVAILABLE", None), ("AVAILABLE", 1)], "AVAILABLE", 1, 1),
        ([("AVAILABLE", None), ("CHARGING", None)], "CHARGING", None, None),
    ],
    ids=["newer", "older", "the same for long", "at one time the last", "untimed later", "timed after untimed",
         "timed after the same untimed", "both untimed"],
)  # fmt: skip
def test_an_older_state_never_beats_a_newer_one(
    network: Imports, told: list[tuple[str, int | None]], status: str, observed: int | None, since: int | None
) -> None:
    for word, minute in told:
        network.states([{"evse": ONE, "status": word, "at": None if minute is None else at(minute)}])
    assert state().status == status
    assert state().observed_at == (None if observed is None else moment(observed))
    assert state().since == (None if since is None else moment(since))


def test_a_status_file_that_was_fetched_just_now_is_believed_about_when_it_saw_a_state(network: Imports) -> None:
    fetched = datetime(2026, 5, 1, 12, tzinfo=UTC)
    network.states([{"evse": ONE, "status": "AVAILABLE", "at": at(0)}], fetched_at=fetched)
    assert state().observed_at == moment(0)


def test_a_fetched_state_without_a_time_of_its_own_is_as_of_now(network: Imports) -> None:
    fetched = datetime(2026, 5, 1, 12, tzinfo=UTC)
    network.states([{"evse": ONE, "status": "AVAILABLE"}], fetched_at=fetched)
    assert state().observed_at == fetched


def test_a_time_in_the_future_is_no_time(network: Imports) -> None:
    run = network.states([{"evse": ONE, "status": "AVAILABLE", "at": "2999-01-01T00:00:00+00:00"}])
    assert (state().observed_at, run.report["mended"]) == (None, {"status_time_in_future": 1})
    network.states([{"evse": ONE, "status": "CHARGING", "at": at(62)}])
    assert state().status == "CHARGING"


def test_a_state_is_shown_as_current_only_as_long_as_its_source_says(network: Imports) -> None:
    network.states([{"evse": ONE, "status": "AVAILABLE", "at": at(60)}, {"evse": TWO, "status": "CHARGING"}])
    one, two = shown(moment(70))["evses"]
    assert (one["status"], one["last_known_status"]) == ("AVAILABLE", None)
    # Nobody knows how old this one is.
    assert (two["status"], two["last_known_status"]) == ("UNKNOWN", "CHARGING")
    one, _ = shown(moment(71))["evses"]
    assert (one["status"], one["last_known_status"]) == ("UNKNOWN", "AVAILABLE")


def test_states_alone_leave_the_data_as_it_is(network: Imports) -> None:
    before = DataVersion.current()
    network.states([{"evse": ONE, "status": "AVAILABLE", "at": at(60)}])
    assert DataVersion.current()[0] == before[0]
    assert DataVersion.current()[1] > before[1]


def test_a_source_without_a_status_file_says_so(imports: Imports) -> None:
    with pytest.raises(RunFailed, match="xx-silent tells no live states apart from its places"):
        imports.states([], source="xx-silent")
    assert not ImportRun.objects.exists()


def test_a_broken_status_file_fails_in_words(network: Imports) -> None:
    with pytest.raises(RunFailed, match=r"states\.json can't be read: 'evse'"):
        network.states([{"status": "AVAILABLE"}])
    failed = ImportRun.objects.first()
    assert failed and failed.state == ImportRun.State.FAILED


def test_a_vanished_station_that_was_live_is_told_as_last_seen(imports: Imports) -> None:
    rows = [row(name, evses=[evse("1", status="AVAILABLE", at=at(0))]) for name in "abcdef"]
    imports(rows, source="xx-live", complete="*")
    first = imports.now
    imports(rows[:5], source="xx-live", complete="*")
    gone = Station.objects.get(records__native_id="f")
    found = detail(gone.public_id)
    assert found
    document = orjson.loads(splice.full([found], now=imports.now)[0])
    assert document["sources"][0]["last_seen"] == f"{first:%Y-%m-%dT%H:%M:%SZ}"
    assert document["evses"][0]["status"] == "UNKNOWN"
