"""Whether VoltWay is fit to answer: checks of what it needs, each on a thread and with a deadline.

`HEALTH_CHECKS` names them, so that an upper app adds its own without being known here. What reading needs makes the
whole unavailable when it is away; anything else makes it degraded, and reading goes on.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache as django_cache
from django.db import connection
from django.utils.module_loading import import_string

from voltway.observability.deadline import Question

# Seconds: one check may take so long, whatever hangs; and so long an answer is given again to whoever asks meanwhile.
DEADLINE_S: Final = 0.7
KEPT_S: Final = 0.5
logger = logging.getLogger(__name__)


class State(StrEnum):
    """How something is."""

    OK = "ok"
    # It works, and somebody should look at it; or it is away, and reading does without.
    DEGRADED = "degraded"
    # Reading needs it, and it is away.
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `facts` are public: no names, addresses or words of errors."""

    state: State = State.OK
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A check and what it means that it fails. `needed`: reading can't do without."""

    name: str
    look: Callable[[], Finding]
    needed: bool = False

    def __call__(self) -> Finding:
        return self.look()


@dataclass(frozen=True, slots=True)
class Report:
    """Every check's finding, by name."""

    findings: Mapping[str, Finding]

    @property
    def state(self) -> State:
        """The worst of them."""
        states = {finding.state for finding in self.findings.values()}
        return next(
            state for state in (State.UNAVAILABLE, State.DEGRADED, State.OK) if state in states or state == "ok"
        )

    def body(self) -> dict[str, Any]:
        """As JSON: the whole, then each check with its facts."""
        each = {name: {"status": one.state, **one.facts} for name, one in self.findings.items()}
        return {"status": self.state, "checks": each}


class _Latest:
    """The last report of this process, so that many who ask cost no more than one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.report = Report({})
        self.until = 0.0


_latest = _Latest()


def report() -> Report:
    """How everything is now, within the deadline whatever hangs; half a second old at most."""
    if time.monotonic() < _latest.until:
        return _latest.report
    # One at a time looks; who comes meanwhile looks at the same threads and waits no longer than it.
    found = looked()
    with _latest.lock:
        _latest.report, _latest.until = found, time.monotonic() + KEPT_S
    return found


def looked() -> Report:
    ends = time.monotonic() + DEADLINE_S
    asked = [(check, _question(name).ask()) for name, check in checks().items()]
    return Report({check.name: _finding(check, answer, ends - time.monotonic()) for check, answer in asked})


def forget() -> None:
    """Look anew when asked next."""
    _latest.until = 0.0


def checks() -> dict[str, Check]:
    """The checks of `HEALTH_CHECKS`, by their dotted names."""
    return {name: _imported(name) for name in settings.HEALTH_CHECKS}


def _finding(check: Check, answer: "Future[Finding]", seconds: float) -> Finding:
    away = State.UNAVAILABLE if check.needed else State.DEGRADED
    try:
        return answer.result(timeout=max(0.0, seconds))
    except OutOfTime:
        logger.error("health.check_hangs", extra={"check": check.name})
        return Finding(away, {"fault": "hangs"})
    except Exception:
        logger.exception("health.check_failed", extra={"check": check.name})
        return Finding(away, {"fault": "away"})


@cache
def _imported(name: str) -> Check:
    found: Check = import_string(name)
    return found


@cache
def _question(name: str) -> Question[Finding]:
    return Question(_imported(name))


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Finding()


def _cache() -> Finding:
    key, value = "health", time.time()
    django_cache.set(key, value, 60)
    # Another process may have written in between; what counts is that something comes back.
    return Finding() if django_cache.get(key) is not None else Finding(State.DEGRADED, {"fault": "away"})


def _disk() -> Finding:
    usage = shutil.disk_usage(settings.CONFIG.data_dir)
    low = usage.free < settings.CONFIG.disk_low_mb * 1_000_000
    return Finding(State.DEGRADED if low else State.OK, {"free_mb": usage.free // 1_000_000})


database = Check("database", _database, needed=True)
cache_check = Check("cache", _cache)
disk = Check("disk", _disk)
