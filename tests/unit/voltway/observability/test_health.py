"""Health: every check in its own time, whatever hangs or fails."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from voltway.observability import deadline, health
from voltway.observability.deadline import Question
from voltway.observability.health import Check, Finding, Report, State

HANG = threading.Event()
asked: list[int] = []


def hang() -> Finding:
    asked.append(1)
    HANG.wait(30)
    return Finding()


def fail() -> Finding:
    raise ConnectionError("canary.example refused alice@example.org")


well = Check("well", Finding)
hangs = Check("hangs", hang)
hangs_needed = Check("hangs_needed", hang, needed=True)
fails = Check("fails", fail)
fails_needed = Check("fails_needed", fail, needed=True)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Nothing kept, and what hangs is let go at the end."""
    HANG.clear()
    asked.clear()
    health.forget()
    yield
    HANG.set()
    health.forget()
    health._question.cache_clear()


def report(settings: Any, *names: str) -> Report:
    settings.HEALTH_CHECKS = [f"{__name__}.{name}" for name in names]
    return health.report()


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """This file's checks by their dotted names, however the file was loaded."""
    monkeypatch.setattr(health, "import_string", lambda name: globals()[name.rpartition(".")[2]])
    health._imported.cache_clear()


@pytest.mark.parametrize(
    ("names", "state"),
    [
        (["well"], State.OK),
        (["well", "fails"], State.DEGRADED),
        (["well", "hangs"], State.DEGRADED),
        (["well", "fails_needed", "fails"], State.UNAVAILABLE),
        (["hangs_needed", "well"], State.UNAVAILABLE),
        ([], State.OK),
    ],
)
def test_the_whole_is_as_bad_as_what_reading_needs(names: list[str], state: State, settings: Any) -> None:
    assert report(settings, *names).state == state


def test_what_hangs_and_what_fails_say_so_and_nothing_more(settings: Any) -> None:
    body = report(settings, "well", "hangs", "fails_needed").body()
    assert body == {
        "status": "unavailable",
        "checks": {
            "well": {"status": "ok"},
            "hangs": {"status": "degraded", "fault": "hangs"},
            "fails_needed": {"status": "unavailable", "fault": "away"},
        },
    }


def test_all_that_hangs_is_given_up_together(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DEADLINE_S", 0.05)
    began = time.monotonic()
    report(settings, *["hangs", "hangs_needed"])
    assert time.monotonic() - began < 10  # and not the thirty seconds of what hangs
    assert health.DEADLINE_S < 1


def test_what_still_hangs_is_not_asked_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DEADLINE_S", 0.02)
    for _ in range(5):
        health.forget()
        report(settings, "hangs")
    assert len(asked) == 1


def test_what_has_recovered_is_well_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DEADLINE_S", 0.02)
    assert report(settings, "hangs").state == State.DEGRADED
    HANG.set()
    health.forget()
    monkeypatch.setattr(health, "DEADLINE_S", 20.0)
    assert report(settings, "hangs").state == State.OK


def test_many_who_ask_cost_one_look(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "KEPT_S", 60.0)
    first = report(settings, "well")
    assert health.report() is first
    health.forget()
    assert health.report() is not first


def test_a_fault_is_logged_with_its_check(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    report(settings, "fails", "hangs")
    told = {(record.message, record.__dict__["check"]) for record in caplog.records if record.levelno >= logging.ERROR}
    assert told == {("health.check_failed", "fails"), ("health.check_hangs", "hangs")}


def test_a_question_gives_what_it_found_or_raised() -> None:
    assert Question(lambda: 7).ask().result(20) == 7
    with pytest.raises(ConnectionError):
        Question(fail).ask().result(20)


def test_a_question_closes_the_connections_of_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = threading.Event()
    monkeypatch.setattr(deadline, "_hang_up", closed.set)
    assert Question(lambda: 7).ask().result(20) == 7
    assert closed.is_set()


@pytest.mark.parametrize(("free", "state"), [(600_000_000, State.OK), (400_000_000, State.DEGRADED)])
def test_a_full_disk_is_told_before_it_is_full(free: int, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert health.disk() == Finding(state, {"free_mb": free // 1_000_000})


def test_a_cache_that_forgets_at_once_is_degraded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.cache_check().state == State.OK
    monkeypatch.setattr("django.core.cache.cache.get", lambda key: None)
    assert health.cache_check().state == State.DEGRADED
