"""Whether VoltWay is alive and fit to answer."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from stations.api.errors import response
from stations.documents import catalogue
from voltway.lib.problems import MethodNotAllowed

logger = logging.getLogger(__name__)
_METHODS = ("GET", "HEAD")


@csrf_exempt
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing."""
    return JsonResponse({"status": "ok"}) if request.method in _METHODS else _not_allowed(request)


@csrf_exempt
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too; 503 when it does not."""
    if request.method not in _METHODS:
        return _not_allowed(request)
    try:
        data, status = catalogue.versions()
    except DatabaseError:
        logger.exception("health.database_away")
        return JsonResponse({"status": "unavailable", "database": "away"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "data_version": data, "status_version": status})


def _not_allowed(request: HttpRequest) -> HttpResponse:
    problem = MethodNotAllowed(f"{request.method} is not allowed.", headers={"Allow": ", ".join(_METHODS)})
    return response(problem, request.path)
