"""`/accounts/`: what there is of mine."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.second_factor import has_second_factor


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The overview; whoever is not logged in comes to the log-in."""
    return render(request, "accounts/home.html", {"second_factor": has_second_factor(request.user)})
