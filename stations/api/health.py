"""Whether VoltWay is alive and fit to answer."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from stations.api.errors import response
from voltway.lib.problems import MethodNotAllowed
from voltway.observability import health
from voltway.observability.health import State

_METHODS = ("GET", "HEAD")


@csrf_exempt
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing."""
    return JsonResponse({"status": "ok"}) if request.method in _METHODS else _not_allowed(request)


@csrf_exempt
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Every check, within a second whatever is at fault; 503 when something that reading needs is away."""
    if request.method not in _METHODS:
        return _not_allowed(request)
    found = health.report()
    versions = found.findings["data"].facts if "data" in found.findings else {}
    database = {name: "ok" if one.state == State.OK else "away" for name, one in found.findings.items()}.get("database")
    body = {**found.body(), "database": database, **{name: versions.get(name) for name in _VERSIONS}}
    return JsonResponse(body, status=503 if found.state == State.UNAVAILABLE else 200)


_VERSIONS = ("data_version", "status_version")


def _not_allowed(request: HttpRequest) -> HttpResponse:
    problem = MethodNotAllowed(f"{request.method} is not allowed.", headers={"Allow": ", ".join(_METHODS)})
    return response(problem, request.path)
