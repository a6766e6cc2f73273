"""What Django answers when no view does: problem details for the API, pages for everything else."""

from django.http import HttpRequest, HttpResponse

from stations.api import errors as api
from stations.web import errors as pages

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    if request.path.startswith(API):
        return api.bad_request(request, exception)
    return pages.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return api.broken(request) if request.path.startswith(API) else pages.broken(request)
