"""Jobs whose work is in the test's hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stations.models import Upkeep
from voltway.jobs.attempt import Attempt

Work = Callable[[Attempt[Any]], None]

_work: list[Work] = []


def work(attempt: Attempt[Any]) -> None:
    """Do what the test has set."""
    _work[-1](attempt)


@pytest.fixture
def do(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Work], None]]:
    """Sets what jobs do."""
    monkeypatch.setattr("voltway.jobs.claim.import_string", lambda name: work)
    yield _work.append
    _work.clear()


@pytest.fixture
def job(db: None) -> Upkeep:
    return Upkeep.objects.enqueue(kind="REFRESH")[0]
