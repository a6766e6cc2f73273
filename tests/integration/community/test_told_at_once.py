"""Whoever tells something of a station at the same time as others: nothing is lost, and nobody waits for ever."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from stations.community import moderation, suspicions
from stations.community.answering import answer
from stations.community.author import Author
from stations.community.finding import Place, check_in, report_fault
from stations.community.reviews import write_review
from stations.documents.identity import public_id
from stations.models import Contribution, FaultReport, Suspicion
from tests.people import person
from tests.world import REGISTER, publish, stage, station
from voltway.lib import locks

__all__ = ["stage"]

pytestmark = [pytest.mark.usefixtures("stage"), pytest.mark.django_db(transaction=True)]

Work = Callable[[], object]


@pytest.fixture
def plug(stage: None) -> Place:
    publish(REGISTER, station("a"))
    return Place(public_id(REGISTER.uid, "a"), "1", "1")


def tell(plug: Place, who: int, *, ago: timedelta = timedelta()) -> FaultReport:
    return report_fault(at=plug, kind="DARK", by=Author(None, f"{who:032}"), now=timezone.now() - ago)[0]


def at_once(*works: Work) -> list[Exception]:
    """Do all of it at the same moment, each on a connection of its own; what any of it raised."""
    ready, raised = threading.Barrier(len(works)), list[Exception]()

    def do(work: Work) -> None:
        try:
            ready.wait()
            work()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_who_began_first_and_comes_second_takes_no_mark_away(plug: Place) -> None:
    for who in range(3):
        tell(plug, who)
    tell(plug, 4, ago=timedelta(milliseconds=50))
    assert Suspicion.objects.get().reports == 4


@pytest.mark.parametrize("turn", range(3))
def test_reports_that_arrive_together_all_count(turn: int, plug: Place) -> None:
    # Whichever comes last, it hardly ever is the one that began last.
    works = [lambda who=who: tell(plug, who, ago=timedelta(milliseconds=who)) for who in range(5)]
    assert at_once(*works) == []
    assert Suspicion.objects.get().reports == 5


def test_the_same_from_the_same_at_once_is_one(plug: Place) -> None:
    assert at_once(*[lambda: tell(plug, 1)] * 5) == []
    assert FaultReport.objects.count() == 1


def test_what_was_missed_is_found_within_the_hour(plug: Place) -> None:
    for who in range(3):
        tell(plug, who)
    Suspicion.objects.all().delete()
    suspicions.refresh()
    assert Suspicion.objects.get().reports == 3


def test_a_success_of_who_is_deleted_clears_no_more(plug: Place) -> None:
    liar = person()
    for who in range(3):
        tell(plug, who)
    check_in(at=plug, outcome=10, note="", by=Author(liar, "elsewhere"), now=timezone.now())
    assert not Suspicion.objects.exists()
    liar.delete()
    suspicions.refresh()
    assert Suspicion.objects.get().reports == 3


def test_plugs_of_which_little_was_told_are_not_looked_at(plug: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(plug, 1)
    tell(plug, 2)
    monkeypatch.setattr(suspicions, "weigh", lambda *_, **__: pytest.fail("weighed"))
    suspicions.refresh()


def test_a_moderator_and_an_operator_do_not_wait_for_each_other(plug: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    report, *_ = (tell(plug, who) for who in range(3))
    real, moderated, never = suspicions.weigh, threading.Event(), threading.Event()

    def slow(*args: Any, **options: Any) -> None:
        # The operator begins while the moderator has the row.
        moderated.set()
        never.wait(0.3)
        real(*args, **options)

    monkeypatch.setattr(suspicions, "weigh", slow)

    def answers() -> None:
        moderated.wait()
        answer(at=plug, text="We look.", repaired=True, by=Author(None, "desk"), now=timezone.now())

    hidden = Contribution.State.HIDDEN
    assert at_once(lambda: moderation.set_state(report, hidden, reason="", now=timezone.now()), answers) == []


class Locked:
    """A connection that writes down which names are held; as PostgreSQL's would be on any database."""

    def __init__(self, said: list[str]) -> None:
        self.said = said

    @contextmanager
    def cursor(self) -> Iterator["Locked"]:
        yield self

    def execute(self, _sql: str, parameters: list[int]) -> None:
        self.said.append(f"held {parameters[0]}")


_TABLES = ("faultreport", "checkin", "suspicion", "operatoranswer", "review", "block")
USE_CASES: dict[str, Callable[[Place, FaultReport], object]] = {
    "report": lambda plug, _: tell(plug, 1),
    "check in": lambda plug, _: check_in(at=plug, outcome=10, note="", by=Author(None, "a"), now=timezone.now()),
    "answer": lambda plug, _: answer(at=plug, text="A", repaired=False, by=Author(None, "a"), now=timezone.now()),
    "moderate": lambda _, row: moderation.set_state(row, Contribution.State.HIDDEN, reason="", now=timezone.now()),
    "review": lambda plug, _: write_review(
        station=plug.station, told={"stars": 4}, by=Author(person(), "a"), now=timezone.now()
    ),
    "weigh": lambda plug, _: suspicions.weigh(plug.station, plug.evse_uid, plug.connector_uid, now=timezone.now()),
}


@pytest.mark.parametrize("name", USE_CASES)
def test_the_station_is_held_before_any_row_is_looked_at(
    name: str, plug: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, said = tell(plug, 9), list[str]()
    monkeypatch.setattr(locks, "on_postgresql", lambda: True)
    monkeypatch.setattr(locks, "connection", Locked(said))

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        if any(f"stations_{table}" in sql for table in _TABLES):
            said.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        USE_CASES[name](plug, row)
    assert said[0] == f"held {locks._number(f'told of {plug.station}')}"
    assert len(said) > 1
