"""Files of sessions become rows once: what is the same is not written, what a later file knows completes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest import MonkeyPatch

from analytics.models import ALL, ChargingSession, SessionDay, StaleDay
from analytics.rollups import fold
from analytics.sessions import importing
from analytics.sessions.importing import Facts, Report
from analytics.sessions.record import SessionRecord
from stations.documents.identity import public_id
from stations.models import Source, Station
from tests.fakes.sessions import HEADER, NOW, cdr, line, read_cdrs, read_table, session
from tests.world import REGISTER, evse, plug, publish, station
from voltway.lib import batches
from voltway.lib.batches import RowError

pytestmark = pytest.mark.usefixtures("stage")


def one() -> ChargingSession:
    return ChargingSession.objects.get()


def counts(report: Report) -> dict[str, int]:
    names = ("read", "new", "changed", "same", "older", "repeated", "taken_back")
    return {name: number for name in names if (number := getattr(report, name))}


def test_a_row_is_kept_as_it_is_told(tmp_path: Path) -> None:
    assert counts(read_table(tmp_path, line(1, cost="1.5"))) == {"read": 1, "new": 1}
    found = one()
    assert (found.feed, found.native_id, found.site, found.evse_uid) == ("uk-dundee", "1", "Quay", "60001")
    assert (found.started_at, found.ended_at) == (
        datetime(2018, 7, 5, 17, tzinfo=UTC), datetime(2018, 7, 5, 18, tzinfo=UTC)
    )  # fmt: skip
    # Clock and calendar are those of the place.
    assert (found.day, found.hour, found.time_zone) == (date(2018, 7, 5), 18, "Europe/London")
    assert (found.energy_wh, found.cost, found.currency) == (7_500, Decimal("1.5"), "GBP")
    assert (found.state, found.doubts, found.driver, found.station) == ("ENDED", "", "", "")


def test_reading_a_file_again_writes_nothing(tmp_path: Path) -> None:
    rows = [line(1, cost="1.5"), line(2, end=""), line(3, kwh=-4)]
    read_table(tmp_path, *rows)
    before = list(ChargingSession.objects.order_by("pk").values())
    StaleDay.objects.all().delete()
    assert counts(read_table(tmp_path, *rows, now=datetime(2027, 1, 1, tzinfo=UTC))) == {"read": 3, "same": 3}
    assert list(ChargingSession.objects.order_by("pk").values()) == before
    assert not StaleDay.objects.exists()


def test_a_later_file_that_knows_the_end_closes_an_open_session(tmp_path: Path) -> None:
    read_table(tmp_path, line(1, end=""))
    assert (one().state, one().ended_at) == ("OPEN", None)
    assert counts(read_table(tmp_path, line(1))) == {"read": 1, "changed": 1}
    assert (one().state, one().energy_wh) == ("ENDED", 7_500)


def test_an_earlier_file_opens_no_session_that_has_ended(tmp_path: Path) -> None:
    read_table(tmp_path, line(1))
    assert counts(read_table(tmp_path, line(1, end=""))) == {"read": 1, "older": 1}
    assert one().state == "ENDED"


def test_of_an_id_that_stands_twice_in_a_file_the_later_row_counts(tmp_path: Path) -> None:
    assert counts(read_table(tmp_path, line(1), line(1, kwh=8))) == {"read": 2, "new": 1, "repeated": 1}
    assert one().energy_wh == 8_000


@pytest.mark.parametrize("chunk", [1, 1_000])
def test_an_earlier_row_that_stands_later_opens_nothing_wherever_a_chunk_ends(
    chunk: int, tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", chunk)
    read_table(tmp_path, line(1), line(1, end=""))
    assert (one().state, one().energy_wh) == ("ENDED", 7_500)


def test_more_digits_than_money_has_are_no_change(tmp_path: Path) -> None:
    read_table(tmp_path, line(1, cost="1.23456"))
    assert one().cost == Decimal("1.2346")
    StaleDay.objects.all().delete()
    assert counts(read_table(tmp_path, line(1, cost="1.23456"))) == {"read": 1, "same": 1}
    assert not StaleDay.objects.exists()


def test_a_station_whose_operator_has_the_longest_name_is_added_up(tmp_path: Path) -> None:
    publish(REGISTER, station("a", evses=(evse("1", evse_id="DE*ABC*E1"),), operator="S" * 200))
    report = read_cdrs(tmp_path, cdr("1"))
    assert counts(report) == {"read": 1, "new": 1}
    fold.refresh()
    assert SessionDay.objects.get(station=ALL, site="").operator == one().operator == "S" * 200


def test_a_session_is_at_a_station_that_may_be_seen_and_still_has_the_evse_id(tmp_path: Path) -> None:
    """Of two that have it the first by its public id counts, unless it has vanished or was never shown."""
    publish(REGISTER, *(station(name, evses=(evse("1", evse_id="DE*ABC*E1"),)) for name in "ab"))
    first, second = sorted(public_id("xx-register", name) for name in "ab")
    read_cdrs(tmp_path, cdr("1"))
    Station.objects.filter(public_id=first).update(vanished_at=NOW)
    read_cdrs(tmp_path, cdr("2"))
    Source.objects.update(loaded_at=None)
    read_cdrs(tmp_path, cdr("3"))
    found = ChargingSession.objects.order_by("native_id").values_list("station", flat=True)
    assert list(found) == [first, second, ""]


def test_more_rows_than_a_chunk_holds_are_all_written(tmp_path: Path, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 3)
    assert counts(read_table(tmp_path, *(line(n) for n in range(8)))) == {"read": 8, "new": 8}
    changed = [line(n, kwh=7.5 + (n == 5)) for n in range(8)]
    assert counts(read_table(tmp_path, *changed)) == {"read": 8, "changed": 1, "same": 7}


def test_each_refused_row_is_told_with_line_rule_and_field_and_stops_nothing(tmp_path: Path) -> None:
    told: list[RowError] = []
    future = line(2, "01/01/2027")
    report = read_table(tmp_path, line(1), future, line(3, kwh="x"), "", line(4), tell=told.append)  # type: ignore[arg-type]
    assert [(error.row, error.rule, error.field) for error in told] == [
        (4, "number", "energy_wh"), (3, "start_in_future", "started_at"),
    ]  # fmt: skip
    assert dict(report.refused) == {"number": 1, "start_in_future": 1}
    assert counts(report) == {"read": 4, "new": 2}


def test_what_the_database_refuses_is_a_row_of_its_own(tmp_path: Path, monkeypatch: MonkeyPatch) -> None:
    told: list[RowError] = []
    made = importing._facts

    def spoiled(record: SessionRecord, feed: str) -> Facts:
        facts = made(record, feed)
        return facts._replace(hour=99) if record.native_id == "2" else facts

    monkeypatch.setattr(importing, "_facts", spoiled)
    report = read_table(tmp_path, line(1), line(2), line(3), tell=told.append)
    assert ([error.row for error in told], dict(report.refused)) == ([3], {"database": 1})
    assert counts(report) == {"read": 3, "new": 2}
    assert set(ChargingSession.objects.values_list("native_id", flat=True)) == {"1", "3"}


def test_doubts_are_kept_with_the_session_and_counted(tmp_path: Path) -> None:
    report = read_table(tmp_path, line(1, kwh=-4), line(2, kwh=999))
    assert dict(report.doubts) == {"energy_negative": 1, "energy_too_much": 1}
    assert set(ChargingSession.objects.values_list("doubts", "energy_wh", "state")) == {
        ("energy_negative", None, "ENDED"), ("energy_too_much", None, "ENDED"),
    }  # fmt: skip


def test_each_day_that_is_written_has_to_be_added_up_again_with_the_one_that_it_was_on(tmp_path: Path) -> None:
    read_table(tmp_path, line(1), line(2))
    assert list(StaleDay.objects.values_list("kind", "feed", "day")) == [("SESSIONS", "uk-dundee", date(2018, 7, 5))]
    StaleDay.objects.all().delete()
    read_table(tmp_path, line(1, "06/07/2018"), line(2))
    assert set(StaleDay.objects.values_list("day", flat=True)) == {date(2018, 7, 5), date(2018, 7, 6)}


def test_of_a_driver_only_a_keyed_digest_is_kept(tmp_path: Path, settings: Any) -> None:
    def drivers() -> dict[str, str]:
        return dict(ChargingSession.objects.filter(feed="de-abc").values_list("native_id", "driver"))

    read_cdrs(tmp_path, cdr("1"), cdr("2"), cdr("3", cdr_token={"uid": "9"}), cdr("4", cdr_token={}))
    found = {native_id[-1]: driver for native_id, driver in drivers().items()}
    assert found["1"] == found["2"] != found["3"]
    assert found["4"] == ""
    assert len(found["1"]) == 32
    assert "012345678" not in repr(list(ChargingSession.objects.values()))
    settings.SECRET_KEY = "another"
    read_cdrs(tmp_path, cdr("1"))
    assert drivers()["DE*ABC*1"] != found["1"]


def test_a_session_is_of_the_station_that_has_its_evse_id(tmp_path: Path) -> None:
    facts = {"operator": "Strom AG", "time_zone": "Europe/Berlin"}
    publish(REGISTER, station("a", (53.5, 9.9), evse("1", plug(kw=11), evse_id="DE*ABC*E1"), **facts))
    report = read_cdrs(tmp_path, cdr("1"), cdr("2", cdr_location={"evse_id": "de-abc-e1"}), cdr("3", total_energy=19))
    known = Station.objects.get()
    assert set(ChargingSession.objects.values_list("station", "operator")) == {(known.public_id, "Strom AG")}
    # What its strongest plug gives bounds the energy, and its clock is the session's.
    assert dict(report.doubts) == {"energy_too_much": 1}
    first = ChargingSession.objects.get(native_id="DE*ABC*1")
    assert (first.time_zone, first.day, first.hour, first.doubts) == ("Europe/Berlin", date(2026, 5, 2), 0, "")
    assert first.site == "Hafen"


def test_a_session_at_an_unknown_place_keeps_what_its_source_says(tmp_path: Path) -> None:
    read_cdrs(tmp_path, cdr())
    assert (one().station, one().site, one().evse_uid, one().operator) == ("", "Hafen", "DE*ABC*E1", "DE*ABC")
    assert (one().time_zone, one().doubts) == ("UTC", "zone_assumed")


def test_a_record_that_credits_another_takes_it_back_for_good(tmp_path: Path) -> None:
    read_cdrs(tmp_path, cdr("C-1"), cdr("C-2"))
    StaleDay.objects.all().delete()
    credit = cdr("C-3", credit=True, credit_reference_id="C-1", total_cost={"incl_vat": -5.0})
    assert counts(read_cdrs(tmp_path, credit)) == {"read": 1, "taken_back": 1}
    assert dict(ChargingSession.objects.values_list("native_id", "state")) == {
        "DE*ABC*C-1": "VOID",
        "DE*ABC*C-2": "ENDED",
    }
    assert StaleDay.objects.count() == 1
    assert counts(read_cdrs(tmp_path, credit)) == {"read": 1, "same": 1}
    assert counts(read_cdrs(tmp_path, cdr("C-1"))) == {"read": 1, "older": 1}


def test_feeds_have_ids_of_their_own(tmp_path: Path) -> None:
    session(feed="another", native_id="1")
    read_table(tmp_path, line(1))
    assert ChargingSession.objects.count() == 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "told.csv"
    path.write_text("\n".join([HEADER, line(1), line(2, kwh=-1), line(3, start="")]))
    return path


def test_the_command_says_what_became_of_each_file(file: Path, capsys: Any) -> None:
    out, err = StringIO(), StringIO()
    call_command("import_sessions", map="dundee", file=[file, file], stdout=out, stderr=err)
    assert out.getvalue().splitlines() == [
        "told.csv: 3 rows",
        "  sessions  2 new",
        "  doubts    1 energy negative",
        "  refused   1 time",
        "told.csv: 3 rows",
        "  sessions  2 same",
        "  doubts    1 energy negative",
        "  refused   1 time",
        "Insights show it after the next hourly refresh; --add-up adds up at once.",
    ]
    assert "line 4: time (started_at)" in err.getvalue()


def test_the_command_adds_up_at_once_where_it_is_told_to(file: Path) -> None:
    out = StringIO()
    call_command("import_sessions", map="dundee", file=[file], add_up=True, stdout=out, stderr=StringIO())
    assert out.getvalue().splitlines()[-1] == "1 days were added up."
    assert SessionDay.objects.get(site=ALL).sessions == 2
    out = StringIO()
    call_command("import_sessions", map="dundee", file=[file], stdout=out, stderr=StringIO())
    # Nothing was written, and nothing is left to be added up.
    assert "hourly" not in out.getvalue()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "--feed"),
        ({"map": "dundee", "currency": "pounds"}, "--currency"),
        ({"map": "dundee", "time_zone": "Mars/Base"}, "--time-zone"),
        ({"feed": "x" * 61}, "--feed"),
        ({"feed": "x"}, "told.csv"),
    ],
)
def test_the_command_says_what_cant_be_meant(file: Path, options: dict[str, Any], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_sessions", file=[file], **options)


def test_the_command_says_that_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_sessions", file=[tmp_path / "nowhere.csv"], map="dundee")
