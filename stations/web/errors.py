"""Pages for what went wrong: they say what it was and where to go on."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from voltway.lib.problems import InvalidParameters, Problem
from voltway.observability import request_id

_PAGES = {
    HTTPStatus.FORBIDDEN: "errors/403.html",
    HTTPStatus.NOT_FOUND: "errors/404.html",
    HTTPStatus.TOO_MANY_REQUESTS: "errors/429.html",
}


def bad_parameters(request: HttpRequest, problem: InvalidParameters) -> HttpResponse:
    context = {"errors": problem.errors, "words": _("This search can't be read")}
    return render(request, "errors/400.html", context, status=HTTPStatus.BAD_REQUEST)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for a request that the framework refuses. Says no more, and asks the database nothing."""
    return _unreadable(HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=HTTPStatus.FORBIDDEN)


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open since before a log-in, or came without cookies."""
    context = {"form": request.get_full_path()}
    return render(request, "errors/csrf.html", context, status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=HTTPStatus.NOT_FOUND)


def of_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page for a problem, with its headers; a fault of ours has the request's id as its reference."""
    if isinstance(problem, InvalidParameters):
        page = bad_parameters(request, problem)
    elif problem.status in _PAGES:
        page = render(request, _PAGES[problem.status], status=problem.status)
    elif problem.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        page = _unreadable(problem.status)
    elif problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        words = _("Something that this page needs does not answer. It is looked after; try again in a moment.")
        page = _plain(problem.status, _("Not available for the moment"), words)
    else:
        page = broken(request)
    for name, value in problem.headers.items():
        page[name] = value
    return page


def broken(request: HttpRequest) -> HttpResponse:
    """500: something of ours is at fault."""
    words = _("The fault has been noted. Try again in a moment; nothing you did is lost.")
    return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong on our side"), words)


def _unreadable(status: HTTPStatus) -> HttpResponse:
    words = _("Its address or form holds something that no page can mean.")
    return _plain(status, _("This request can't be read"), words)


def _plain(status: HTTPStatus, title: str, words: str) -> HttpResponse:
    """Rendered without database, context processors or hashed file names, any of which may be at fault."""
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    context = {
        "static_url": settings.STATIC_URL,
        "status": int(status),
        "title": title,
        "words": words,
        "reference": request_id.current() if is_ours else "",
    }
    return HttpResponse(loader.render_to_string("errors/plain.html", context), status=status)
