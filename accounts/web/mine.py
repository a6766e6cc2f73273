"""What the pages of favourites, cars and searches share. They are there for everybody: what somebody without an
account keeps stays in their browser, and a script shows it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from voltway.lib.problems import Problem


def owner(request: HttpRequest) -> User | None:
    """Who is logged in; None for somebody without an account."""
    return request.user if isinstance(request.user, User) else None


def back(request: HttpRequest, usual: str) -> HttpResponse:
    """To the page that the form names, if it is one of ours, else to the usual one."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else reverse(usual))


def refuse(request: HttpRequest, problem: Problem) -> None:
    """Say on the next page what a form can't have."""
    for words in [f"{error.parameter}: {error.rule}" for error in problem.errors] or [problem.detail]:
        messages.error(request, words)
