"""`/pricing/`: what the plans give, side by side; the same for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from accounts.models import Plan
from voltway.lib.access import ANYBODY


@require_safe
@cache_control(public=True, max_age=300)
@vary_on_cookie
def show(request: HttpRequest) -> HttpResponse:
    """The plans as they stand in the database."""
    return render(request, "pricing/page.html", {"plans": list(Plan.objects.all()), "anybody": ANYBODY})
