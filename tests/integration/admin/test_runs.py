"""The page of a run: what it would do, and what a data steward may do to it; whoever only looks is shown it."""

import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from stations.ingest.static import Input, run
from stations.models import ImportRun, Station, Upkeep
from stations.sources.base import SourceFile
from tests.people import in_role
from tests.world import NOW, REGISTER, publish, station
from voltway.jobs.claim import perform

pytestmark = pytest.mark.usefixtures("stage")
PARKS = [station(f"p{number}", (52.0, 13 + number / 100), name=f"Park {number}") for number in range(5)]


@pytest.fixture
def steward(client: Client) -> Client:
    client.force_login(in_role(Role.STEWARD))
    return client


@pytest.fixture
def viewer() -> Client:
    client = Client()
    client.force_login(in_role(Role.VIEWER))
    return client


@pytest.fixture
def held() -> ImportRun:
    publish(REGISTER, *PARKS, complete="*")
    return brought(station("p0", (52.0, 13.0), name="Linden & Park"), station("new", (52.0, 13.9), name="Newly"))


def brought(*records: object) -> ImportRun:
    """Imported as the whole of the source, and nobody has accepted that it shrinks."""
    REGISTER.records = records  # type: ignore[assignment]
    files = (SourceFile(Path(os.devnull)),)
    return run(source=REGISTER.uid, given=Input(files, "a test", complete="*"), now=NOW)


def page(of: ImportRun, what: str = "change") -> str:
    if what in ("change", "progress"):
        return reverse(f"admin:stations_importrun_{what}", args=[of.pk])
    return reverse("admin:stations_importrun_do", args=[of.pk, what])


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def worked_off() -> None:
    for job in Upkeep.objects.unfinished():
        perform(Upkeep, job.pk, heart=False)


def notes() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("words", flat=True))


def names() -> set[str]:
    return set(Station.objects.filter(vanished_at=None).values_list("name", flat=True))


def test_a_run_that_is_held_back_tells_what_it_would_do(held: ImportRun, steward: Client) -> None:
    told = words(steward, page(held))
    for said in ("4 stations: would vanish", "1 station: would be new", "1 station: would change", "Park 3", "Newly"):
        assert said in told
    assert "Linden &amp; Park" in told
    there = Station.objects.get(name="Park 3")
    link = reverse("admin:stations_station_change", args=[there.pk])
    assert f'href="{link}"' in steward.get(page(held)).content.decode()


def test_it_is_released_as_it_was_read(held: ImportRun, steward: Client) -> None:
    assert "4 stations: would vanish" in words(steward, page(held, "release"))
    REGISTER.records = ()
    answer = steward.post(page(held, "release"), {"reason": "A network closed."})
    assert answer.headers["Location"] == page(held)
    job = Upkeep.objects.get()
    assert notes() == ["Release: A network closed."]
    assert f"Job {job.pk}, publishing what was held back" in words(steward, page(held))
    worked_off()
    assert names() == {"Linden & Park", "Newly"}
    told = words(steward, page(held))
    assert "What became of it: released" in told
    assert "completed" in words(steward, page(held, "progress"))


def test_what_came_of_a_job_stands_beside_it(held: ImportRun, steward: Client) -> None:
    steward.post(page(held, "release"))
    worked_off()
    told = words(steward, page(held, "progress"))
    assert f"Run {held.pk} :" in told
    assert "rows read, 0 refused; " in told
    assert "4 vanished" in told
    steward.post(page(held, "undo"))
    worked_off()
    told = words(steward, page(held, "progress"))
    assert "4 returned" in told
    assert "rows read" not in told


def test_while_a_job_is_about_a_run_nothing_else_is_offered(held: ImportRun, steward: Client) -> None:
    steward.post(page(held, "release"))
    shown = steward.get(page(held)).content.decode()
    assert page(held, "discard") not in shown
    assert page(held, "release") not in shown
    assert "is under way for it." in words(steward, page(held))
    assert steward.post(page(held, "discard")).status_code == 409
    held.refresh_from_db()
    assert held.state == "HELD"


def test_a_release_that_is_ordered_twice_is_one(held: ImportRun, steward: Client) -> None:
    for _ in range(2):
        steward.post(page(held, "release"))
    assert Upkeep.objects.count() == 1


def test_it_is_discarded(held: ImportRun, steward: Client) -> None:
    steward.post(page(held, "discard"))
    held.refresh_from_db()
    assert held.state == ImportRun.State.DISCARDED
    assert notes() == ["Discard"]
    assert AuditEntry.objects.get().changes == [["state", "held back", "discarded"]]
    answer = steward.post(page(held, "discard"), follow=True)
    assert "It is not in a state for that." in answer.content.decode()
    assert len(notes()) == 1


def test_where_it_can_not_be_released_the_page_says_why(held: ImportRun, steward: Client) -> None:
    held.source.runs.create(started_at=NOW, finished_at=NOW, state="FAILED", wrote=True)
    for address in (page(held), page(held, "release")):
        told = words(steward, address)
        assert "came after it: what is there is not what it was compared with; import the source anew" in told
    assert page(held, "release") not in steward.get(page(held)).content.decode()
    answer = steward.post(page(held, "release"), follow=True)
    assert "came after it" in answer.content.decode()
    assert (Upkeep.objects.count(), notes()) == (0, [])


def test_a_run_is_taken_back_after_its_preview_was_seen(held: ImportRun, steward: Client) -> None:
    done = brought(station("p0", (52.0, 13.0), name="Lindenpark"), *PARKS[1:4], station("new", name="Newly"))
    told = words(steward, page(done, "undo"))
    for said in ("1 station: come back", "1 station: go", "1 station: are as before", "Lindenpark", "Park 4", "Newly"):
        assert said in told
    steward.post(page(done, "undo"))
    worked_off()
    assert names() == {f"Park {number}" for number in range(5)}
    done.refresh_from_db()
    assert done.state == ImportRun.State.UNDONE
    first = ImportRun.objects.earliest("pk")
    assert page(first, "undo") in steward.get(page(first)).content.decode()


def test_a_run_that_another_came_after_says_so_instead_of_a_button(held: ImportRun, steward: Client) -> None:
    later = brought(*PARKS[:4], station("new", name="Newly"))
    first = ImportRun.objects.earliest("pk")
    told = steward.get(page(first)).content.decode()
    assert f"run {later.pk} of xx-register came after it: undo that one first" in told
    assert page(first, "undo") not in told


def test_refused_rows_stand_by_rule_and_are_read_again(steward: Client) -> None:
    done = brought(PARKS[0], station("n1", (95.0, 0.0), name="Nowhere"), station("n2", (96.0, 0.0)))
    (rule,) = done.report["refused"]
    told = words(steward, page(done))
    assert f"{rule} 2 coordinates" in told
    rows = re.search(r'href="([^"]*rejectedrow/\?run[^"]*)"', steward.get(page(done)).content.decode())
    assert rows
    assert "2 rejected rows" in words(steward, rows[1].replace("&amp;", "&"))
    REGISTER.records = (PARKS[0], station("n1", (52.5, 13.0), name="Somewhere"), station("n2", (96.0, 0.0)))
    assert rule in words(steward, page(done, "again"))
    steward.post(page(done, "again"), {"reason": "The register mended its degrees."})
    worked_off()
    assert names() == {"Park 0", "Somewhere"}
    again = ImportRun.objects.latest("pk")
    assert (again.get_kind_display(), again.report["refused"]) == ("refused rows again", {rule: 1})
    assert f"run {again.pk} of xx-register came after it: the source was read since" in words(steward, page(done))
    assert page(again, "undo") in steward.get(page(again)).content.decode()


@pytest.mark.parametrize("deed", ["release", "discard", "undo"])
def test_who_only_looks_sees_it_and_does_nothing(deed: str, held: ImportRun, viewer: Client) -> None:
    of = ImportRun.objects.earliest("pk") if deed == "undo" else held
    told = viewer.get(page(of)).content.decode()
    assert page(of, deed) not in told
    asked = viewer.get(page(of, deed)).content.decode()
    assert "doing it needs the right to change" in asked
    assert "<button" not in asked.partition('id="content"')[2].partition("</main>")[0]
    assert viewer.post(page(of, deed)).status_code == 403
    assert (Upkeep.objects.count(), notes()) == (0, [])
    held.refresh_from_db()
    assert held.state == ImportRun.State.HELD


@pytest.mark.parametrize("what", ["release", "undo", "discard", "again", "progress"])
def test_a_run_that_is_not_there_is_absent(what: str, steward: Client) -> None:
    assert steward.get(page(ImportRun(pk=999), what)).status_code == 404


def test_no_other_method_does_anything(held: ImportRun, steward: Client) -> None:
    assert steward.put(page(held, "release")).status_code == 405
    assert steward.post(page(held, "progress")).status_code == 405


@pytest.mark.parametrize("what", ["change", "release"])
def test_a_larger_difference_takes_no_more_queries(what: str, held: ImportRun, steward: Client) -> None:
    with CaptureQueriesContext(connection) as before:
        steward.get(page(held, what))
    many = [station(f"m{number}", (51.0, 13 + number / 100)) for number in range(60)]
    publish(REGISTER, *PARKS, *many, complete="*")
    larger = brought(*PARKS)
    with CaptureQueriesContext(connection) as after:
        steward.get(page(larger, what))
    assert larger.state == ImportRun.State.HELD
    assert len(after) <= len(before)
