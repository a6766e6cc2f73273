"""Questions asked in the test's own thread, which sees what the test has not committed; no deadline holds there."""

from concurrent.futures import Future
from typing import Any

import pytest

from voltway.observability import health
from voltway.observability.deadline import Question


def ask_here(patch: pytest.MonkeyPatch) -> None:
    """Let checks and samplers run where they are asked."""
    patch.setattr(Question, "ask", _here)
    health.forget()
    patch.setattr(health, "KEPT_S", -1.0)


def _here(question: Question[Any]) -> "Future[Any]":
    answer: Future[Any] = Future()
    try:
        answer.set_result(question._ask())
    except Exception as error:
        answer.set_exception(error)
    return answer
