"""The four published files of Dundee: every row is a session, and what was checked by eye stays as it is."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db.models import Count, Q, Sum

from analytics.models import ALL, ChargingSession, SessionDay, SessionHour
from analytics.rollups import fold
from analytics.sessions.importing import import_sessions
from analytics.sessions.layout import Usual
from analytics.sessions.table import Table, all_maps
from tests.fakes.sessions import fail
from tests.surroundings import real_data

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]

TABLE = Table(all_maps()["dundee"], Usual("uk-dundee", "GBP", "Europe/London"))
NOW = datetime(2026, 11, 23, tzinfo=UTC)
# Rows, those without an end, and doubts.
FILES = {
    "charge-sessions-june-sept.csv.gz": (19_227, 72, {"energy_negative": 8, "energy_too_much": 1}),
    "cp-data-dec-mar-2018.csv.gz": (15_610, 61, {"energy_negative": 7, "end_before_start": 2}),
    "cp-data-mar-may-2018.csv.gz": (16_773, 114, {"energy_negative": 12}),
    "cpdata.csv.gz": (
        15_502, 82, {"time_repeated": 15, "energy_negative": 2, "energy_too_much": 2, "end_before_start": 1}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_file_is_a_session_or_has_a_reason(name: str) -> None:
    """None has: what can't be true in a row is not known of its session."""
    records = [TABLE.read(row) for _, row in TABLE.rows(real_data() / "sessions/dundee" / name)]
    rows, still_open, _ = FILES[name]
    assert (len(records), sum(not record.ended for record in records)) == (rows, still_open)
    tokens = {record.driver_token for record in records if record.driver_token}
    assert len(tokens) == (827 if "june" in name else 0)


def test_all_four_files_are_imported_once() -> None:
    def read() -> Counter[str]:
        done: Counter[str] = Counter()
        for name, (_, _, doubts) in FILES.items():
            report = import_sessions(file=real_data() / "sessions/dundee" / name, layout=TABLE, now=NOW, tell=fail)
            assert dict(report.doubts) == doubts
            done.update({"new": report.new, "same": report.same})
        return +done

    assert read() == {"new": 67_112}
    assert dict(ChargingSession.objects.values_list("state").annotate(Count("pk"))) == {"OPEN": 329, "ENDED": 66_783}
    drivers = ChargingSession.objects.exclude(driver="").values("driver").annotate(sessions=Count("pk"))
    assert (drivers.count(), drivers.filter(sessions__gte=5).count()) == (827, 399)
    assert read() == {"same": 67_112}
    fold.refresh(now=NOW)
    check_sums()


def check_sums() -> None:
    """Heat map, months and sites of the sums are those of a direct look at every session."""
    hours, days = (table.objects.filter(station=ALL, site=ALL) for table in (SessionHour, SessionDay))
    rows = ChargingSession.objects.all()
    cell = ("day__iso_week_day", "hour")
    assert set(hours.values_list(*cell).annotate(number=Sum("sessions"))) == set(
        rows.values_list(*cell).annotate(number=Count("pk"))
    )
    of_months = ("day__year", "day__month", "currency")
    assert set(
        days.values_list(*of_months).annotate(energy=Sum("energy_wh"), money=Sum("cost"), still_open=Sum("open"))
    ) == {
        (*month, energy, cost or 0, still_open)
        for *month, energy, cost, still_open in rows.values_list(*of_months).annotate(
            energy=Sum("energy_wh"), money=Sum("cost"), still_open=Count("pk", filter=Q(state="OPEN"))
        )
    }
    places = SessionDay.objects.exclude(station=ALL)
    assert dict(places.values_list("site").annotate(number=Sum("sessions"))) == dict(
        rows.values_list("site").annotate(number=Count("pk"))
    )


def test_a_session_in_the_night_when_clocks_were_set_back_checked_by_eye() -> None:
    """It is told to have begun at 01:55 and ended at 01:20: 25 minutes, as its 11 kWh say too."""
    rows = TABLE.rows(real_data() / "sessions/dundee" / "cpdata.csv.gz")
    [record] = [TABLE.read(row) for _, row in rows if row["native_id"] == "3944166"]
    assert record.started_at == datetime(2017, 10, 29, 0, 55, tzinfo=UTC)
    assert record.ended_at == datetime(2017, 10, 29, 1, 20, tzinfo=UTC)
