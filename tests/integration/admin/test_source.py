"""A source's page: how it is, when it comes, what it refused; a data steward has it read, pauses it and goes on."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from stations.admin import source_acts
from stations.ingest import orders
from stations.models import ImportRun, Source, Upkeep
from tests.people import in_role
from tests.world import NOW, REGISTER, publish, station

pytestmark = pytest.mark.usefixtures("stage")
REFRESH = 'http-equiv="refresh"'


@pytest.fixture
def source() -> Source:
    """One of no address, with a run that refused a row, one that failed, and one that was given up."""
    publish(REGISTER, station("a"), station("b", (95.0, 0.0)))
    found = Source.objects.get()
    found.runs.create(started_at=NOW, finished_at=NOW, state="FAILED", error="It answered 500.")
    return found


@pytest.fixture
def fetched(source: Source, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The same, with an address."""
    for module in (orders, source_acts):
        monkeypatch.setattr(module, "can_fetch", lambda feed: True)
    return source


@pytest.fixture
def steward(client: Client) -> Client:
    client.force_login(in_role(Role.STEWARD))
    return client


def page(of: Source, what: str = "change") -> str:
    if what in ("change", "progress"):
        return reverse(f"admin:stations_source_{what}", args=[of.pk])
    return reverse("admin:stations_source_do", args=[of.pk, what])


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def notes() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("words", flat=True))


def test_its_health_and_runs_are_told(fetched: Source, steward: Client) -> None:
    Upkeep.objects.enqueue(source=fetched, kind="PLACES")
    Upkeep.objects.update(state="DEAD", error="no route", finished_at=timezone.now() + timedelta(minutes=1))
    told = words(steward, page(fetched))
    first, failed = ImportRun.objects.order_by("pk")
    assert "Last success: 2026-01-14 12:00:00 UTC" in told
    assert "no route" in told
    assert "import of places, every 1 day" in told
    assert "It is late: three turns were missed." in told
    # Read, new, changed, vanished, states, refused; of one that failed nothing is known.
    assert f"{first.pk} places completed 2026-01-14 12:00:00 UTC 2 1 0 0 0 1" in told
    assert f"{failed.pk} places failed 2026-01-14 12:00:00 UTC - - - - - -" in told
    assert f"Refused by run {first.pk}" in told
    assert "Its runs of the last 30 days (UTC)" in told


def test_it_is_read_now_and_its_progress_is_seen(fetched: Source, steward: Client) -> None:
    steward.post(page(fetched, "run"))
    job = Upkeep.objects.get()
    assert (job.kind, job.accept_shrink) == ("PLACES", False)
    assert notes() == ["Run now"]
    Upkeep.objects.update(state="RUNNING", stage="read", done=5, total=20, lease_until=timezone.now())
    for address in (page(fetched), page(fetched, "progress")):
        assert "read: 5 / 20" in words(steward, address)
    # Without a script the page of a run looks again by itself; this one has a form, which would be emptied.
    assert REFRESH not in steward.get(page(fetched)).content.decode()
    viewer = Client()
    viewer.force_login(in_role(Role.VIEWER))
    assert REFRESH in viewer.get(page(fetched)).content.decode()
    steward.post(page(fetched, "run-whatever-vanishes"), {"reason": "A network closed."})
    assert Upkeep.objects.latest("pk").accept_shrink
    assert notes()[1:] == ["Run now, although many stations vanish: A network closed."]


def test_without_an_address_the_page_says_why_it_is_not_read(source: Source, steward: Client) -> None:
    assert "It has no address, or the key that it wants is not set." in words(steward, page(source))
    steward.post(page(source, "run"))
    assert (Upkeep.objects.count(), notes()) == (0, [])


def test_it_is_paused_with_a_reason_and_goes_on(fetched: Source, steward: Client) -> None:
    assert steward.post(page(fetched, "pause")).status_code == 400
    steward.post(page(fetched, "pause"), {"reason": "Its operator asks us to."})
    assert list(orders.scheduled()) == []
    told = words(steward, page(fetched))
    assert "Nothing of it comes by itself since" in told
    assert "“Pause: Its operator asks us to.”" in told
    assert page(fetched, "pause") not in steward.get(page(fetched)).content.decode()
    steward.post(page(fetched, "resume"))
    assert [source.uid for source, _feed in orders.scheduled()] == [fetched.uid]
    assert notes() == ["Pause: Its operator asks us to.", "Resume"]
    assert AuditEntry.objects.earliest("pk").changes == [["fetched on schedule", "yes", "no"]]


def test_what_takes_stations_away_unseen_is_asked_of_one_source_and_with_a_reason(
    fetched: Source, steward: Client
) -> None:
    assert steward.post(page(fetched, "run-whatever-vanishes")).status_code == 400
    assert Upkeep.objects.count() == 0
    offered = steward.get(reverse("admin:stations_source_changelist")).content.decode()
    assert 'value="run"' in offered
    assert "run-whatever-vanishes" not in offered


@pytest.mark.parametrize("deed", ["run", "run-whatever-vanishes", "pause", "resume"])
def test_who_only_looks_sees_it_and_does_nothing(deed: str, fetched: Source) -> None:
    viewer = Client()
    viewer.force_login(in_role(Role.VIEWER))
    assert page(fetched, deed) not in viewer.get(page(fetched)).content.decode()
    assert viewer.get(page(fetched, deed)).status_code == 200
    assert viewer.post(page(fetched, deed), {"reason": "no"}).status_code == 403
    assert (Upkeep.objects.count(), Source.objects.get().enabled) == (0, True)


def test_the_latest_import_of_each_kind_is_seen(fetched: Source, steward: Client) -> None:
    ended = {"source": fetched, "finished_at": NOW}
    older = Upkeep.objects.create(kind="PLACES", state="COMPLETED", **ended)
    places = Upkeep.objects.create(kind="PLACES", state="DEAD", error="It answered 500.", **ended)
    states = Upkeep.objects.create(kind="STATUSES", state="COMPLETED", **ended)
    told = words(steward, page(fetched))
    assert f"Job {places.pk}, import of places : given up" in told
    assert "It answered 500." in told
    assert f"Job {states.pk}, import of live states : completed" in told
    assert f"Job {older.pk}," not in told


def test_a_source_that_was_never_read_opens(steward: Client) -> None:
    assert "It was never read." in words(steward, page(Source.objects.create(uid="xx-register")))


def test_more_runs_take_no_more_queries(fetched: Source, steward: Client) -> None:
    with CaptureQueriesContext(connection) as before:
        steward.get(page(fetched))
    for _ in range(20):
        publish(REGISTER, station("a"), station("b", (95.0, 0.0)))
    with CaptureQueriesContext(connection) as after:
        steward.get(page(fetched))
    assert len(after) <= len(before)
