"""Whether VoltWay is alive and fit to answer."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from stations.documents import catalogue

logger = logging.getLogger(__name__)


@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers. Touches nothing."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers too; 503 when it does not."""
    try:
        data, status = catalogue.versions()
    except DatabaseError:
        logger.exception("health.database_away")
        return JsonResponse({"status": "unavailable", "database": "away"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "data_version": data, "status_version": status})
