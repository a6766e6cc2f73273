"""Every error of the API as problem details (RFC 9457)."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request

from voltway.lib import failures, problems
from voltway.lib.problems import MEDIA_TYPE, Problem
from voltway.observability import request_id, requests

UNKNOWN_PATH = "api-unknown"


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's exception handler: known errors as they are, unknown ones as 500, noted and without details."""
    request: Request | HttpRequest = context["request"]
    requests.tell_failed(error, method=requests.method_of(request), view=requests.view_of(request))
    return response(failures.problem_of(error), request.path)


def response(problem: Problem, path: str) -> HttpResponse:
    """A problem as an HTTP answer that nobody keeps; a fault of ours names the request, by which to find it in logs."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    body = problem.body(path)
    if problem.status >= 500 and (reference := request_id.current()):
        body["request_id"] = reference
    return HttpResponse(orjson.dumps(body), status=int(problem.status), content_type=MEDIA_TYPE, headers=headers)


@csrf_exempt
def unknown_path(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever lies under /api/ and is not there."""
    words = "There is nothing at this address; /api/docs/ lists what there is."
    if _is_there(f"{request.path}/"):
        words = f"Addresses end with a slash: {request.path}/"
    return response(problems.NotFound(words), request.path)


def _is_there(path: str) -> bool:
    try:
        return resolve(path).url_name != UNKNOWN_PATH
    except Resolver404:
        return False
