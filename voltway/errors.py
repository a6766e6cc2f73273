"""What VoltWay answers when no view does: problem details for the API, pages for everything else."""

import sys

from django.http import HttpRequest, HttpResponse

from stations.api import errors as api
from stations.api.ocpi import envelope
from stations.web import errors as pages
from voltway.lib import failures
from voltway.lib.problems import Problem
from voltway.observability import requests

API = "/api/"


def of_view(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to what a view raised; None for what Django has an answer to, or nobody."""
    expected = isinstance(error, Problem) or failures.problem_of(error).headers
    return answer(request, error) if expected else None


def answer(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Any exception as an answer, noted where it is ours."""
    if error:
        requests.tell_failed(error)
    problem = failures.problem_of(error)
    if request.path.startswith(API):
        return api.response(problem, request.path)
    if request.path.startswith(envelope.PREFIX):
        return envelope.refusal(problem)
    return pages.of_problem(request, problem)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what Django refuses before a view is found, such as a wrong host or too many parameters."""
    return answer(request, exception) if request.path.startswith(API) else pages.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is away: what nobody else has answered."""
    return answer(request, sys.exc_info()[1])
