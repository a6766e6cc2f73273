"""`import_source` on the command line: what it reads, what it prints, and what it says when something is not right."""

import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from stations.models import ImportRun, Source, Station
from tests.fakes.feeds import evse, row, written

pytestmark = pytest.mark.django_db


def told(*args: object) -> str:
    out = io.StringIO()
    call_command("import_source", *map(str, args), stdout=out)
    return out.getvalue()


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return written(tmp_path, [row("a"), row("b", lat=None), row("c", fuel="LPG"), row("a")])


def test_without_a_source_it_lists_them() -> None:
    assert "us-afdc            " in told()
    assert "(given as a file; CC BY 4.0)" in told()


def test_it_says_what_was_read_stored_refused_and_repeated(feed: Path) -> None:
    said = told("xx-rows", "--file", feed)
    assert said.splitlines()[0].startswith("Run ") and "of xx-rows: completed in " in said
    assert "  read      4 rows\n" in said
    assert "  outcomes  1 new\n" in said
    assert "  skipped   1 another fuel\n" in said
    assert "  refused   1 coordinates missing\n" in said
    assert "  repeated  1 rows with an id that came before\n" in said
    assert "Nothing has changed" not in said


def test_a_second_run_says_that_nothing_has_changed(feed: Path) -> None:
    told("xx-rows", "--file", feed)
    said = told("xx-rows", "--file", feed)
    assert "  outcomes  1 unchanged\n" in said
    assert said.endswith("  Nothing has changed.\n")


@pytest.mark.parametrize(
    ("there", "given", "older"),
    [("2026-04-02T00:00:00Z", "2026-04-01T00:00:00Z", 1), ("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z", 0),
     ("2026-04-02T00:00:00Z", None, 0), (None, "2026-04-01T00:00:00Z", 0)],
)  # fmt: skip
def test_an_older_edition_says_what_it_has_replaced(
    tmp_path: Path, there: str | None, given: str | None, older: int
) -> None:
    told("xx-rows", "--file", written(tmp_path, [row("a", updated=there), row("b", updated=there)], "new.json"))
    said = told(
        "xx-rows", "--file", written(tmp_path, [row("a", name="As it was", updated=given), row("b", updated=there)])
    )
    run = ImportRun.objects.latest("pk")
    assert run.report["older"] == older
    assert ("older     1 of the changed records were there in a later edition" in said) == bool(older)
    assert (f"--undo {run.pk}" in said) == bool(older)


def test_several_files_are_one_input(tmp_path: Path) -> None:
    one, two = written(tmp_path, [row("a")], "one.json"), written(tmp_path, [row("b")], "two.json")
    told("xx-rows", "--file", one, two)
    told("xx-rows", "--file", one, "--file", two)
    assert Station.objects.count() == 2
    assert set(ImportRun.objects.values_list("origin", flat=True)) == {"one.json, two.json"}


@pytest.mark.parametrize("scope", ["--complete", "--complete=us-ma"])
def test_complete_says_that_the_file_is_the_whole(tmp_path: Path, scope: str) -> None:
    told("xx-rows", "--file", written(tmp_path, [row(name) for name in "abcdef"]))
    said = told("xx-rows", "--file", written(tmp_path, [row(name) for name in "abcde"]), scope)
    assert "  outcomes  5 unchanged, 1 vanished\n" in said


def test_a_run_that_is_held_back_says_how_to_accept_it(tmp_path: Path) -> None:
    told("xx-rows", "--file", written(tmp_path, [row(name) for name in "abc"]), "--complete")
    less = written(tmp_path, [row("a")])
    said = told("xx-rows", "--file", less, "--complete")
    assert "held back in " in said
    assert "2 of 3 stations are absent from the input: held back until a person accepts it." in said
    assert f"To accept it: --release {ImportRun.objects.latest('pk').pk}, or --accept-shrink" in said
    assert "2 vanished" in told("xx-rows", "--file", less, "--complete", "--accept-shrink")


def test_an_undo_is_reported_like_a_run(feed: Path) -> None:
    told("xx-rows", "--file", feed)
    run = ImportRun.objects.get()
    said = told("xx-rows", "--undo", run.pk)
    assert said.startswith(f"Run {run.pk} of xx-rows is undone:\n")
    assert "  outcomes  1 removed\n" in said


def test_a_run_that_carried_on_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(written(tmp_path, [row(str(n)) for n in range(1_500)]).read_text()[:-9])
    with pytest.raises(CommandError):
        told("xx-rows", "--file", broken)
    failed = ImportRun.objects.get()
    said = told("xx-rows", "--file", written(tmp_path, [row("0")]))
    assert f"  carried on what run {failed.pk} had begun before it was interrupted\n" in said


def test_live_states_are_read_from_a_status_file(tmp_path: Path) -> None:
    told("xx-live", "--file", written(tmp_path, [row("a", evses=[evse("1", evse_id="US*ABC*E1")])]))
    states = written(tmp_path, [{"evse": "US*ABC*E1", "status": "AVAILABLE", "at": "2026-05-01T10:00:00+00:00"}])
    assert "  outcomes  1 states\n" in told("xx-live", "--status", "--file", states)
    again = told("xx-live", "--status", "--file", states)
    assert "  outcomes  1 states unchanged\n" in again
    assert again.endswith("  Nothing has changed.\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["xx-nobody"], "there is no source 'xx-nobody'; the sources are: "),
        (["xx-rows"], "xx-rows: no address is known for xx-rows: give a file with --file PATH"),
        (["xx-rows", "--file", "/nowhere/at/all.json"], "there is no file /nowhere/at/all.json"),
        (["xx-rows", "--file", "."], "there is no file ."),
        (["xx-rows", "--file", "FEED", "--complete=Atlantis"],
         "--complete: 'Atlantis' is no country or state; write a scope as US or US-MA"),
        (["xx-rows", "--complete"], "--complete speaks of a file: give it with --file PATH"),
        (["xx-rows", "--reference", "FEED"], "--reference speaks of a file: give it with --file PATH"),
        (["xx-rows", "--file", "FEED", "--reference", "/nowhere.json"], "there is no file /nowhere.json"),
        (["xx-live", "--status", "--file", "FEED", "--complete"], "--status reads live states"),
        (["xx-silent", "--status", "--file", "FEED"], "xx-silent tells no live states apart from its places"),
        (["xx-silent", "--status"], "xx-silent tells no live states apart from its places"),
        (["us-afdc"], "us-afdc wants a key: ask .* for one and set AFDC_API_KEY"),
        (["--undo", "0"], "there is no run 0"),
        (["--undo", "4711"], "there is no run 4711"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_in_words(feed: Path, args: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        told(*(feed if arg == "FEED" else arg for arg in args))
    assert not ImportRun.objects.exists()


def test_the_run_of_another_source_is_not_undone(feed: Path) -> None:
    told("xx-rows", "--file", feed)
    run = ImportRun.objects.get()
    with pytest.raises(CommandError, match=f"run {run.pk} is of xx-rows, not of xx-other"):
        told("xx-other", "--undo", run.pk)


@pytest.mark.parametrize("error", [OperationalError("database or disk is full"), sqlite3.OperationalError("full")])
def test_a_full_disk_is_no_traceback(feed: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def full(*_: Any) -> None:
        raise error

    monkeypatch.setattr("stations.sources.store.Store.publish", full)
    with pytest.raises(CommandError, match=r"xx-rows: .*full"):
        told("xx-rows", "--file", feed)
    assert ImportRun.objects.get().state == ImportRun.State.FAILED
    assert Source.objects.get().loaded_at is None
