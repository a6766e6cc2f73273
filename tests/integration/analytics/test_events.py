"""What people do on pages and programs ask of the API becomes rows, behind their backs and never at their cost."""

import html
import os
import re
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, InterfaceError, connection
from django.test import Client, RequestFactory
from pytest import MonkeyPatch

from analytics.events import recording
from analytics.events.buffer import Buffer
from analytics.models import Event, StaleDay
from stations.models import Station
from tests.fakes import keys
from tests.people import person
from tests.world import REGISTER, publish, station
from voltway import early
from voltway.lib import happenings
from voltway.lib.happenings import Deed, Done
from voltway.observability import metrics

pytestmark = pytest.mark.usefixtures("stage", "heard")
VIEW = Done(Deed.VIEWED, "abcdefgh2345")


@pytest.fixture
def heard(monkeypatch: MonkeyPatch) -> Iterator[None]:
    """A process that listens; what it counts is written when the test says so."""
    monkeypatch.setattr(recording, "_buffer", Buffer(100))
    monkeypatch.setattr(recording, "_start", lambda: None)
    happenings.listen(recording.hear)
    yield
    happenings.unlisten(recording.hear)


@pytest.fixture
def place() -> str:
    """The id of a station near Berlin."""
    publish(REGISTER, station("a", (52.5234, 13.4119), name="Lindenpark"))
    return Station.objects.get().public_id


def written(*, api: bool = False) -> set[tuple[Any, ...]]:
    """What is in the table once all is written: kind, subject, outcome, times. Calls of the API only where wanted."""
    recording.flush()
    rows = Event.objects.all() if api else Event.objects.exclude(kind="API")
    return set(rows.values_list("kind", "subject", "outcome", "times"))


def counted(outcome: str) -> float:
    return float(metrics.EVENTS.labels(outcome=outcome)._value.get())


def page_of(station: str) -> str:
    return f"/stations/{station}/lindenpark/"


def test_a_page_that_was_opened_is_a_view(client: Client, place: str) -> None:
    assert [client.get(page_of(place)).status_code for _ in range(2)] == [HTTPStatus.OK] * 2
    assert written() == {("VIEWED", place, "", 2)}


def test_what_shows_no_page_is_no_view(client: Client, place: str) -> None:
    client.head(page_of(place))
    assert client.get("/stations/aaaaaaaaaaaa/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/stations/{place}/").status_code == HTTPStatus.MOVED_PERMANENTLY
    assert client.get(f"/stations/{place}/?fragment=card").status_code == HTTPStatus.OK
    assert written() == set()


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("lat=52.52&lon=13.41&radius_km=5", {("SEARCHED", "52.5,13.4", "found", 1)}),
        ("bbox=13.3,52.4,13.5,52.6", {("SEARCHED", "52.5,13.4", "found", 1)}),
        # Of so large a view the middle says nothing.
        ("bbox=5,47,15,55", {("SEARCHED", "-", "found", 1)}),
        ("lat=40.04&lon=-3.7&radius_km=5", {("SEARCHED", "40.0,-3.7", "nothing", 1)}),
        (
            "lat=52.5&lon=13.4&q=my+secret&connector=chademo&min_power_kw=50",
            {
                ("SEARCHED", "52.5,13.4", "nothing", 1),
                ("FILTERED", "q", "", 1), ("FILTERED", "connector", "", 1), ("FILTERED", "min_power_kw", "", 1),
            },
        ),
        ("q=Lindenpark", {("SEARCHED", "-", "found", 1), ("FILTERED", "q", "", 1)}),
        ("", set()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("fragment", ["", "&fragment=list"])
def test_a_search_is_kept_by_its_area_its_filters_names_and_whether_anything_was_there(
    query: str, rows: set[Any], fragment: str, client: Client, place: str
) -> None:
    assert client.get(f"/?{query}{fragment}").status_code == HTTPStatus.OK
    assert written() == rows
    assert "secret" not in repr(list(Event.objects.values()))


def test_the_next_page_of_a_list_is_no_search(client: Client) -> None:
    publish(REGISTER, *(station(f"s{number}", (52.5, 13.4 + number / 1000)) for number in range(30)))
    first = client.get("/?lat=52.5&lon=13.4&radius_km=5&fragment=list").content.decode()
    [more] = set(re.findall(r'href="(/\?[^"]*cursor=[^"]*)"', first))
    assert client.get(html.unescape(more)).status_code == HTTPStatus.OK
    assert written() == {("SEARCHED", "52.5,13.4", "found", 1)}


@pytest.mark.parametrize("wish", ["DNT", "Sec-GPC"])
def test_who_asks_not_to_be_followed_leaves_nothing(wish: str, client: Client, place: str) -> None:
    for path in (page_of(place), "/?lat=52.5&lon=13.4"):
        assert client.get(path, headers={wish: "1"}).status_code == HTTPStatus.OK
    assert client.post("/export/", {"format": "csv"}, headers={wish: "1"}).status_code == HTTPStatus.FOUND
    assert written() == set()


def test_a_star_is_counted_once(client: Client, place: str) -> None:
    client.force_login(person())
    for _ in range(2):
        assert client.post(f"/accounts/favourites/{place}/").status_code == HTTPStatus.FOUND
    mine = keys.headers("bob@voltway.example")
    for _ in range(2):
        assert client.put(f"/api/v2/me/favourites/{place}/", "{}", "application/json", headers=mine).status_code < 300
    assert written() == {("STARRED", place, "", 2)}


def test_exports_are_counted_by_format(client: Client, place: str) -> None:
    assert client.post("/export/", {"format": "csv"}).status_code == HTTPStatus.FOUND
    once = {**keys.headers(), "idempotency-key": "one"}
    for _ in range(2):
        asked = client.post("/api/v2/exports/", {"format": "jsonl"}, "application/json", headers=once)
        assert asked.status_code == HTTPStatus.ACCEPTED
    assert written() == {("EXPORTED", "csv", "", 1), ("EXPORTED", "jsonl", "", 1)}


def test_calls_are_counted_by_route_and_class_of_status(client: Client, place: str) -> None:
    for path in ("stations/", "stations/", "stations/?limit=none", "stations/aaaaaaaaaaaa/"):
        client.get(f"/api/v2/{path}")
    client.get("/data/")
    assert written() == set()
    rows = Event.objects.values_list("subject", "outcome", "times")
    times: Counter[tuple[str, str]] = Counter()
    for subject, outcome, number in rows:
        times[subject, outcome] += number
    assert times == {("api-stations", "2xx"): 2, ("api-stations", "4xx"): 1, ("api-station", "4xx"): 1}


def test_calls_that_django_never_saw_are_counted_too(place: str, monkeypatch: MonkeyPatch) -> None:
    # The test's transaction goes on after a request.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    application, plain = early.Application(), WSGIHandler.__call__
    by_django: list[object] = []

    def noted(self: Any, environ: Any, start: Any) -> Any:
        by_django.append(environ)
        return plain(self, environ, start)

    monkeypatch.setattr(WSGIHandler, "__call__", noted)
    for _ in range(3):
        environ = {
            "HTTP_HOST": "testserver",
            **RequestFactory().get("/api/v2/operators/").environ,
            "CONTENT_LENGTH": "",
        }
        list(application(environ, lambda *_: None))
    assert len(by_django) == 1
    recording.flush()
    assert sum(Event.objects.filter(subject="api-operators").values_list("times", flat=True)) == 3


def test_what_is_written_has_to_be_added_up() -> None:
    happenings.tell(VIEW, {})
    recording.flush()
    event = Event.objects.get()
    assert list(StaleDay.objects.values_list("kind", "feed", "day")) == [("EVENTS", "", event.day)]
    recording.flush()
    assert (Event.objects.count(), StaleDay.objects.count()) == (1, 1)


def test_more_than_a_batch_is_written_whole(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "BATCH", 3)
    before = counted("written")
    for number in range(8):
        happenings.tell(Done(Deed.VIEWED, f"{number}"), {})
    recording.flush()
    assert Event.objects.count() == 8
    assert counted("written") - before == 8


def test_what_there_is_no_room_for_is_dropped_and_counted(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "_buffer", Buffer(2))
    before = counted("dropped")
    for number in (1, 2, 3, 4, 2):
        happenings.tell(Done(Deed.VIEWED, f"{number}"), {})
    assert counted("dropped") - before == 2
    assert written() == {("VIEWED", "1", "", 1), ("VIEWED", "2", "", 2)}


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_what_the_database_does_not_take_is_written_later(error: type[Exception], monkeypatch: MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise error("away")

    happenings.tell(VIEW, {})
    with monkeypatch.context() as patch:
        patch.setattr(recording, "_write", away)
        recording.flush()
        happenings.tell(VIEW, {})
    assert written() == {("VIEWED", VIEW.subject, "", 2)}


def test_what_waits_for_the_database_takes_no_more_room_than_there_is(monkeypatch: MonkeyPatch) -> None:
    def away(*_: object) -> None:
        monkeypatch.setattr(recording, "_buffer", Buffer(0))
        raise DatabaseError("away")

    before = counted("dropped")
    for _ in range(5):
        happenings.tell(VIEW, {})
    monkeypatch.setattr(recording, "_write", away)
    recording.flush()
    assert counted("dropped") - before == 5


def test_one_thread_writes_for_a_process(monkeypatch: MonkeyPatch) -> None:
    started: list[str] = []

    class Thread:
        def __init__(self, *, name: str, **_: object) -> None:
            self.name = name

        def start(self) -> None:
            started.append(self.name)

    monkeypatch.undo()
    monkeypatch.setattr(recording, "_buffer", Buffer(10))
    monkeypatch.setattr(recording, "_writer", 0)
    monkeypatch.setattr(recording, "Thread", Thread)
    ends: list[object] = []
    monkeypatch.setattr(recording, "at_end", ends.append)
    for _ in range(3):
        recording.hear(VIEW, {})
    assert started == ["events"]
    # As in a process that was forked from this one.
    monkeypatch.setattr(os, "getpid", lambda: -1)
    recording.hear(VIEW, {})
    assert started == ["events"] * 2
    assert ends == [recording.flush] * 2


def test_without_a_thread_nothing_is_raised_and_the_next_one_tries_again(monkeypatch: MonkeyPatch) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.undo()
    monkeypatch.setattr(recording, "_buffer", Buffer(10))
    monkeypatch.setattr(recording, "_writer", 0)
    monkeypatch.setattr(recording, "Thread", none_left)
    recording.hear(VIEW, {})
    assert recording._writer == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a machine without fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_does_not_write_what_its_parent_counted() -> None:
    os.register_at_fork(after_in_child=recording._forget)
    happenings.tell(VIEW, {})
    child = os.fork()
    if child == 0:
        os._exit(len(recording._buffer.take()))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert len(recording._buffer.take()) == 1
