"""What is kept of runs only so that they can be undone or looked into goes when it is old enough."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from stations.ingest.retention import clean_up
from stations.ingest.runs import RunFailed
from stations.ingest.undo import undo
from stations.models import ImportRun, RecordVersion, RejectedRow, Station
from tests.fakes.feeds import row
from tests.fakes.imports import Imports

ROWS = [row(name) for name in "abcdef"]
KEEP = timedelta(days=90)


@pytest.fixture
def aged(imports: Imports) -> Imports:
    """An old run and one of today; each changed a station, refused a row, and one made a station vanish."""
    imports(ROWS, complete="*")
    imports([row("a", name="2", operator="New"), *ROWS[1:5], row("bad", lat=None)], complete="*")
    imports.now += KEEP
    imports([row("a", name="3", operator="Newer"), *ROWS[1:5], row("bad", lat=None)], complete="*")
    return imports


def test_versions_and_refused_rows_of_old_runs_go_and_their_reports_stay(aged: Imports) -> None:
    reports = list(ImportRun.objects.values_list("pk", "report"))
    counts = clean_up(now=aged.now, keep=KEEP - timedelta(hours=2))
    assert counts == {"versions": 1, "refused rows": 1, "operators": 1, "schedules": 0, "removed stations": 0}
    newest = ImportRun.objects.first()
    assert set(RecordVersion.objects.values_list("run", flat=True)) == {newest and newest.pk}
    assert set(RejectedRow.objects.values_list("run", flat=True)) == {newest and newest.pk}
    assert list(ImportRun.objects.values_list("pk", "report")) == reports


def test_vanished_stations_stay(aged: Imports) -> None:
    clean_up(now=aged.now + KEEP * 9, keep=KEEP)
    assert Station.objects.exclude(vanished_at=None).count() == 1


def test_what_is_young_enough_stays(aged: Imports) -> None:
    counts = clean_up(now=aged.now, keep=KEEP * 2)
    assert (counts["versions"], counts["refused rows"]) == (0, 0)
    assert (RecordVersion.objects.count(), RejectedRow.objects.count()) == (2, 2)


def test_a_run_whose_versions_are_gone_is_not_undone(aged: Imports) -> None:
    clean_up(now=aged.now + KEEP, keep=KEEP - timedelta(days=1))
    newest = ImportRun.objects.first()
    assert newest
    with pytest.raises(RunFailed, match="what an undo needs is no longer kept"):
        undo(run=newest, now=aged.now)


def test_what_a_failed_run_changed_waits_for_the_next_run(aged: Imports) -> None:
    ImportRun.objects.update(state=ImportRun.State.FAILED)
    counts = clean_up(now=aged.now + KEEP * 2, keep=KEEP)
    assert (counts["versions"], counts["refused rows"]) == (0, 2)


def test_the_command_keeps_what_the_setting_says(aged: Imports, capsys: pytest.CaptureFixture[str]) -> None:
    # The made-up runs are of May 2026; whoever reads this later has a clock that is past that.
    call_command("clean_up", "--days", "36500")
    assert RecordVersion.objects.count() == 2
    capsys.readouterr()
    ImportRun.objects.update(started_at=aged.now.replace(year=2020))
    call_command("clean_up")
    told = "Dropped 2 versions, 2 refused rows, 0 operators, 0 schedules, 0 removed stations, 0 files of exports.\n"
    assert capsys.readouterr().out == told
